/* Texts of showing cases: sections, columns, filters. Rows as in texts.h. */
#ifndef TEXTS_CASE_H
#define TEXTS_CASE_H

/* clang-format off */
#define CASE_TEXTS(X) \
	X(SECTION_ASSIGNMENTS, "【交办】", "[assignments]") \
	X(SECTION_ANSWER_OF, "【答复 {office}{document}】", "[answer: {office}{document}]") \
	X(SECTION_OPINION_OF, "【会办意见 {office}{document}】", "[opinion: {office}{document}]") \
	X(SECTION_MERGED, "【并案后的单独答复】", "[own answer after merging]") \
	X(SECTION_SIGNERS, "【提案者】", "[proposers]") \
	X(SECTION_EVALUATIONS, "【评价】", "[evaluations]") \
	X(SECTION_PROMISES, "【承诺事项】", "[promises]") \
	X(SECTION_LINKS, "【关联案件】", "[linked cases]") \
	X(SECTION_MEETINGS, "【走访座谈】", "[visits and meetings]") \
	X(SECTION_INSTRUCTIONS, "【批示】", "[instructions]") \
	X(SECTION_MEDIA, "【媒体报道】", "[media]") \
	X(SECTION_ATTACHMENTS, "【附件】", "[attachments]") \
	X(SECTION_EXTENSIONS, "【延期】", "[extensions]") \
	X(SECTION_OUTCOMES, "【成效】", "[outcomes]") \
	X(SECTION_SIMILAR, "【相似的已有案件】", "[similar earlier cases]") \
	X(COL_MARK, "预警", "mark") \
	X(COL_LINK, "关系", "link") \
	X(FACT_TASKS, "事项数", "tasks") \
	X(AND_OTHERS, "等 {n} 人", " and others, {n} in all") \
	X(COL_ROUND, "轮次", "round") \
	X(COL_NAME, "姓名", "name") \
	X(COL_PERSON, "人员", "person") \
	X(COL_CONTENT, "内容", "content") \
	X(COL_MEASURE, "衡量办法", "measure") \
	X(COL_OUTLET, "媒体", "outlet") \
	X(COL_METHOD, "方式", "method") \
	X(COL_PLACE, "地点", "place") \
	X(COL_PERSONS, "参加人", "persons") \
	X(COL_DONE_ON, "了结日期", "done on") \
	X(COL_ASSIGNMENT_NO, "交办序号", "assignment") \
	X(COL_SIZE, "字节", "bytes") \
	X(COL_ATTACHMENT_ID, "附件编号", "attachment") \
	X(COL_MEDIA_TYPE, "类型", "media type") \
	X(COL_PROVISIONAL, "日历", "calendar") \
	X(WORD_PROVISIONAL, "暂定", "provisional") \
	X(COL_EXTENSIONS, "延期次数", "extended") \
	X(COL_CONTACT_BY, "首次沟通期限", "contact by") \
	X(COL_DRAFTED_ON, "拟稿日期", "drafted on") \
	X(COL_DRAFTED_CLASS, "拟稿类别", "class drafted") \
	X(COL_REVIEWED_CLASS, "审核类别", "class reviewed") \
	X(COL_COSIGNED_ON, "会签日期", "co-signed on") \
	X(COL_REVIEWED_ON, "审核日期", "reviewed on") \
	X(COL_LATER_CLASS, "转类", "later class") \
	X(COL_SIGNED_BY, "签发人", "signed by") \
	X(COL_CONTACT_PERSON, "联系人", "contact person") \
	X(COL_PROPOSED, "建议单位", "proposed office") \
	X(WORD_MISSING, "未反馈", "no feedback") \
	X(FACT_WISH_REASON, "不愿公开的理由", "not to be published because") \
	X(FACT_WISH, "同意公开", "may be published") \
	X(FACT_BETWEEN_SESSIONS, "平时提案", "between sessions") \
	X(FACT_KEY, "重点提案", "key proposal") \
	X(FACT_LEADER, "领衔领导", "led by") \
	X(FACT_MAIN_CASE, "并入", "merged into") \
	X(FACT_PUBLICATION, "公开属性", "publication") \
	X(FACT_PUBLISHED_ON, "公开日期", "published on") \
	X(FACT_REDIRECTED_TO, "转作", "redirected as") \
	X(COL_WHAT_HAPPENED, "经过", "what happened") \
	X(COL_CORRECTS, "更正的版本", "corrects") \
	X(COL_CORRECTED_BY, "被更正于", "corrected by") \
	X(HISTORY_SENTENCE, "{who}{verb}：{what}", "{who}: {verb}; {what}") \
	X(HISTORY_SHORT, "{who}{verb}", "{who}: {verb}") \
	X(HISTORY_STOP, "。", ".") \
	X(LEVEL_NATIONAL, "全国", "national") \
	X(LEVEL_REGION, "自治区、省", "region") \
	X(LEVEL_CITY, "市、盟", "city") \
	X(LEVEL_COUNTY, "旗县区", "county") \
	X(SECTION_TEXT, "【提案正文】", "[text of the proposal]") \
	X(HISTORY_CORRECTS, "（更正第 {version} 版）", " (corrects version {version})") \
	X(HISTORY_CORRECTED, "（已由第 {version} 版更正）", " (corrected by version {version})") \
	X(HISTORY_LATE, "（补录）", " (late entry)") \
	X(TODO_ASSIGNMENT, "{role}：{state}", "{role}: {state}") \
	X(TODO_CONTACT, "首次沟通提案者", "first contact with the proposer") \
	X(TODO_ARBITRATE, "仲裁退办", "arbitrate a return") \
	X(TODO_REVIEW, "审核答复稿", "review a draft") \
	X(TODO_PROMISE, "兑现承诺 {no}：{text}", "keep promise {no}: {text}") \
	X(TODO_EVALUATIONS, "催收评价：{names}", "evaluations missing: {names}") \
	X(TODO_EVALUATE, "评价答复", "evaluate the answer") \
	X(TODO_JOIN, "回复联名邀请", "answer the invitation to join") \
	X(TODO_CASE, "{state}", "{state}") \
	X(COL_TASK, "要做的事", "to do") \
	X(COL_KIND, "类", "kind") \
	X(OPT_ALL, "提案委：也列出没有预警的交办和承诺", "committee: also assignments and promises without a mark") \
	X(FACT_YELLOW, "黄", "yellow") \
	X(FACT_RED, "红", "red") \
	X(OPT_PHASE, "只看这个阶段，如 handling、answered", "only this phase, such as handling or answered") \
	X(OPT_DOCUMENT_FILTER, "文号以此开头；〔〕［］[] 及全角半角不分", "document number begins so; brackets and widths make no difference") \
	X(OPT_MARK_FILTER, "只看这种预警及更急的：yellow red overdue", "this mark or a worse one: yellow, red, overdue") \
	X(OPT_LEADER_FILTER, "只看这位领导领衔的（代码）", "only cases led by this person (code)") \
	X(OPT_MEMBER_FILTER, "只看这位委员的（代码）", "only cases of this proposer (code)") \
	X(OPT_KEY_FILTER, "只看重点提案", "only key proposals") \
	X(OPT_PROMISES_FILTER, "只看有承诺未了结的", "only cases with an open promise") \
	X(OPT_DRAFT, "存为草稿，提交前只有提案者和提案委看得到", "a draft: until it is submitted only its proposers and the committee see it") \
	X(OPT_KIND, "事项种类，默认为规则所定的", "kind of matter; else the rules'") \
	X(OPT_WISH, "是否同意公开：yes no", "does the proposer agree to publication: yes, no") \
	X(OPT_WISH_REASON, "不愿公开的理由", "why not")
/* clang-format on */

#endif
