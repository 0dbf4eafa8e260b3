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

/* The share of a class among the answered: code, names, what the class says, word, whether lower is better. */
#define CLASS_SHARE(class_code, zh, en, zh_what, en_what, word, lower)                                                 \
	{                                                                                                              \
		.code = (class_code), .label = { zh, en },                                                             \
		.definition = { zh "＝答复类别为“" zh_what                                                             \
				   "”的件数÷已答复件数。类别以印发的答复为准，后来转类的不改；分办件以最靠后的一类计", \
				en " = answers of the class \"" en_what                                                \
				   "\" / answered. The class is the one printed on the answer, whatever "              \
				   "became of it later; of separate offices' answers the least far-reaching counts" }, \
		.numerator = { zh_what, en_what }, .denominator = { "已答复", "answered" }, .unit = FACT_CASE,         \
		.of = ALL_1(IS(RATE_ANSWERED)), .with = ALL_2(IS(RATE_ANSWERED), IS(word)),                            \
		.lower_is_better = (lower),                                                                            \
	}

static const struct rate_definition usual[] = {
	{
		.code = "filing",
		.label = { "立案率", "filing rate" },
		.definition = { "立案率＝立案件数÷收到件数。立案含后来并案的，收到不含草稿和撤案",
				"filing rate = filed / received. Filed: with those merged into others later; received: "
				"without drafts and withdrawn ones" },
		.numerator = { "立案", "filed" },
		.denominator = { "收到", "received" },
		.unit = FACT_CASE,
		.of = ALL_1(IS(RATE_RECEIVED)),
		.with = ALL_2(IS(RATE_RECEIVED), IS(RATE_FILED)),
	},
	{
		.code = "merging",
		.label = { "并案率", "merging rate" },
		.definition = { "并案率＝并入其他提案的件数÷立案件数。并案不是不予立案，并案前的件数是分母",
				"merging rate = merged into others / filed. A merged proposal is not a refused one; "
				"the base is the number before merging" },
		.numerator = { "并案", "merged" },
		.denominator = { "立案", "filed" },
		.unit = FACT_CASE,
		.of = ALL_1(IS(RATE_FILED)),
		.with = ALL_2(IS(RATE_FILED), IS(RATE_MERGED)),
	},
	{
		.code = "redirection",
		.label = { "转办率", "redirection rate" },
		.definition = { "转办率＝未立案而转作社情民意信息、意见建议等的件数÷收到件数",
				"redirection rate = not filed but sent on as another kind of matter / received" },
		.numerator = { "转作其他", "redirected" },
		.denominator = { "收到", "received" },
		.unit = FACT_CASE,
		.of = ALL_1(IS(RATE_RECEIVED)),
		.with = ALL_2(IS(RATE_RECEIVED), IS(RATE_REDIRECTED)),
	},
	{
		.code = "acceptance",
		.label = { "签收率", "acceptance rate" },
		.definition = { "签收率＝已签收件数÷承办件数（截至当日已交办且未退办）。分办件各单位均签收为已签收",
				"acceptance rate = accepted / assigned and not returned by that day. A case of "
				"separate offices counts as accepted when all of them have" },
		.numerator = { "已签收", "accepted" },
		.denominator = { "承办", "assigned" },
		.unit = FACT_CASE,
		.of = ALL_1(IS(RATE_ASSIGNED)),
		.with = ALL_2(IS(RATE_ASSIGNED), IS(RATE_ACCEPTED)),
	},
	{
		.code = "answer",
		.label = { "答复率", "answer rate" },
		.definition = { "答复率 = 已答复件数 ÷ "
				"承办件数。承办件数：截至当日已交办且未退办的主办、独办、分办件；已答复：截至当日已由承"
				"办单位答复的件。合计每案计一次，分办案件以各单位均已答复为已答复；各单位行计其承办件。"
				"只计本级提案的首轮办理，撤案不计，移交的计入接收单位",
				"answer rate = answered / assigned. Assigned: lead, sole and separate assignments made "
				"and not returned by that day; answered: answered by the office by that day. The total "
				"counts each case once, one of separate offices as answered when all of them have; "
				"rows count each office's own. Cases of the jurisdiction's own level, first round, "
				"without withdrawn ones; what was handed over counts for who took it" },
		.numerator = { "已答复", "answered" },
		.denominator = { "承办", "assigned" },
		.unit = FACT_CASE,
		.of = ALL_1(IS(RATE_ASSIGNED)),
		.with = ALL_2(IS(RATE_ASSIGNED), IS(RATE_ANSWERED)),
	},
	{
		.code = "on_time",
		.label = { "按期办复率", "on-time answer rate" },
		.definition = { "按期办复率＝按期答复件数÷到期应答复件数（已答复的和逾期未答复的）。期限以批准的延期为"
				"准；未到期又未答复的不计入分母",
				"on-time answer rate = answered by the due day / answered or overdue. Granted "
				"extensions count; what is neither answered nor due yet is not in the base" },
		.numerator = { "按期答复", "answered on time" },
		.denominator = { "到期应答复", "answered or overdue" },
		.unit = FACT_CASE,
		.of = ALL_2(IS(RATE_ASSIGNED), IS(RATE_DUE)),
		.with = ALL_3(IS(RATE_ASSIGNED), IS(RATE_DUE), IS(RATE_ON_TIME)),
	},
	{
		.code = "closing",
		.label = { "办结率", "closing rate" },
		.definition = { "办结率＝已办结件数÷承办件数。办结指评价之后由提案委员会办结，不等于已答复",
				"closing rate = closed / assigned. Closed: by the committee after evaluation, which is "
				"more than answered" },
		.numerator = { "已办结", "closed" },
		.denominator = { "承办", "assigned" },
		.unit = FACT_CASE,
		.of = ALL_1(IS(RATE_ASSIGNED)),
		.with = ALL_2(IS(RATE_ASSIGNED), IS(RATE_CLOSED)),
	},
	{
		.code = "meeting",
		.label = { "见面率", "meeting rate" },
		.definition = { "见面率＝已与提案者当面沟通或走访座谈的件数÷承办件数。以件计，不以单位计；哪些沟通方式"
				"算当面由本地规则规定，未规定时任何沟通都算",
				"meeting rate = met the proposer in person, or visited / assigned. Cases are counted, "
				"not offices; the city's rules say which ways of contact are in person, and where they "
				"name none all are" },
		.numerator = { "已见面", "met" },
		.denominator = { "承办", "assigned" },
		.unit = FACT_CASE,
		.of = ALL_1(IS(RATE_ASSIGNED)),
		.with = ALL_2(IS(RATE_ASSIGNED), IS(RATE_MET)),
	},
	{
		.code = "contact",
		.label = { "沟通率", "contact rate" },
		.definition = { "沟通率＝已与提案者沟通（任何方式）的件数÷承办件数",
				"contact rate = proposer contacted in whatever way / assigned" },
		.numerator = { "已沟通", "contacted" },
		.denominator = { "承办", "assigned" },
		.unit = FACT_CASE,
		.of = ALL_1(IS(RATE_ASSIGNED)),
		.with = ALL_2(IS(RATE_ASSIGNED), IS(RATE_CONTACTED)),
	},
	CLASS_SHARE("class_solved", "已解决占比", "share solved", "已经解决或基本解决", "solved or basically solved",
		    RATE_SOLVED, false),
	CLASS_SHARE("class_in_progress", "正在解决占比", "share in progress", "正在解决", "being solved",
		    RATE_IN_PROGRESS, false),
	CLASS_SHARE("class_planned", "列入计划占比", "share planned", "列入计划", "planned", RATE_PLANNED, false),
	CLASS_SHARE("class_reference", "留作参考占比", "share for reference", "留作参考", "for reference",
		    RATE_REFERENCE, true),
	{
		.code = "solved",
		.label = { "解决率", "solution rate" },
		.definition = { "解决率＝答复为已经解决或基本解决的件数÷立案件数。分母是立案（并案前），不是已答复；后"
				"来解决的见兑现率",
				"solution rate = answered as solved or basically solved / filed. The base is what was "
				"filed, before merging, not what was answered; what was solved later is in other "
				"rates" },
		.numerator = { "已解决", "solved" },
		.denominator = { "立案", "filed" },
		.unit = FACT_CASE,
		.of = ALL_1(IS(RATE_FILED)),
		.with = ALL_2(IS(RATE_FILED), IS(RATE_SOLVED)),
	},
	{
		.code = "kept_b",
		.label = { "B类兑现率", "in-progress cases solved since" },
		.definition = { "B类兑现率＝答复为正在解决而现已解决的件数÷答复为正在解决的件数。问上年的，须指定上一届"
				"次",
				"in-progress cases solved since = answered as in progress and solved by now / answered "
				"as in progress. For last year's ask for that session" },
		.numerator = { "现已解决", "solved by now" },
		.denominator = { "答复为正在解决", "answered as in progress" },
		.unit = FACT_CASE,
		.of = ALL_1(IS(RATE_IN_PROGRESS)),
		.with = ALL_2(IS(RATE_IN_PROGRESS), IS(RATE_NOW_SOLVED)),
	},
	{
		.code = "satisfaction",
		.label = { "满意率", "satisfaction rate" },
		.definition = { "满意率＝对办理结果满意的件数÷收回评价表的件数。最好一档才算满意；多人评价取最低，重新"
				"办理后取末轮；未收回的不算满意也不计入分母，并案件计入",
				"satisfaction rate = satisfied with the result / cases whose form came back. Only the "
				"best mark counts, the lowest of several forms, the latest round; what did not come "
				"back is in neither; merged cases count" },
		.numerator = { "满意", "satisfied" },
		.denominator = { "收回评价", "evaluated" },
		.unit = FACT_CASE,
		.of = ALL_2(HAS_ANSWER, IS(RATE_EVALUATED)),
		.with = ALL_3(HAS_ANSWER, IS(RATE_EVALUATED), IS(RATE_RESULT_BEST)),
	},
	{
		.code = "content",
		.label = { "满意率（含基本满意）", "satisfaction rate (with basically)" },
		.definition = { "满意率（含基本满意）＝对办理结果满意或基本满意的件数÷收回评价表的件数。多人评价取最低"
				"，重新办理后取末轮；未收回的不计入分母",
				"satisfaction rate (with basically) = satisfied or basically satisfied with the result "
				"/ cases whose form came back. The lowest of several forms, the latest round; what did "
				"not come back is in neither" },
		.numerator = { "满意和基本满意", "satisfied or basically" },
		.denominator = { "收回评价", "evaluated" },
		.unit = FACT_CASE,
		.of = ALL_2(HAS_ANSWER, IS(RATE_EVALUATED)),
		.with = ALL_3(HAS_ANSWER, IS(RATE_EVALUATED), IS(RATE_RESULT_CONTENT)),
	},
	{
		.code = "attitude",
		.label = { "态度满意率（含基本满意）", "satisfaction with the attitude" },
		.definition = { "态度满意率＝对办理态度满意或基本满意的件数÷收回评价表的件数。态度与结果分别评价，不可"
				"混用",
				"satisfaction with the attitude = satisfied or basically satisfied with the attitude / "
				"cases whose form came back. Attitude and result are marked apart and not to be mixed "
				"up" },
		.numerator = { "态度满意和基本满意", "content with the attitude" },
		.denominator = { "收回评价", "evaluated" },
		.unit = FACT_CASE,
		.of = ALL_2(HAS_ANSWER, IS(RATE_EVALUATED)),
		.with = ALL_3(HAS_ANSWER, IS(RATE_EVALUATED), IS(RATE_ATTITUDE_CONTENT)),
	},
	{
		.code = "first_satisfaction",
		.label = { "初次满意率", "first-round satisfaction rate" },
		.definition = { "初次满意率＝首轮对办理结果满意的件数÷已答复件数。重新办理后的评价不计，未收回评价的算"
				"在分母",
				"first-round satisfaction rate = satisfied with the result in round 1 / answered. "
				"Marks of later rounds do not count; cases whose form did not come back are in the "
				"base" },
		.numerator = { "首轮满意", "satisfied at first" },
		.denominator = { "已答复", "answered" },
		.unit = FACT_CASE,
		.of = ALL_1(HAS_ANSWER),
		.with = ALL_2(HAS_ANSWER, IS(RATE_FIRST_RESULT_BEST)),
	},
	{
		.code = "first_content",
		.label = { "初次满意率（含基本满意）", "first-round satisfaction rate (with basically)" },
		.definition = { "初次满意率（含基本满意）＝首轮对办理结果满意或基本满意的件数÷已答复件数。重新办理后的"
				"评价不计，未收回评价的算在分母",
				"first-round satisfaction rate (with basically) = satisfied or basically satisfied "
				"with the result in round 1 / answered. Marks of later rounds do not count; cases "
				"whose form did not come back are in the base" },
		.numerator = { "首轮满意和基本满意", "content at first" },
		.denominator = { "已答复", "answered" },
		.unit = FACT_CASE,
		.of = ALL_1(HAS_ANSWER),
		.with = ALL_2(HAS_ANSWER, IS(RATE_FIRST_RESULT_CONTENT)),
	},
	{
		.code = "satisfaction_all",
		.label = { "满意率（占已答复）", "satisfaction rate of all answered" },
		.definition = { "满意率（占已答复）＝对办理结果满意的件数÷已答复件数。未收回评价的不算满意，但算在分母",
				"satisfaction rate of all answered = satisfied with the result / answered. Cases whose "
				"form did not come back are not satisfied and in the base" },
		.numerator = { "满意", "satisfied" },
		.denominator = { "已答复", "answered" },
		.unit = FACT_CASE,
		.of = ALL_1(HAS_ANSWER),
		.with = ALL_2(HAS_ANSWER, IS(RATE_RESULT_BEST)),
	},
	{
		.code = "returned_forms",
		.label = { "反馈率", "forms returned" },
		.definition = { "反馈率＝收回评价表的件数÷已答复件数。联名提案收回一份即算",
				"forms returned = cases whose form came back / answered. One form of several proposers "
				"is enough" },
		.numerator = { "收回评价", "evaluated" },
		.denominator = { "已答复", "answered" },
		.unit = FACT_CASE,
		.of = ALL_1(HAS_ANSWER),
		.with = ALL_2(HAS_ANSWER, IS(RATE_EVALUATED)),
	},
	{
		.code = "promises_kept",
		.label = { "承诺兑现率", "promises kept" },
		.definition = { "承诺兑现率＝已兑现的承诺÷到期承诺（已兑现、未兑现和逾期的）。以承诺事项计，不以件计；"
				"未到期的不计入分母，延期以新的日期为准",
				"promises kept = promises kept / promises kept, broken or overdue. Promises are "
				"counted, not cases; what is not due yet is not in the base; a postponed one has its "
				"new day" },
		.numerator = { "已兑现", "kept" },
		.denominator = { "到期承诺", "promises due" },
		.unit = FACT_PROMISE,
		.of = ALL_1(IS(RATE_DUE)),
		.with = ALL_2(IS(RATE_DUE), IS(RATE_KEPT)),
	},
	{
		.code = "publication",
		.label = { "公开率", "publication rate" },
		.definition = { "公开率＝已公开（全文或摘要）的件数÷应公开件数（已答复，除去决定不予公开的）",
				"publication rate = published in full or as a summary / answered, without those "
				"decided not to be published" },
		.numerator = { "已公开", "published" },
		.denominator = { "应公开", "to be published" },
		.unit = FACT_CASE,
		.of = ALL_2(HAS_ANSWER, NOT(RATE_PRIVATE)),
		.with = ALL_3(HAS_ANSWER, NOT(RATE_PRIVATE), IS(RATE_PUBLISHED)),
	},
	{
		.code = "participation",
		.label = { "参与率", "participation" },
		.definition = { "参与率＝有提案立案的委员÷在任委员。联名也算；以人计，不以件计",
				"participation = members with a filed proposal / members in office. Joint proposers "
				"count; persons are counted, not cases" },
		.numerator = { "有提案立案的委员", "members who filed" },
		.denominator = { "在任委员", "members" },
		.unit = FACT_MEMBER,
		.of = ALL_1(IS(RATE_MEMBER)),
		.with = ALL_2(IS(RATE_MEMBER), IS(RATE_FILED)),
	},
	{
		.code = "overdue",
		.label = { "逾期率", "overdue rate" },
		.definition = { "逾期率＝逾期未答复的件数÷承办件数。期限以批准的延期为准；逾期后已答复的不算逾期未答复",
				"overdue rate = not answered though the due day has passed / assigned. Granted "
				"extensions count; what was answered late is overdue no longer" },
		.numerator = { "逾期未答复", "overdue" },
		.denominator = { "承办", "assigned" },
		.unit = FACT_CASE,
		.of = ALL_1(IS(RATE_ASSIGNED)),
		.with = ALL_2(IS(RATE_ASSIGNED), IS(RATE_OVERDUE)),
		.lower_is_better = true,
	},
	{
		.code = "opinion",
		.label = { "会办意见出具率", "opinion rate" },
		.definition = { "会办意见出具率 = 已出具意见件数 ÷ "
				"会办件数。会办件数：截至当日已交办且未退办的会办件；只计本级提案的首轮办理，撤案不计",
				"opinion rate = opinions given / assist assignments made and not returned by that day. "
				"Cases of the jurisdiction's own level, first round, without withdrawn ones" },
		.numerator = { "已出具意见", "opinions given" },
		.denominator = { "会办", "to assist with" },
		.unit = FACT_CASE,
		.roles = 1u << ASSIGNMENT_ASSIST,
		.of = ALL_1(IS(RATE_ASSIGNED)),
		.with = ALL_2(IS(RATE_ASSIGNED), IS(RATE_ANSWERED)),
	},
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

const char *rate_measure(const struct rate_definition *definition)
{
	return definition->unit == FACT_PROMISE ? "项" : definition->unit == FACT_MEMBER ? "人" : "件";
}
