/* Texts of papers beside their templates. Rows as in texts.h. */
#ifndef TEXTS_PAPER_H
#define TEXTS_PAPER_H

/* clang-format off */
#define PAPER_TEXTS(X) \
	X(PAPER_SUMMARY, "印文书：交办单、会办意见、答复函、征询意见表、承诺登记表", "print papers: assignment, opinion, answer, evaluation form, promises") \
	X(PAPER_ABOUT, "KIND：assignment 交办单，opinion 会办意见，answer 答复函，evaluation 征询意见表（每位提案者一份），promises 承诺事项登记表。文本或 A4 网页，同一内容；标题、文号、主送、抄送由系统生成。多件案件写多个案号，或用 --cases、--where。", \
	  "KIND: assignment, opinion, answer, evaluation (a form for each proposer), promises (the register). As text or as HTML for A4, the same words; titles, numbers, addressees and copies are made. Several cases by number, --cases or --where.") \
	X(PAPER_ASSIGNMENT, "提案交办单", "Assignment of a proposal") \
	X(PAPER_OPINION, "会办意见", "Opinion on a proposal") \
	X(PAPER_ANSWER_LETTER, "提案答复函", "Answer to a proposal") \
	X(PAPER_EVALUATION, "提案办理征询意见表", "Evaluation of the handling of a proposal") \
	X(PAPER_PROMISES, "承诺事项办理落实情况登记表", "Register of promises") \
	X(OPT_FORMAT, "text（默认）或 html", "text (default) or html") \
	X(OPT_PAPER_OFFICE, "只印这个单位的（代码）", "only the papers of this office (code)") \
	X(OPT_PAPER_CODES, "征询意见表：发新的评价码并印上（提案委）", "evaluation forms: make new codes and print them (committee)") \
	X(OPT_PAPER_OUT, "写入文件", "write to a file") \
	X(PAPER_DUTIES, "签收、沟通、办理并答复", "accept it, contact the proposers, handle it and answer") \
	X(PAPER_ASSIST_DUTIES, "签收，并向主办单位出具会办意见", "accept it and give the lead office your opinion") \
	X(PAPER_NOTHING, "案件 {case} 还没有可印的这种文书：交办后有交办单，出具意见后有会办意见，答复后有答复函、征询意见表和承诺登记表", "case {case} has no such paper yet: an assignment once it is assigned, an opinion once it is given, answer, evaluation form and promises once it is answered") \
	X(PAPER_CODES_ONLY, "--codes 只用于 evaluation", "--codes goes with evaluation only") \
	X(PAPER_COMMITTEE, "{place}政协提案委员会", "Proposals Committee, {place}") \
	X(PAPER_MEMBERS, "{names}委员", "{names}") \
	X(PAPER_BETWEEN_BOXES, "　", "  ") \
	X(PAPER_PROVISIONAL, "（暂定，放假安排公布后可能调整）", " (provisional: the calendar of that year is not published)") \
	X(PAPER_LEADER, "，由{name}领衔督办", ", led by {name}") \
	X(PAPER_SIGNED_BY, "签发人：{name}", "Signed: {name}") \
	X(PAPER_MEASURE, "衡量办法：{measure}；", "measure: {measure}; ") \
	X(PAPER_PROMISE, "{text}（{measure}）", "{text} ({measure})") \
	X(PAPER_ANSWER, "{document}，{day}，{class}类", "{document}, {day}, class {class}") \
	X(PAPER_EXPIRES, "（有效至{day}）", " (until {day})")
/* clang-format on */

#endif
