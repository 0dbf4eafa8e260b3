/* Texts of moving cases on: submit and its shortcuts, the list of moves, evaluation codes. Rows as in texts.h. */
#ifndef TEXTS_SUBMIT_H
#define TEXTS_SUBMIT_H

/* clang-format off */
#define SUBMIT_TEXTS(X) \
	X(SHORTCUT_ABOUT, "即 submit 加同名动作：对一件或多件案件（案号、--cases 文件或 --where 条件）逐件办理，逐件答复。--dry-run 只问服务能否办理，不写入。", \
	  "The same as submit with this verb: to one or many cases (numbers, --cases FILE or --where FILTER), each answered on its own. --dry-run only asks whether it would be possible.") \
	X(ACCEPT_SUMMARY, "签收交办", "accept assignments") \
	X(ASSIGN_SUMMARY, "交办（提案委）", "assign cases (committee)") \
	X(REMIND_SUMMARY, "催办（提案委、督查室）", "remind offices (committee, supervisor)") \
	X(REMIND_ABOUT, "催办尚欠答复或会办意见的单位；不写 --office 时每个欠办单位各催一次，案件中有预警的只催有预警的。其余同 submit remind，--dry-run 先看会催谁。", \
	  "Reminds offices that owe an answer or opinion: without --office each of them, or only those with a mark where a case has any. Otherwise as submit remind; --dry-run shows whom.") \
	X(NO_OFFICE_OWES, "没有欠办的单位，无须催办", "no office owes anything: there is nobody to remind") \
	X(MOVES_SUMMARY, "有哪些动作、谁能做、要填什么", "which moves there are, who may, what they need") \
	X(MOVES_ABOUT, "由现行规则列出全部动作：名称、职责、须填的选项、前提和去向；写一个动作则列出它的全部细节和可用的词。", \
	  "Lists all moves of the rules in force: name, who may, options to give, preconditions and what follows; with one verb all its details and the words it takes.") \
	X(EVALUATE_SUMMARY, "评价答复（提案者，用一次性评价码）", "evaluate an answer (proposer, with a one-time code)") \
	X(EVALUATE_ABOUT, "用征询意见表上的评价码评价：不需登录，也不需令牌。不写 --attitude、--result 时先显示案件和答复。已登录的提案者不用 --code，写案号即可。", \
	  "Evaluates with the code of the printed form: no login, no token. Without --attitude and --result it shows the case and its answer first. A proposer who is logged in gives the case instead of --code.") \
	X(CODES_SUMMARY, "发评价码（提案委）", "make evaluation codes (committee)") \
	X(CODES_ABOUT, "为每位尚未评价的提案者发一个一次性评价码，只显示这一次；以前发的码随即失效。印在征询意见表上请用 huiyin paper evaluation --codes。", \
	  "Makes a one-time code for each proposer who has not evaluated this round, shown this once; earlier codes end. To print them on the forms use huiyin paper evaluation --codes.") \
	X(OPT_CODE, "评价码，- 为从标准输入读", "evaluation code; - reads it from standard input") \
	X(OPT_REMARK, "意见或建议", "remarks") \
	X(OPT_EXPIRES_CODE, "最后有效日，默认按规则的评价期限", "last day; else the rules' last day of evaluation") \
	X(CODE_EMPTY, "没有评价码，或太长", "there is no code, or it is too long") \
	X(EVALUATE_NEEDS_CASE, "要写案号", "name the case") \
	X(EVALUATE_HOW, "评价请加 --attitude 和 --result：satisfied（满意）、basically（基本满意）、dissatisfied（不满意）。", \
	  "to evaluate add --attitude and --result: satisfied, basically, dissatisfied") \
	X(COL_EVALUATION_CODE, "评价码", "code") \
	X(CODES_ONCE, "评价码只显示这一次，请即印发。", "the codes are shown this once; print them now") \
	X(OPT_MEMBER_OF_TOKEN, "人员代码（proposer 必填）", "code of the person (needed for a proposer)") \
	X(OPT_PROMISE, "承诺「内容|衡量办法|完成时限」，可多次；衡量办法可省略", "promise \"what|measure|day\", may be repeated; the measure may be left out") \
	X(OPT_ITEM, "承诺的序号（兑现、延期、未兑现）", "number of the promise (keep, postpone, break_promise)") \
	X(OPT_SOLE, "独办单位（交办）", "sole office (assign)") \
	X(OPT_SEPARATE, "分办单位，用逗号隔开（交办）", "separate offices, separated by commas (assign)") \
	X(OPT_PROPOSED, "建议改由哪个单位办理（退办）", "office that should have it instead (return)") \
	X(OPT_REASON_CODE, "规则所列原因的代码（不予立案）", "code of the rules' list of reasons (not_file)") \
	X(OPT_CHANNEL, "转作什么（转办），如 letter", "as what it goes on (redirect), such as letter") \
	X(OPT_SIGNER, "提案者序号（评价、同意或谢绝联名）", "number of the proposer (evaluate, sign, decline)") \
	X(OPT_MEMBER, "人员代码（领衔领导、批示领导、走访人）", "code of the person (leader, instruction, meeting)") \
	X(OPT_DUE_ON, "新的期限（延期、承诺延期、邀请联名）", "new last day (extend, postpone, invite)") \
	X(OPT_OTHER, "其他案件，用逗号隔开（并案、捆绑、走访）", "other cases, separated by commas (merge, bundle, meet)") \
	X(OPT_SIGNED_BY, "签发人", "who signed the answer") \
	X(OPT_CONTACT_PERSON, "答复件的联系人和电话", "contact person of the answer, with telephone") \
	X(OPT_PUBLICATION, "公开属性：full summary private", "publication: full, summary, private") \
	X(OPT_PUBLICATION_REASON, "不全文公开的理由", "why it is not published in full") \
	X(OPT_PLACE, "地点（走访座谈）", "place (meet)") \
	X(OPT_CORRECTS, "更正哪一版；所填各项取代该版的", "version that is corrected; the fields given replace its own") \
	X(OPT_INVITE, "邀请的联名人「姓名=代码」，可多次", "joint proposer to invite, \"name=code\", may be repeated") \
	X(OPT_ATTACHMENT, "已上传的附件编号，用逗号隔开", "ids of uploaded files, separated by commas") \
	X(OPT_ATTACH, "上传并附上的文件，可多次（只一件案件）", "file to upload and attach, may be repeated (one case only)") \
	X(OPT_MEDIA, "媒体报道「题目|媒体」", "media item \"title|outlet\"") \
	X(OPT_CASES_FILE, "案号文件，每行一个，# 后为备注，- 为标准输入", "file of case numbers, one a line, # begins a remark, - is standard input") \
	X(OPT_WHERE, "按条件选案，如 state=in_handling,office=jtj,mark=red（office state phase session category level title document mark leader member open key promises）", \
	  "cases by filter, such as state=in_handling,office=jtj,mark=red (office state phase session category level title document mark leader member open key promises)") \
	X(OPT_DRY_RUN_EACH, "只问服务逐件会怎样，不写入", "only ask what would become of each, store nothing") \
	X(MARK_YELLOW, "黄", "yellow") \
	X(MARK_RED, "红", "red") \
	X(MARK_OVERDUE, "逾期", "overdue") \
	X(NO_CASE_CHOSEN, "没有符合条件的案件", "no case fits") \
	X(COL_STATE_AFTER, "办理后状态", "state after") \
	X(TRY_POSSIBLE, "可以", "possible") \
	X(TRY_LATER_ROW, "同案前一行之后才知", "depends on an earlier row of its case") \
	X(FACT_POSSIBLE, "可以办理", "possible") \
	X(FACT_WOULD_REFUSE, "会被拒绝", "would be refused") \
	X(FACT_NOT_TRIED, "未试", "not tried") \
	X(DRY_RUN_ONLY, "只是试算，什么也没有写入。", "a dry run: nothing was stored") \
	X(COL_MOVE, "名称", "name") \
	X(COL_WHO_MAY, "职责", "who may") \
	X(COL_OPTIONS, "须填", "options needed") \
	X(COL_NEEDS, "前提", "preconditions") \
	X(COL_FROM, "可在状态", "from") \
	X(COL_TO, "去向", "to") \
	X(FACT_CASE_FROM, "案件状态", "state of the case") \
	X(FACT_CASE_TO, "案件去向", "case moves to") \
	X(FACT_PARTS, "承办方式", "part of the office") \
	X(FACT_WORDS, "可用的词", "words it takes") \
	X(FIELD_NEED_OPINIONS, "会办意见已齐", "all opinions are in") \
	X(FIELD_NEED_COSIGNS, "会办单位均已会签", "all assist offices have co-signed") \
	X(FIELD_NEED_CONTACT, "已与提案者沟通", "the proposer was contacted") \
	X(FIELD_NEED_PROMISES, "承诺均已了结", "no promise is open") \
	X(FIELD_NEED_SIGNATURES, "联名邀请均已回复", "no invitation is open") \
	X(FIELD_NEED_ANSWERS, "各承办单位均已答复", "all answering offices have answered") \
	X(FIELD_NEED_MERGED, "并入的各案均已答复", "every merged case has its answer") \
	X(FIELD_NEED_DISSATISFIED, "本轮评价有不满意", "a mark of this round asks for another one") \
	X(MOVE_UNKNOWN, "规则里没有动作「{value}」；huiyin verbs 列出全部", "the rules have no move \"{value}\"; huiyin verbs lists all") \
	X(MOVE_UNKNOWN_NEAR, "规则里没有动作「{value}」；是不是 {near}？", "the rules have no move \"{value}\"; did you mean {near}?")
/* clang-format on */

#endif
