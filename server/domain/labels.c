/* Words of the closed enums, one table each, indexed by the enum's number. */
#include "domain/rules/rules.h"

static const char *label_of(const struct label *labels, unsigned count, unsigned value, enum language language)
{
	const char *text = value < count ? label_text(&labels[value], language) : NULL;

	return text ? text : "";
}

const char *milestone_label(enum milestone milestone, enum language language)
{
	static const struct label labels[MILESTONE_COUNT_] = {
		[MILESTONE_RECEIVED] = { "收到", "received" },
		[MILESTONE_FILED] = { "立案", "filed" },
		[MILESTONE_NOT_FILED] = { "不予立案", "not filed" },
		[MILESTONE_ASSIGNED] = { "交办", "assigned" },
		[MILESTONE_ACCEPTED] = { "签收", "accepted" },
		[MILESTONE_RETURNED] = { "退办", "returned" },
		[MILESTONE_CONTACTED] = { "沟通", "contacted" },
		[MILESTONE_OPINION] = { "会办意见", "opinion given" },
		[MILESTONE_ANSWERED] = { "答复", "answered" },
		[MILESTONE_OUTCOME] = { "成效", "outcome" },
		[MILESTONE_EVALUATED] = { "评价", "evaluated" },
		[MILESTONE_CLOSED] = { "办结", "closed" },
		[MILESTONE_DRAFTED_CASE] = { "起草提案", "proposal drafted" },
		[MILESTONE_INVITED] = { "邀请联名", "invited to join" },
		[MILESTONE_SIGNED] = { "同意联名", "joined" },
		[MILESTONE_DECLINED] = { "谢绝联名", "declined to join" },
		[MILESTONE_REDIRECTED] = { "转作其他", "redirected" },
		[MILESTONE_MERGED] = { "并案", "merged" },
		[MILESTONE_LINKED] = { "关联", "linked" },
		[MILESTONE_RETURN_REJECTED] = { "驳回退办", "return rejected" },
		[MILESTONE_DRAFTED] = { "拟稿", "answer drafted" },
		[MILESTONE_COSIGNED] = { "会签", "co-signed" },
		[MILESTONE_REVIEWED] = { "督办审核", "reviewed" },
		[MILESTONE_SENT_BACK] = { "退回重办", "sent back" },
		[MILESTONE_PROMISED] = { "承诺", "promised" },
		[MILESTONE_KEPT] = { "兑现承诺", "promise kept" },
		[MILESTONE_POSTPONED] = { "承诺延期", "promise postponed" },
		[MILESTONE_BROKEN] = { "承诺未兑现", "promise broken" },
		[MILESTONE_UPGRADED] = { "结果转类", "class raised later" },
		[MILESTONE_REOPENED] = { "重新办理", "reopened" },
		[MILESTONE_KEY_CHOSEN] = { "列为重点提案", "chosen as key proposal" },
		[MILESTONE_MET] = { "走访座谈", "met" },
		[MILESTONE_INSTRUCTED] = { "批示", "instructed" },
		[MILESTONE_MEDIA] = { "媒体监督", "in the media" },
		[MILESTONE_PUBLISHED] = { "公开", "published" },
		[MILESTONE_WITHDRAWN] = { "撤案", "withdrawn" },
		[MILESTONE_REMINDED] = { "催办", "reminded" },
		[MILESTONE_EXTENDED] = { "延期", "extended" },
		[MILESTONE_TRANSFERRED] = { "移交", "transferred" },
		[MILESTONE_ATTACHED] = { "上传附件", "attached" },
		[MILESTONE_CORRECTED] = { "更正", "corrected" },
		[MILESTONE_REDATED] = { "重算期限", "dated anew" },
	};

	return label_of(labels, MILESTONE_COUNT_, milestone, language);
}

const char *item_kind_label(enum item_kind kind, enum language language)
{
	static const struct label labels[ITEM_KIND_COUNT_] = {
		[ITEM_SIGNER] = { "提案者", "proposer" },    [ITEM_EVALUATION] = { "评价", "evaluation" },
		[ITEM_PROMISE] = { "承诺事项", "promise" },  [ITEM_LINK] = { "关联案件", "linked case" },
		[ITEM_MEETING] = { "走访座谈", "meeting" },  [ITEM_INSTRUCTION] = { "批示", "instruction" },
		[ITEM_MEDIA] = { "媒体报道", "media item" }, [ITEM_ATTACHMENT] = { "附件", "attachment" },
		[ITEM_EXTENSION] = { "延期", "extension" },
	};

	return label_of(labels, ITEM_KIND_COUNT_, kind, language);
}

const char *item_state_label(enum item_state state, enum language language)
{
	static const struct label labels[ITEM_STATE_COUNT_] = {
		[ITEM_INVITED] = { "待回复", "invited" },
		[ITEM_SIGNED] = { "已署名", "signed" },
		[ITEM_DECLINED] = { "已谢绝", "declined" },
		[ITEM_OPEN] = { "待兑现", "open" },
		[ITEM_KEPT] = { "已兑现", "kept" },
		[ITEM_BROKEN] = { "未兑现", "broken" },
		[ITEM_RECORDED] = { "已登记", "recorded" },
		[ITEM_MERGED_INTO] = { "并入", "merged into" },
		[ITEM_MERGED_FROM] = { "并入本案", "merged from" },
		[ITEM_BUNDLED] = { "捆绑督办", "bundled with" },
		[ITEM_SAME_KIND] = { "同类", "of the same kind as" },
		[ITEM_CONVERTED_INTO] = { "转为", "converted into" },
		[ITEM_CONVERTED_FROM] = { "转自", "converted from" },
	};

	return label_of(labels, ITEM_STATE_COUNT_, state, language);
}

const char *publication_label(enum publication publication, enum language language)
{
	static const struct label labels[PUBLICATION_COUNT_] = {
		[PUBLICATION_FULL] = { "全文公开", "full text" },
		[PUBLICATION_SUMMARY] = { "摘要公开", "summary" },
		[PUBLICATION_PRIVATE] = { "不予公开", "not public" },
	};

	return label_of(labels, PUBLICATION_COUNT_, publication, language);
}

const char *deadline_kind_label(enum deadline_kind kind, enum language language)
{
	static const struct label labels[DEADLINE_KIND_COUNT_] = {
		[DEADLINE_RETURN] = { "退办期限", "last day to return" },
		[DEADLINE_ANSWER] = { "答复期限", "answer due" },
		[DEADLINE_OPINION] = { "会办意见期限", "opinion due" },
		[DEADLINE_CONTACT] = { "首次沟通期限", "first contact due" },
		[DEADLINE_JOIN] = { "联名回复期限", "joint signature due" },
		[DEADLINE_REHANDLE] = { "重新办理期限", "second answer due" },
		[DEADLINE_EVALUATE] = { "评价期限", "evaluation due" },
		[DEADLINE_PUBLISH] = { "公开期限", "publication due" },
	};

	return label_of(labels, DEADLINE_KIND_COUNT_, kind, language);
}

const char *phase_label(enum phase phase, enum language language)
{
	static const struct label labels[PHASE_COUNT_] = {
		[PHASE_RECEIVED] = { "收到", "received" },       [PHASE_FILED] = { "立案", "filed" },
		[PHASE_NOT_FILED] = { "不予立案", "not filed" }, [PHASE_HANDLING] = { "办理", "handling" },
		[PHASE_ANSWERED] = { "答复", "answered" },       [PHASE_EVALUATED] = { "评价", "evaluated" },
		[PHASE_CLOSED] = { "办结", "closed" },           [PHASE_DRAFT] = { "草稿", "draft" },
		[PHASE_MERGED] = { "并案", "merged" },           [PHASE_WITHDRAWN] = { "撤案", "withdrawn" },
		[PHASE_FOLLOW_UP] = { "跟踪办理", "follow-up" },
	};

	return label_of(labels, PHASE_COUNT_, phase, language);
}

const char *due_mark_label(enum due_mark mark, enum language language)
{
	static const struct label labels[] = {
		[MARK_NONE] = { "无", "none" },
		[MARK_YELLOW] = { "黄", "yellow" },
		[MARK_RED] = { "红", "red" },
		[MARK_OVERDUE] = { "逾期", "overdue" },
	};

	return label_of(labels, sizeof(labels) / sizeof(*labels), mark, language);
}
