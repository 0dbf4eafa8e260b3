/* Texts of search and export. Rows as in texts.h. */
#ifndef TEXTS_OUTPUT_H
#define TEXTS_OUTPUT_H

/* clang-format off */
#define OUTPUT_TEXTS(X) \
	X(SEARCH_SUMMARY, "按号码、姓名、单位、文字搜索案件", "search cases by number, name, office or text") \
	X(SEARCH_ABOUT, "各词都要符合：案号（全号、序号或末几位）、流水号、其他层级的编号、文号（全部或开头）、提案者姓名（或其开头）、单位名称或代码，或案由、正文中的文字（至少两个字）。〔〕［］[]、全角半角、大小写、姓名中间的空格不分。最符合的在前：案号、案由、提案者、单位、正文，同样符合的新案在前。", \
	  "All words must fit: a case number (whole, its serial number or its last digits), a submission number, another body's number, a document number (or its beginning), a proposer's name (or its beginning), an office's name or code, or at least two characters of title or text. Brackets, full width, capitals and blanks inside names make no difference. The best come first: number, title, proposer, office, text; of equal ones the latest.") \
	X(COL_MATCHED, "符合处", "found in") \
	X(COL_SNIPPET, "上下文", "around it") \
	X(MATCHED_NUMBER, "编号", "number") \
	X(MATCHED_DOCUMENT, "文号", "document number") \
	X(MATCHED_TITLE, "案由", "title") \
	X(MATCHED_PROPOSER, "提案者", "proposer") \
	X(MATCHED_OFFICE, "单位", "office") \
	X(MATCHED_TEXT, "正文", "text") \
	X(EXPORT_SUMMARY, "全部导出：台账表（csv、xlsx）或全部数据（json）", "export everything: a ledger sheet (csv, xlsx) or all data (json)") \
	X(EXPORT_ABOUT, "导出您职责范围内的全部案件（含未立案、并案、撤案的），各个日期齐全，取自账本的同一页。--by case（默认）一案一行，主办的日期以首轮为准，分办的以最后一家为准；--by assignment 一家一行，无交办的案件也有一行。形式由 --output 或文件后缀定。写完才改为所定文件名。", \
	  "Exports every case you may see (not filed, merged and withdrawn ones too) with every date, all as of one page of the ledger. --by case (else) has a row per case, with the days of the first round, of separate offices the last one's; --by assignment a row per office's part, and one for a case without any. The form is that of --output or of the file's ending. The file gets its name when it is whole.") \
	X(OPT_EXPORT_BY, "一案一行（case，默认）或一家一行（assignment）", "a row per case (else) or per assignment: case, assignment") \
	X(OPT_EXPORT_TEXTS, "连同提案正文和答复正文", "with the texts of proposals and answers") \
	X(OPT_EXPORT_OUT, "存为这个文件（.csv、.xlsx、.json）；- 为标准输出（csv、json）", "write to this file (.csv, .xlsx, .json); - for standard output (csv, json)") \
	X(EXPORT_NEEDS_OUT, "用 --out 写明存为哪个文件，如 --out 台账.xlsx", "say with --out which file to write, as --out cases.xlsx") \
	X(EXPORT_FORM_UNKNOWN, "不知道 {path} 要什么形式；后缀用 .csv、.xlsx、.json，或写 --output", "the form of {path} is not known; let it end in .csv, .xlsx or .json, or give --output") \
	X(OUT_FORM_UNKNOWN, "不知道 {path} 要什么形式；后缀用 .txt、.csv、.xlsx、.json，或写 --output", "the form of {path} is not known; let it end in .txt, .csv, .xlsx or .json, or give --output") \
	X(EXPORT_NOT_TO_STDOUT, "xlsx 不能写到标准输出，请用 --out 写文件名", "xlsx cannot go to standard output; name a file with --out") \
	X(EXPORT_UNWRITABLE, "写不了文件 {path}：{why}", "the file {path} cannot be written: {why}") \
	X(EXPORT_NO_FILE, "{path} 不是普通文件，不能替换；请换一个文件名", "{path} is no ordinary file and is not replaced; give another name") \
	X(EXPORT_SHORT, "应有 {total} 件，只收到 {count} 件，文件未保存；请重试", "{total} cases were to come, {count} came, the file was not kept; try again") \
	X(EXPORTED, "已导出 {count} 件案件（{rows} 行）到 {path}，账页 {page}", "exported {count} cases ({rows} rows) to {path}, as of page {page}") \
	X(BINARY_TO_TERMINAL, "{format} 不能显示在屏幕上；请用 --out 写文件名，如 --out 清单.{format}", "{format} cannot be shown on a terminal; name a file with --out, as --out list.{format}") \
	X(OUT_NOTHING, "{verb} 没有可存的表格，文件未写", "{verb} has no table to write; no file was made") \
	X(OUT_WRITTEN, "已存为 {path}", "written to {path}") \
	X(OUT_SHEET, "清单", "list") \
	X(OUT_SHEET_FACTS, "概要", "summary") \
	X(OUT_FACT, "项目", "item") \
	X(OUT_VALUE, "内容", "value") \
	X(EXPORT_SHEET, "台账", "cases") \
	X(LEDGER_PROPOSERS, "提案者", "proposers") \
	X(LEDGER_PROPOSER_KIND, "提案者类型", "kind of proposer") \
	X(LEDGER_SUBMISSION, "流水号", "submission number") \
	X(LEDGER_EXTERNAL, "其他层级编号", "external number") \
	X(LEDGER_FILED_ON, "立案日期", "filed on") \
	X(LEDGER_OFFICE, "承办单位", "office") \
	X(LEDGER_OFFICE_CODE, "单位代码", "office code") \
	X(LEDGER_PART_STATE, "承办状态", "state of the part") \
	X(LEDGER_ASSISTS, "会办单位", "assist offices") \
	X(LEDGER_RETURNED_ON, "退办日期", "returned on") \
	X(LEDGER_DUE_ON, "办理期限", "due on") \
	X(LEDGER_CONTACTED_ON, "见面日期", "contacted on") \
	X(LEDGER_CONTACT_METHODS, "见面方式", "contacted by") \
	X(LEDGER_OPINION_ON, "会办意见日期", "opinions on") \
	X(LEDGER_DONE_ON, "答复（意见）日期", "answered (opinion) on") \
	X(LEDGER_CLASS, "办理结果", "class") \
	X(LEDGER_OPEN, "待办", "open") \
	X(LEDGER_PUBLICATION, "公开属性", "publication") \
	X(LEDGER_PUBLISHED_ON, "公开日期", "published on") \
	X(LEDGER_RESULT, "委员意见", "result mark") \
	X(LEDGER_ATTITUDE, "态度评价", "attitude mark") \
	X(LEDGER_EVALUATED_ON, "评价日期", "evaluated on") \
	X(LEDGER_PUBLICATION_REASON, "不公开理由", "not public because") \
	X(LEDGER_REOPENED_ON, "重新办理", "handled again from") \
	X(LEDGER_REOPENED_REASON, "重新办理理由", "handled again because") \
	X(LEDGER_PROMISES, "承诺事项", "promises") \
	X(LEDGER_PROMISE_DUE, "完成时限", "promise due") \
	X(LEDGER_PROMISE_LIMIT, "，时限 ", ", due ") \
	X(LEDGER_NOT_FILED_ON, "不予立案日期", "not filed on") \
	X(LEDGER_REDIRECTED_ON, "转送日期", "redirected on") \
	X(LEDGER_REDIRECTED_TO, "转作", "redirected to") \
	X(LEDGER_NOT_FILED_REASON, "不予立案理由", "not filed because") \
	X(LEDGER_MERGED_ON, "并案日期", "merged on") \
	X(LEDGER_MERGED_ANSWER_ON, "并案答复日期", "own answer on") \
	X(LEDGER_MERGED_DOCUMENT, "并案答复文号", "own answer's document") \
	X(LEDGER_CLOSED_ON, "办结日期", "closed on") \
	X(LEDGER_WITHDRAWN_ON, "撤案日期", "withdrawn on") \
	X(LEDGER_WITHDRAWN_REASON, "撤案理由", "withdrawn because") \
	X(LEDGER_REMARK, "备注", "remark") \
	X(LEDGER_TEXT, "提案正文", "text of the proposal") \
	X(LEDGER_ANSWER_TEXT, "答复正文", "text of the answer") \
	X(LEDGER_STATE_CODE, "状态代码", "state code") \
	X(LEDGER_LEVEL_CODE, "层级代码", "level code") \
	X(LEDGER_ROLE_CODE, "承办方式代码", "part code") \
	X(LEDGER_CASE_ID, "收件号", "case id") \
	X(LEDGER_PAGE, "账页", "page")
/* clang-format on */

#endif
