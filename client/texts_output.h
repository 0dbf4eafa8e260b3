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
	X(MATCHED_TEXT, "正文", "text")
/* clang-format on */

#endif
