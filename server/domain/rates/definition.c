/* The usual rates. What real bulletins count over what, and where they differ, is told in the definitions themselves.
 */
#include "domain/rates/definition.h"

#include <string.h>

#define BIT(word) (UINT64_C(1) << (word))
/* Terms of a condition, and conditions of them. */
#define IS(word)                                                                                                       \
	{                                                                                                              \
		BIT(word), false                                                                                       \
	}
#define NOT(word)                                                                                                      \
	{                                                                                                              \
		BIT(word), true                                                                                        \
	}
#define EITHER(one, other)                                                                                             \
	{                                                                                                              \
		BIT(one) | BIT(other), false                                                                           \
	}
#define ALL_1(a)                                                                                                       \
	{                                                                                                              \
		{ a }, 1                                                                                               \
	}
#define ALL_2(a, b)                                                                                                    \
	{                                                                                                              \
		{ a, b }, 2                                                                                            \
	}
#define ALL_3(a, b, c)                                                                                                 \
	{                                                                                                              \
		{ a, b, c }, 3                                                                                         \
	}

/* Of the answering offices, and by an answer of its own where a case was merged. */
#define HAS_ANSWER EITHER(RATE_ANSWERED, RATE_MERGED_ANSWERED)

/* The share of a class among the answered: code, names, what the class says, word. */
#define CLASS_SHARE(code, zh, en, zh_what, en_what, word)                                                              \
	{                                                                                                              \
		code, { zh, en },                                                                                      \
			{ zh "＝答复类别为“" zh_what                                                                   \
			     "”的件数÷已答复件数。类别以印发的答复为准，后来转类的不改；分办件以最靠后的一类计",       \
			  en " = answers of the class \"" en_what                                                      \
			     "\" / answered. The class is the one printed on the answer, whatever "                    \
			     "became of it later; of separate offices' answers the least far-reaching counts" },       \
			{ zh_what, en_what }, { "已答复", "answered" }, FACT_CASE, 0, false, ALL_1(IS(RATE_ANSWERED)), \
			ALL_2(IS(RATE_ANSWERED), IS(word))                                                             \
	}

static const struct rate_definition usual[] = {
	{ "filing",
	  { "立案率", "filing rate" },
	  { "立案率＝立案件数÷收到件数。立案含后来并案的，收到不含草稿和撤案",
	    "filing rate = filed / received. Filed: with those merged into others later; received: without drafts and "
	    "withdrawn ones" },
	  { "立案", "filed" },
	  { "收到", "received" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(IS(RATE_RECEIVED)),
	  ALL_2(IS(RATE_RECEIVED), IS(RATE_FILED)) },
	{ "merging",
	  { "并案率", "merging rate" },
	  { "并案率＝并入其他提案的件数÷立案件数。并案不是不予立案，并案前的件数是分母",
	    "merging rate = merged into others / filed. A merged proposal is not a refused one; the base is the number "
	    "before merging" },
	  { "并案", "merged" },
	  { "立案", "filed" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(IS(RATE_FILED)),
	  ALL_2(IS(RATE_FILED), IS(RATE_MERGED)) },
	{ "redirection",
	  { "转办率", "redirection rate" },
	  { "转办率＝未立案而转作社情民意信息、意见建议等的件数÷收到件数",
	    "redirection rate = not filed but sent on as another kind of matter / received" },
	  { "转作其他", "redirected" },
	  { "收到", "received" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(IS(RATE_RECEIVED)),
	  ALL_2(IS(RATE_RECEIVED), IS(RATE_REDIRECTED)) },
	{ "acceptance",
	  { "签收率", "acceptance rate" },
	  { "签收率＝已签收件数÷承办件数（截至当日已交办且未退办）。分办件各单位均签收为已签收",
	    "acceptance rate = accepted / assigned and not returned by that day. A case of separate offices counts as "
	    "accepted when all of them have" },
	  { "已签收", "accepted" },
	  { "承办", "assigned" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(IS(RATE_ASSIGNED)),
	  ALL_2(IS(RATE_ASSIGNED), IS(RATE_ACCEPTED)) },
	{ "answer",
	  { "答复率", "answer rate" },
	  { "答复率 = 已答复件数 ÷ "
	    "承办件数。承办件数：截至当日已交办且未退办的主办、独办、分办件；已答复：截至当日已由承办单位答复的件。"
	    "合计每案计一次，分办案件以各单位均已答复为已答复；各单位行计其承办件。只计本级提案的首轮办理，撤案不计，移"
	    "交的计入接收单位",
	    "answer rate = answered / assigned. Assigned: lead, sole and separate assignments made and not returned by "
	    "that day; answered: answered by the office by that day. The total counts each case once, one of separate "
	    "offices as answered when all of them have; rows count each office's own. Cases of the jurisdiction's own "
	    "level, first round, without withdrawn ones; what was handed over counts for who took it" },
	  { "已答复", "answered" },
	  { "承办", "assigned" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(IS(RATE_ASSIGNED)),
	  ALL_2(IS(RATE_ASSIGNED), IS(RATE_ANSWERED)) },
	{ "on_time",
	  { "按期办复率", "on-time answer rate" },
	  { "按期办复率＝按期答复件数÷到期应答复件数（已答复的和逾期未答复的）。期限以批准的延期为准；未到期又未答复的"
	    "不计入分母",
	    "on-time answer rate = answered by the due day / answered or overdue. Granted extensions count; what is "
	    "neither answered nor due yet is not in the base" },
	  { "按期答复", "answered on time" },
	  { "到期应答复", "answered or overdue" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_2(IS(RATE_ASSIGNED), IS(RATE_DUE)),
	  ALL_3(IS(RATE_ASSIGNED), IS(RATE_DUE), IS(RATE_ON_TIME)) },
	{ "closing",
	  { "办结率", "closing rate" },
	  { "办结率＝已办结件数÷承办件数。办结指评价之后由提案委员会办结，不等于已答复",
	    "closing rate = closed / assigned. Closed: by the committee after evaluation, which is more than "
	    "answered" },
	  { "已办结", "closed" },
	  { "承办", "assigned" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(IS(RATE_ASSIGNED)),
	  ALL_2(IS(RATE_ASSIGNED), IS(RATE_CLOSED)) },
	{ "meeting",
	  { "见面率", "meeting rate" },
	  { "见面率＝已与提案者当面沟通或走访座谈的件数÷承办件数。以件计，不以单位计；哪些沟通方式算当面由本地规则规定"
	    "，未规定时任何沟通都算",
	    "meeting rate = met the proposer in person, or visited / assigned. Cases are counted, not offices; the "
	    "city's rules say which ways of contact are in person, and where they name none all are" },
	  { "已见面", "met" },
	  { "承办", "assigned" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(IS(RATE_ASSIGNED)),
	  ALL_2(IS(RATE_ASSIGNED), IS(RATE_MET)) },
	{ "contact",
	  { "沟通率", "contact rate" },
	  { "沟通率＝已与提案者沟通（任何方式）的件数÷承办件数",
	    "contact rate = proposer contacted in whatever way / assigned" },
	  { "已沟通", "contacted" },
	  { "承办", "assigned" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(IS(RATE_ASSIGNED)),
	  ALL_2(IS(RATE_ASSIGNED), IS(RATE_CONTACTED)) },
	CLASS_SHARE("class_solved", "已解决占比", "share solved", "已经解决或基本解决", "solved or basically solved",
		    RATE_SOLVED),
	CLASS_SHARE("class_in_progress", "正在解决占比", "share in progress", "正在解决", "being solved",
		    RATE_IN_PROGRESS),
	CLASS_SHARE("class_planned", "列入计划占比", "share planned", "列入计划", "planned", RATE_PLANNED),
	CLASS_SHARE("class_reference", "留作参考占比", "share for reference", "留作参考", "for reference",
		    RATE_REFERENCE),
	{ "solved",
	  { "解决率", "solution rate" },
	  { "解决率＝答复为已经解决或基本解决的件数÷立案件数。分母是立案（并案前），不是已答复；后来解决的见兑现率",
	    "solution rate = answered as solved or basically solved / filed. The base is what was filed, before "
	    "merging, not what was answered; what was solved later is in other rates" },
	  { "已解决", "solved" },
	  { "立案", "filed" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(IS(RATE_FILED)),
	  ALL_2(IS(RATE_FILED), IS(RATE_SOLVED)) },
	{ "kept_b",
	  { "B类兑现率", "in-progress cases solved since" },
	  { "B类兑现率＝答复为正在解决而现已解决的件数÷答复为正在解决的件数。问上年的，须指定上一届次",
	    "in-progress cases solved since = answered as in progress and solved by now / answered as in progress. For "
	    "last year's ask for that session" },
	  { "现已解决", "solved by now" },
	  { "答复为正在解决", "answered as in progress" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(IS(RATE_IN_PROGRESS)),
	  ALL_2(IS(RATE_IN_PROGRESS), IS(RATE_NOW_SOLVED)) },
	{ "satisfaction",
	  { "满意率", "satisfaction rate" },
	  { "满意率＝对办理结果满意的件数÷收回评价表的件数。最好一档才算满意；多人评价取最低，重新办理后取末轮；未收回"
	    "的不算满意也不计入分母，并案件计入",
	    "satisfaction rate = satisfied with the result / cases whose form came back. Only the best mark counts, "
	    "the "
	    "lowest of several forms, the latest round; what did not come back is in neither; merged cases count" },
	  { "满意", "satisfied" },
	  { "收回评价", "evaluated" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_2(HAS_ANSWER, IS(RATE_EVALUATED)),
	  ALL_3(HAS_ANSWER, IS(RATE_EVALUATED), IS(RATE_RESULT_BEST)) },
	{ "content",
	  { "满意率（含基本满意）", "satisfaction rate (with basically)" },
	  { "满意率（含基本满意）＝对办理结果满意或基本满意的件数÷收回评价表的件数。多人评价取最低，重新办理后取末轮；"
	    "未收回的不计入分母",
	    "satisfaction rate (with basically) = satisfied or basically satisfied with the result / cases whose form "
	    "came back. The lowest of several forms, the latest round; what did not come back is in neither" },
	  { "满意和基本满意", "satisfied or basically" },
	  { "收回评价", "evaluated" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_2(HAS_ANSWER, IS(RATE_EVALUATED)),
	  ALL_3(HAS_ANSWER, IS(RATE_EVALUATED), IS(RATE_RESULT_CONTENT)) },
	{ "attitude",
	  { "态度满意率（含基本满意）", "satisfaction with the attitude" },
	  { "态度满意率＝对办理态度满意或基本满意的件数÷收回评价表的件数。态度与结果分别评价，不可混用",
	    "satisfaction with the attitude = satisfied or basically satisfied with the attitude / cases whose form "
	    "came "
	    "back. Attitude and result are marked apart and not to be mixed up" },
	  { "态度满意和基本满意", "content with the attitude" },
	  { "收回评价", "evaluated" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_2(HAS_ANSWER, IS(RATE_EVALUATED)),
	  ALL_3(HAS_ANSWER, IS(RATE_EVALUATED), IS(RATE_ATTITUDE_CONTENT)) },
	{ "first_satisfaction",
	  { "初次满意率", "first-round satisfaction rate" },
	  { "初次满意率＝首轮对办理结果满意的件数÷已答复件数。重新办理后的评价不计，未收回评价的算在分母",
	    "first-round satisfaction rate = satisfied with the result in round 1 / answered. Marks of later rounds do "
	    "not count; cases whose form did not come back are in the base" },
	  { "首轮满意", "satisfied at first" },
	  { "已答复", "answered" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(HAS_ANSWER),
	  ALL_2(HAS_ANSWER, IS(RATE_FIRST_RESULT_BEST)) },
	{ "first_content",
	  { "初次满意率（含基本满意）", "first-round satisfaction rate (with basically)" },
	  { "初次满意率（含基本满意）＝首轮对办理结果满意或基本满意的件数÷已答复件数。重新办理后的评价不计，未收回评价"
	    "的算在分母",
	    "first-round satisfaction rate (with basically) = satisfied or basically satisfied with the result in "
	    "round "
	    "1 / answered. Marks of later rounds do not count; cases whose form did not come back are in the base" },
	  { "首轮满意和基本满意", "content at first" },
	  { "已答复", "answered" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(HAS_ANSWER),
	  ALL_2(HAS_ANSWER, IS(RATE_FIRST_RESULT_CONTENT)) },
	{ "satisfaction_all",
	  { "满意率（占已答复）", "satisfaction rate of all answered" },
	  { "满意率（占已答复）＝对办理结果满意的件数÷已答复件数。未收回评价的不算满意，但算在分母",
	    "satisfaction rate of all answered = satisfied with the result / answered. Cases whose form did not come "
	    "back are not satisfied and in the base" },
	  { "满意", "satisfied" },
	  { "已答复", "answered" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(HAS_ANSWER),
	  ALL_2(HAS_ANSWER, IS(RATE_RESULT_BEST)) },
	{ "returned_forms",
	  { "反馈率", "forms returned" },
	  { "反馈率＝收回评价表的件数÷已答复件数。联名提案收回一份即算",
	    "forms returned = cases whose form came back / answered. One form of several proposers is enough" },
	  { "收回评价", "evaluated" },
	  { "已答复", "answered" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(HAS_ANSWER),
	  ALL_2(HAS_ANSWER, IS(RATE_EVALUATED)) },
	{ "promises_kept",
	  { "承诺兑现率", "promises kept" },
	  { "承诺兑现率＝已兑现的承诺÷到期承诺（已兑现、未兑现和逾期的）。以承诺事项计，不以件计；未到期的不计入分母，"
	    "延期以新的日期为准",
	    "promises kept = promises kept / promises kept, broken or overdue. Promises are counted, not cases; what "
	    "is "
	    "not due yet is not in the base; a postponed one has its new day" },
	  { "已兑现", "kept" },
	  { "到期承诺", "promises due" },
	  FACT_PROMISE,
	  0,
	  false,
	  ALL_1(IS(RATE_DUE)),
	  ALL_2(IS(RATE_DUE), IS(RATE_KEPT)) },
	{ "publication",
	  { "公开率", "publication rate" },
	  { "公开率＝已公开（全文或摘要）的件数÷应公开件数（已答复，除去决定不予公开的）",
	    "publication rate = published in full or as a summary / answered, without those decided not to be "
	    "published" },
	  { "已公开", "published" },
	  { "应公开", "to be published" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_2(HAS_ANSWER, NOT(RATE_PRIVATE)),
	  ALL_3(HAS_ANSWER, NOT(RATE_PRIVATE), IS(RATE_PUBLISHED)) },
	{ "participation",
	  { "参与率", "participation" },
	  { "参与率＝有提案立案的委员÷在任委员。联名也算；以人计，不以件计",
	    "participation = members with a filed proposal / members in office. Joint proposers count; persons are "
	    "counted, not cases" },
	  { "有提案立案的委员", "members who filed" },
	  { "在任委员", "members" },
	  FACT_MEMBER,
	  0,
	  false,
	  ALL_1(IS(RATE_MEMBER)),
	  ALL_2(IS(RATE_MEMBER), IS(RATE_FILED)) },
	{ "overdue",
	  { "逾期率", "overdue rate" },
	  { "逾期率＝逾期未答复的件数÷承办件数。期限以批准的延期为准；逾期后已答复的不算逾期未答复",
	    "overdue rate = not answered though the due day has passed / assigned. Granted extensions count; what was "
	    "answered late is overdue no longer" },
	  { "逾期未答复", "overdue" },
	  { "承办", "assigned" },
	  FACT_CASE,
	  0,
	  false,
	  ALL_1(IS(RATE_ASSIGNED)),
	  ALL_2(IS(RATE_ASSIGNED), IS(RATE_OVERDUE)) },
	{ "opinion",
	  { "会办意见出具率", "opinion rate" },
	  { "会办意见出具率 = 已出具意见件数 ÷ "
	    "会办件数。会办件数：截至当日已交办且未退办的会办件；只计本级提案的首轮办理，撤案不计",
	    "opinion rate = opinions given / assist assignments made and not returned by that day. Cases of the "
	    "jurisdiction's own level, first round, without withdrawn ones" },
	  { "已出具意见", "opinions given" },
	  { "会办", "to assist with" },
	  FACT_CASE,
	  1u << ASSIGNMENT_ASSIST,
	  false,
	  ALL_1(IS(RATE_ASSIGNED)),
	  ALL_2(IS(RATE_ASSIGNED), IS(RATE_ANSWERED)) },
};
#define N_USUAL (sizeof(usual) / sizeof(*usual))

const struct rate_definition *rate_definitions(const struct rules *rules, size_t *ret_n)
{
	*ret_n = rules && rules->rates ? (size_t)rules->n_rates : N_USUAL;
	return rules && rules->rates ? rules->rates : usual;
}

const struct rate_definition *rate_definition_by_code(const struct rules *rules, const char *code)
{
	size_t n;
	const struct rate_definition *list = rate_definitions(rules, &n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].code, code) == 0)
			return &list[i];
	return NULL;
}
