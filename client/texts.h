/* Every text of the client, Chinese and English side by side. {places} are filled by say.h. What the server refuses
 * comes with the server's own sentences (domain/reason.h). */
#ifndef TEXTS_H
#define TEXTS_H

#include "domain/reason.h"
#include "texts_case.h"
#include "texts_import.h"
#include "texts_output.h"
#include "texts_paper.h"
#include "texts_people.h"
#include "texts_rates.h"
#include "texts_report.h"
#include "texts_stream.h"
#include "texts_submit.h"
#include "texts_verbs.h"

/* One text, one row. */
/* clang-format off */
/* X(NAME, zh, en): options */
#define OPTION_TEXTS(X) \
	X(OPT_SVG, "把图存为 SVG 文件（- 为标准输出）", "save the drawing as an SVG file (-: standard output)") \
	X(OPT_RULES_TEXT, "原样输出规则文件", "print the rules file itself") \
	X(OPT_SERVER, "服务地址 HOST:PORT 或 unix:PATH（HUIYIN_SERVER）", "server, HOST:PORT or unix:PATH (HUIYIN_SERVER)") \
	X(OPT_TOKEN_FILE, "令牌文件（HUIYIN_TOKEN_FILE）", "file with the token (HUIYIN_TOKEN_FILE)") \
	X(OPT_TLS_CA, "加密连接，服务证书须由此文件（或系统）中的机构签发（HUIYIN_TLS_CA）", "TLS; the server's certificate must come from this CA file or the system's (HUIYIN_TLS_CA)") \
	X(OPT_TLS_CERTIFICATE, "本机证书，服务要求时出示（HUIYIN_TLS_CERTIFICATE）", "own certificate, if the server asks for one (HUIYIN_TLS_CERTIFICATE)") \
	X(OPT_TLS_KEY, "本机证书的私钥（HUIYIN_TLS_KEY）", "its private key (HUIYIN_TLS_KEY)") \
	X(OPT_LANG, "语言（HUIYIN_LANG），默认随系统", "language (HUIYIN_LANG); else the locale's") \
	X(OPT_OUTPUT, "输出形式，默认 table", "form of results; else table") \
	X(OPT_OUT, "表格存为这个文件，形式看 --output 或后缀（.xlsx、.csv、.json）", "write tables to this file, in the form of --output or of its ending (.xlsx, .csv, .json)") \
	X(OPT_COLOR, "颜色：auto、always、never（NO_COLOR）", "colours: auto, always, never (NO_COLOR)") \
	X(OPT_TIMEOUT, "每次调用最多等几秒，默认 30", "seconds a call may take; else 30") \
	X(OPT_NO_PAGER, "不用分页器（HUIYIN_PAGER、PAGER）", "no pager (HUIYIN_PAGER, PAGER)") \
	X(OPT_VERBOSE, "出错时显示状态码和原因代码", "show status code and reason of failures") \
	X(OPT_HELP, "显示帮助", "show help") \
	X(OPT_VERSION, "显示版本", "show the version") \
	X(OPT_LIMIT, "最多列几条（存成文件时默认全部）", "at most so many rows (in files: else all)") \
	X(OPT_OFFICE_FILTER, "只看这个单位（代码）", "only this office (code)") \
	X(OPT_STATE, "只看这个状态，如 in_handling", "only this state, such as in_handling") \
	X(OPT_SESSION, "只看这个届次（代码）", "only this session (code)") \
	X(OPT_CATEGORY_FILTER, "只看这个类别", "only this category") \
	X(OPT_LEVEL, "层级：national、region、city、county", "level: national, region, city, county") \
	X(OPT_TITLE_FILTER, "案由含有这几个字", "titles that contain this") \
	X(OPT_OPEN, "只看未办完的", "only cases with an open assignment") \
	X(OPT_DUE, "按期限排序（只看未办完的）", "by due day (open cases only)") \
	X(OPT_SESSION_OF, "届次代码", "code of its session") \
	X(OPT_TITLE, "案由", "title") \
	X(OPT_PROPOSERS, "提案者，用、隔开，第一提案人在前；名册中的写「姓名=代码」", "proposers separated by 、, first signer first; \"name=code\" for those in the directory") \
	X(OPT_PROPOSER_KIND, "提案者类型：member joint party organisation sector committee group", \
	  "member, joint, party, organisation, sector, committee or group") \
	X(OPT_SECTOR, "界别", "sector") \
	X(OPT_CATEGORY, "类别，如 城乡建设", "category") \
	X(OPT_RECEIVED_ON, "收到日期，默认为今天", "day it was received, else today") \
	X(OPT_SUBMISSION, "流水号", "submission number") \
	X(OPT_EXTERNAL, "其他层级的编号", "number another body filed it under") \
	X(OPT_CASE_TEXT, "提案正文", "text of the proposal") \
	X(OPT_SIMILAR_TITLE, "新提案的案由", "title of a new proposal") \
	X(OPT_TEXT_FILE, "从文件读正文，- 为标准输入", "read the text from a file, - is standard input") \
	X(OPT_CASE_FILE, "逐行收一个表中的提案（列同 import）", "one proposal per row of a sheet (columns as for import)") \
	X(OPT_REQUEST_ID, "请求号；重试时用原来的", "request id; repeat it on a retry") \
	X(OPT_ON, "发生日期，默认为今天；2023-06-30、2023年6月30日 均可", "day it happened, else today; 2023-06-30, 2023年6月30日 …") \
	X(OPT_REASON, "原因（退办、不予立案、补录）", "reason (return, not_file, late entries)") \
	X(OPT_OFFICE_ACTED, "代为录入的单位（提案委）", "office acted for (committee)") \
	X(OPT_LEAD, "主办单位（交办）", "lead office (assign)") \
	X(OPT_ASSIST, "会办单位，用逗号隔开（交办）", "assist offices, separated by commas (assign)") \
	X(OPT_NUMBER, "案号（立案）；不写由系统编号", "case number (file); else the next one is given") \
	X(OPT_METHOD, "沟通方式：visit meeting site phone letter", "how contacted: visit, meeting, site, phone, letter") \
	X(OPT_PERSONS, "参加沟通的人", "who took part in the contact") \
	X(OPT_CLASS, "答复类别，如 A", "class letter of the answer") \
	X(OPT_DOCUMENT, "文号", "document number") \
	X(OPT_TEXT, "答复、意见的正文", "text of the answer or opinion") \
	X(OPT_ATTITUDE, "对办理态度：satisfied basically dissatisfied", "attitude mark: satisfied, basically, dissatisfied") \
	X(OPT_RESULT, "对办理结果：satisfied basically dissatisfied", "result mark: satisfied, basically, dissatisfied") \
	X(OPT_OUTCOME, "成效「内容|数字|单位|日期」，可多次", "outcome \"text|number|unit|day\", may be repeated") \
	X(OPT_EXPECT, "您看到的版本；已变动则拒绝", "version you saw; refused when it has moved on") \
	X(OPT_SUBMIT_FILE, "提交一个表（CSV，- 为标准输入）", "send a sheet (CSV, - is standard input)") \
	X(OPT_PARALLEL, "同时进行的调用数，默认 8", "calls under way at once; else 8") \
	X(OPT_DRY_RUN, "只检查，不写入", "check only, store nothing") \
	X(OPT_BY, "分列：office role committee category sector proposer-kind session level class leader month", "rows by office, role, committee, category, sector, proposer-kind, session, level, class, leader or month") \
	X(OPT_AS_OF, "截至日期，默认为今天", "as of this day; else today") \
	X(OPT_ROLE_COUNTED, "只计这种承办：lead、assist、separate、sole；默认为答复的各种", "count only lead, assist, separate or sole assignments; else those that answer") \
	X(OPT_FROM_PAGE, "从这一页起核对", "first page to check") \
	X(OPT_NAME_ZH, "中文名称", "Chinese name") \
	X(OPT_NAME_EN, "英文名称", "English name") \
	X(OPT_POSITION, "排序号，默认排在最后", "place in official order; else last") \
	X(OPT_STARTS_ON, "开始日期", "first day") \
	X(OPT_ROLE_OF_TOKEN, "职责：handler committee supervisor proposer leader auditor scheduler operator", \
	  "handler, committee, supervisor, proposer, leader, auditor, scheduler, operator") \
	X(OPT_OFFICE_OF_TOKEN, "单位代码（handler 必填）", "office code (needed for a handler)") \
	X(OPT_LABEL, "用途说明", "what it is for") \
	X(OPT_EXPIRES, "最后有效日，默认长期有效", "last day; else without end") \
	X(OPT_OUT_SECRET, "把令牌写入文件（0600），不显示", "write the token to a file (0600) instead of showing it") \
	X(OPT_WAIT, "最多等几秒，直到可用", "wait up to so many seconds until it serves") \
	X(OPT_SERVICE, "只问这个服务，如 huiyin.v1.CaseService", "ask for this service only, such as huiyin.v1.CaseService")

/* X(NAME, zh, en): titles of columns and facts */
#define TITLE_TEXTS(X) \
	X(COL_CASE, "案号", "case") \
	X(COL_TITLE, "案由", "title") \
	X(COL_PHASE, "阶段", "phase") \
	X(COL_STATE, "状态", "state") \
	X(COL_NEXT_STEP, "下一步", "next step") \
	X(COL_LIKENESS, "相似度", "likeness") \
	X(COL_DUE_ON, "期限", "due") \
	X(COL_DAYS_LEFT, "剩余", "left") \
	X(COL_ASSIGNMENT_ROLE, "承办方式", "part") \
	X(COL_RECEIVED_ON, "收到日期", "received") \
	X(COL_LEAD_OFFICE, "主办单位", "lead office") \
	X(COL_SESSION, "届次", "session") \
	X(COL_CATEGORY, "类别", "category") \
	X(COL_LEVEL, "层级", "level") \
	X(COL_NO, "序号", "no") \
	X(COL_ASSIGNED_ON, "交办日期", "assigned on") \
	X(COL_RETURN_BY, "退办期限", "return by") \
	X(COL_ACCEPTED_ON, "签收日期", "accepted on") \
	X(COL_CONTACTED_ON, "沟通日期", "contacted on") \
	X(COL_ANSWERED_ON, "答复日期", "answered on") \
	X(COL_CLASS, "类", "class") \
	X(COL_DOCUMENT, "文号", "document") \
	X(COL_RETURN_REASON, "退办原因", "return reason") \
	X(COL_ON, "日期", "day") \
	X(COL_OUTCOME, "成效", "outcome") \
	X(COL_NUMBER, "数量", "number") \
	X(COL_UNIT, "单位", "unit") \
	X(COL_RATE_OFFICE, "单位", "office") \
	X(COL_ASSIGNED, "承办", "assigned") \
	X(COL_ACCEPTED, "签收", "accepted") \
	X(COL_ANSWERED, "答复", "answered") \
	X(COL_ON_TIME, "按期", "on time") \
	X(COL_OVERDUE, "逾期", "overdue") \
	X(COL_RATE, "答复率", "rate") \
	X(COL_NUMERATOR, "分子", "numerator") \
	X(COL_DENOMINATOR, "分母", "denominator") \
	X(COL_DAYS_LATE, "逾期工作日", "days late") \
	X(COL_HAPPENED_ON, "日期", "day") \
	X(COL_VERB, "动作", "verb") \
	X(COL_SUMMARY, "内容", "content") \
	X(COL_LATE_ENTRY, "补录", "late entry") \
	X(COL_PAGE_LINE, "行", "line") \
	X(COL_LEAF, "行哈希", "leaf") \
	X(COL_CHANGE, "变化", "change") \
	X(COL_BEFORE, "现在", "now") \
	X(COL_AFTER, "改后", "then") \
	X(COL_LINE, "行号", "line") \
	X(COL_COLUMN, "列", "column") \
	X(COL_FIELD, "字段", "field") \
	X(COL_FIELD_CODE, "字段代码", "field code") \
	X(COL_CELL, "单元格", "cell") \
	X(COL_REASON, "原因代码", "reason") \
	X(COL_MESSAGE, "说明", "message") \
	X(COL_WHAT, "结果", "result") \
	X(COL_REQUEST_ID, "请求号", "request id") \
	X(COL_TABLE, "表", "table") \
	X(COL_KEY, "键", "key") \
	X(COL_EXPECTED, "应为", "expected") \
	X(COL_FOUND, "实为", "found") \
	X(COL_POSITION, "排序", "order") \
	X(COL_NAME_ZH, "中文名称", "Chinese name") \
	X(COL_NAME_EN, "英文名称", "English name") \
	X(COL_ID, "编号", "id") \
	X(COL_CODE, "代码", "code") \
	X(COL_STARTS_ON, "开始日期", "starts on") \
	X(COL_YEAR, "年份", "year") \
	X(COL_DAYS, "天数", "days") \
	X(COL_CREATED_AT, "发放时间", "created at") \
	X(COL_REVOKED, "已撤销", "revoked") \
	X(FACT_ROLE, "职责", "role") \
	X(FACT_OFFICE, "单位", "office") \
	X(FACT_OFFICE_CODE, "单位代码", "office code") \
	X(FACT_TOKEN_ID, "令牌编号", "token") \
	X(FACT_LABEL, "用途", "label") \
	X(FACT_EXPIRES_ON, "最后有效日", "expires on") \
	X(FACT_SECRET, "令牌", "secret") \
	X(FACT_FILE, "令牌文件", "token file") \
	X(FACT_JURISDICTION, "行政区代码", "jurisdiction") \
	X(FACT_JURISDICTION_NAME, "行政区", "name") \
	X(FACT_BUSINESS_DATE, "业务日期", "business date") \
	X(FACT_SERVER, "服务地址", "server") \
	X(FACT_SERVER_VERSION, "服务版本", "server version") \
	X(FACT_FOR, "列给", "for") \
	X(FACT_COUNT, "件数", "rows") \
	X(FACT_LATE, "逾期", "late") \
	X(FACT_VERSION, "版本", "version") \
	X(FACT_PAGE, "账页", "page") \
	X(FACT_AS_OF, "截至", "as of") \
	X(FACT_DEFINITION, "口径", "definition") \
	X(FACT_SUBMISSION, "流水号", "submission number") \
	X(FACT_EXTERNAL, "外部编号", "external number") \
	X(FACT_PROPOSERS, "提案者", "proposers") \
	X(FACT_PROPOSER_KIND, "提案者类型", "kind of proposer") \
	X(FACT_SECTOR, "界别", "sector") \
	X(FACT_TEXT, "正文", "text") \
	X(FACT_NOT_FILED, "不予立案原因", "not filed because") \
	X(FACT_ATTITUDE, "对办理态度", "attitude") \
	X(FACT_RESULT, "对办理结果", "result") \
	X(FACT_HASH, "哈希", "hash") \
	X(FACT_RECORDED_AT, "记录时间", "recorded at") \
	X(FACT_LINES, "行数", "lines") \
	X(FACT_FOLD_PAGE, "统计已到账页", "figures up to page") \
	X(FACT_LARGEST_PAGE, "最大一页的行数", "lines on the largest page") \
	X(FACT_SHARED_PAGES, "多单位同页的页数", "pages of two or more offices") \
	X(FACT_INTACT, "完整", "intact") \
	X(FACT_PAGES, "页数", "pages") \
	X(FACT_BAD_PAGE, "出错账页", "faulty page") \
	X(FACT_BAD_LINE, "出错行", "faulty line") \
	X(FACT_ROWS_COMPARED, "比对行数", "rows compared") \
	X(FACT_ROWS, "总数", "rows") \
	X(FACT_SENT, "已发送", "sent") \
	X(FACT_WOULD_STORE, "将写入", "would be stored") \
	X(FACT_STORED, "新记录", "stored") \
	X(FACT_ALREADY_STORED, "此前已记录", "already stored") \
	X(FACT_LATE_ENTRIES, "其中补录", "of these late entries") \
	X(FACT_REFUSED, "被拒绝", "refused") \
	X(FACT_UNANSWERED, "没有答复", "not answered") \
	X(FACT_HELD, "未发送", "not sent") \
	X(FACT_SERVING, "可用", "serving")

/* X(NAME, zh, en): sentences and words */
#define MESSAGE_TEXTS(X) \
	X(YES, "是", "yes") \
	X(NO, "否", "no") \
	X(TOTAL, "合计", "total") \
	X(NOTHING_FOUND, "没有符合条件的记录。", "nothing found") \
	X(MORE_ROWS, "还有更多，用 --limit 加大条数。", "there is more; raise --limit") \
	X(COLUMNS_LEFT_OUT, "（窗口窄，未列：", "(narrow window, left out: ") \
	X(COLUMNS_HINT, "；-o csv 有全部）", "; -o csv has all)") \
	X(LIST_COMMA, "、", ", ") \
	X(DAYS_LEFT, "还有 {days} 个工作日", "{days} working days") \
	X(DAYS_TODAY, "今天到期", "today") \
	X(DAYS_LATE, "逾期 {days} 个工作日", "{days} working days late") \
	X(DEFINITION_LINE, "口径：{definition}；截至 {as_of}，账页 {page}，{rounding}", "definition: {definition}; as of {as_of}, page {page}, {rounding}") \
	X(WORD_STORED, "已记录", "stored") \
	X(WORD_STORED_LATE, "已补录", "stored late") \
	X(WORD_ALREADY, "此前已记录", "already stored") \
	X(WORD_NOT_SENT, "未送达", "not sent") \
	X(WORD_NOT_DONE, "未执行", "not executed") \
	X(WORD_UNKNOWN, "结果未知", "unknown") \
	X(BULK_REFUSED, "被拒绝", "refused") \
	X(BULK_UNANSWERED, "没有答复", "not answered") \
	X(BULK_HELD, "同案前一行未成，暂不发送", "waits for an earlier row of its case") \
	X(BULK_WAITING, "未发送", "not sent") \
	X(SEND_AGAIN, "改正后把整个文件再提交一次即可，已记录的行不会重复计数。", "correct the rows and send the whole file again: what is stored is not counted twice") \
	X(OTHERS_NOT_CHECKED, "其余各行未能请服务核对，可能还有别的错误。", \
	  "the other rows could not be checked by the server; there may be more errors") \
	X(SHEET_WITHOUT_ROWS, "注意：{path} 只有表头，没有数据行。", "note: {path} has a header and no rows") \
	X(GIVE_OPTION, "（用 --{option} 给出）", "(give it with --{option})") \
	X(SYSTEM_NO_FILE, "没有这个文件或目录", "no such file or folder") \
	X(SYSTEM_NO_PERMISSION, "没有权限", "permission denied") \
	X(SYSTEM_IS_FOLDER, "这是一个目录", "it is a folder") \
	X(SYSTEM_FULL, "磁盘已满", "the disk is full") \
	X(NOTHING_SENT, "文件有错，一行也没有发送。", "the file has errors; nothing was sent") \
	X(ALREADY_STORED, "此前已记录，未重复计数。", "it had been stored before and was not counted again") \
	X(RETRY_WITH_ID, "结果未知。加上 --request-id {id} 重试即可查明，不会重复计数。", \
	  "the outcome is unknown: try again with --request-id {id} to find out; it cannot count twice") \
	X(ROW_REFUSED, "第 {line} 行未写入", "line {line} was not stored") \
	X(READ_AS_GB18030, "注意：{path} 按 GB18030 编码读取。", "note: {path} was read as GB18030") \
	X(SEPARATOR, "文件 {path} 的列不是用逗号隔开的；请另存为用逗号（,）分隔的 CSV", \
	  "the columns of {path} are not separated by commas; save it as CSV with commas (,)") \
	X(COLUMN_TWICE, "文件 {path} 的表头有重复的列名；删去其中一列", "the file {path} names a column twice; remove one") \
	X(IMPORT_DONE, "导入完成。", "imported") \
	X(IMPORT_DRY, "检查通过，未写入（--dry-run）。", "no errors; nothing was stored (--dry-run)") \
	X(LEDGER_INTACT, "账本完整。", "the ledger is intact") \
	X(LEDGER_BROKEN, "账本不完整！", "the ledger is not intact") \
	X(RECOUNT_AGREES, "重算结果与各表一致。", "all tables agree with the lines") \
	X(RECOUNT_DIFFERS, "各表与账本不一致：", "tables differ from the lines:") \
	X(RULES_GOOD, "{file}：{name}，{states} 个状态、{moves} 个动作，没有错误。", "{file}: {name}, {states} states, {moves} moves, no errors") \
	X(RULES_TRIED, "对照了 {cases} 件案件，{changed} 件会有变化；未写入任何内容。", "{cases} cases looked at, {changed} would change; nothing was written") \
	X(RULES_TRIED_MORE, "变化太多，只列出前 {n} 项。", "too many changes to list: these are the first {n}") \
	X(CHANGE_STATE, "规则中没有的状态", "state the file does not have") \
	X(CHANGE_PHASE, "阶段", "phase") \
	X(CHANGE_DEADLINE, "期限", "due day") \
	X(CHANGE_MARK, "预警", "mark") \
	X(RULES_BAD, "{file}：{n} 处错误。", "{file}: errors: {n}") \
	X(RULES_APPLIED, "规则已生效。", "the rules are in force") \
	X(RULES_SAME, "规则未变。", "these rules were in force already") \
	X(DRAW_LEGEND, "● 起始  ○ 中间  ◎ 终止", "● first  ○ between  ◎ last") \
	X(DRAW_CASE, "案件的状态和动作", "The case: states and moves") \
	X(DRAW_ASSIGNMENT, "交办（承办单位）的状态和动作", "The assignment of an office: states and moves") \
	X(DRAW_COLORS, "橙色：承办单位的动作使案件前进；灰色虚线：撤案。指向文字可看动作名和职责。", "orange: an office's move that moves the case; grey and dashed: withdrawing. Point at words to see who may.") \
	X(DRAW_FIRST, "起始", "first") \
	X(DRAW_FINAL, "终止", "last") \
	X(DRAW_NEXT, "轮到 ", "next: ") \
	X(DRAW_STAYS, "状态不变：", "stays: ") \
	X(DRAW_IF, "（须", " (if ") \
	X(DRAW_IF_END, "）", ")") \
	X(RULES_NONE, "尚未应用规则。", "no rules have been applied") \
	X(SECRET_ONCE, "令牌只显示这一次，请妥善保存。", "the token is shown this once; keep it safe") \
	X(SERVING, "服务可用。", "the server serves") \
	X(NOT_SERVING, "服务在运行，但暂不可用。", "the server runs but does not serve now") \
	X(TOKEN_PROMPT, "令牌：", "token: ") \
	X(LOGIN_NO_TOKEN, "标准输入里没有令牌；粘贴令牌，或用 --token-file 指定文件", "no token on standard input; paste it, or name its file with --token-file") \
	X(TOKEN_FILE_UNREADABLE, "读不了令牌文件 {path}：{error}", "the token file {path} cannot be read: {error}") \
	X(TOKEN_FILE_OPEN, "令牌文件 {path} 别人也能读，已拒绝使用；请运行 chmod 600 {path}", \
	  "the token file {path} can be read by others and is not used; run chmod 600 {path}") \
	X(TOKEN_FILE_EMPTY, "令牌文件 {path} 里没有令牌", "the token file {path} holds no token") \
	X(FILE_EXISTS, "文件 {path} 已存在，未发放令牌；换一个文件名，或先移走它", \
	  "the file {path} exists; no token was made: choose another name or move it away") \
	X(FILE_NOT_WRITTEN, "写不了文件 {path}：{error}", "the file {path} cannot be written: {error}") \
	X(FILE_UNREADABLE, "读不了文件 {path}：{error}", "the file {path} cannot be read: {error}") \
	X(FILE_TOO_LARGE, "文件太大", "it is too large") \
	X(FILE_NOT_UTF8, "不是 UTF-8 文本", "it is not UTF-8 text") \
	X(NO_HOME, "没有 HOME 也没有 XDG_CONFIG_HOME，无处保存登录", "neither HOME nor XDG_CONFIG_HOME is set: nowhere to store the login") \
	X(OUTPUT_FAILED, "结果没有写完：{error}", "the result could not be written: {error}") \
	X(TLS_BAD, "不能与 {address} 建立加密连接：{why}", "TLS to {address} cannot be set up: {why}") \
	X(TLS_FAILED, "与 {address} 的加密连接没有建立：{why}", "no TLS connection to {address}: {why}") \
	X(ADDRESS_BAD, "地址 {address} 不对；应为 HOST:PORT 或 unix:PATH", "the address {address} cannot be read; write HOST:PORT or unix:PATH") \
	X(DEADLINE_PASSED, "在规定时间内没有得到答复；更新可能已写入，用 --timeout 加长时间", "no answer in time; an update may have been stored; --timeout allows more") \
	X(CALL_FAILED, "调用失败（{code}）", "the call failed ({code})") \
	X(ROLE_UNKNOWN, "没有职责「{value}」；可用：handler committee supervisor proposer leader auditor scheduler operator", \
	  "there is no role \"{value}\"; known: handler committee supervisor proposer leader auditor scheduler operator") \
	X(OPTION_UNKNOWN, "没有选项 {option}", "there is no option {option}") \
	X(OPTION_UNKNOWN_NEAR, "没有选项 {option}；是不是 --{near}？", "there is no option {option}; did you mean --{near}?") \
	X(OPTION_VALUE_EMPTY, "选项 --{option} 的值是空的；不需要就去掉这个选项", "the option --{option} has an empty value; leave it out if it is not wanted") \
	X(OPTION_NEEDS_VALUE, "选项 {option} 后面要有值", "the option {option} needs a value") \
	X(OPTION_TAKES_NO_VALUE, "选项 --{option} 不带值", "the option --{option} takes no value") \
	X(OPTION_NOT_NUMBER, "--{option} 不能是「{value}」；应为 {min} 到 {max} 的整数", \
	  "--{option} cannot be \"{value}\"; give a whole number from {min} to {max}") \
	X(OPTION_BAD_VALUE, "{option} 不能是「{value}」；可用：{allowed}", "{option} cannot be \"{value}\"; allowed: {allowed}") \
	X(TOO_MANY_OPTIONS, "选项太多", "too many options") \
	X(VERB_UNKNOWN, "没有命令「{verb}」；huiyin help 列出全部命令。办理的动作写作 huiyin submit 动作 案号，如 huiyin submit answer 20230045（huiyin verbs 列出全部动作）", "there is no command \"{verb}\"; huiyin help lists them. Moves are written huiyin submit MOVE CASE, such as huiyin submit answer 20230045 (huiyin verbs lists them)") \
	X(GROUP_VERB_UNKNOWN, "没有命令「{verb}」；huiyin help {group} 列出 {group} 的命令和选项", "there is no command \"{verb}\"; huiyin help {group} lists what {group} has") \
	X(VERB_UNKNOWN_NEAR, "没有命令「{verb}」；是不是 {near}？", "there is no command \"{verb}\"; did you mean {near}?") \
	X(GROUP_NEEDS_VERB, "{verb} 后面还要写做什么", "{verb} needs to know what to do") \
	X(WORDS_MISSING, "{verb} 缺少参数", "{verb} needs more arguments") \
	X(WORDS_TOO_MANY, "{verb} 的参数太多", "{verb} takes fewer arguments") \
	X(SIMILAR_NEEDS, "要写一个案号，或用 --title 给出案由（可加 --text 或 --text-file），二者取一", \
	  "name a case, or give a --title (with --text or --text-file); one of the two") \
	X(SUBMIT_NEEDS_CASE, "要写动作和案号，如 huiyin submit accept 20230045；或用 --cases、--where、--file", \
	  "name a verb and a case, as in huiyin submit accept 20230045; or use --cases, --where or --file") \
	X(SUBMIT_ONE_ONLY, "--expect、--request-id、--attach 只能用于一件案件", "--expect, --request-id and --attach go with one case only") \
	X(SUBMIT_FILE_ALONE, "--file 不与动作、案号、--cases、--where 同用", "--file goes without verb, cases and filters") \
	X(HELP_INTRO, "huiyin 回音：提案办理的命令行。件件有回音，事事有着落。", "huiyin (回音): proposals and their handling, from the command line.") \
	X(HELP_USAGE, "用法：", "Usage:") \
	X(HELP_OPTIONS_WORD, "选项", "OPTION…") \
	X(HELP_OPTIONS, "选项：", "Options:") \
	X(HELP_GLOBAL, "通用选项（命令前后均可）：", "Options of every command, before or after it:") \
	X(HELP_EXAMPLES, "示例：", "Examples:") \
	X(HELP_EXIT_CODES, "退出码：0 成功，1 失败，2 用法不对，3 没有找到，4 冲突，5 无权，6 连不上或超时，7 部分成功", \
	  "Exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 conflict, 5 denied, 6 unreachable or too late, 7 partly done") \
	X(HELP_MORE, "huiyin help 命令 显示该命令的用法和示例。", "huiyin help COMMAND shows its usage with examples.")
/* clang-format on */

#define CLIENT_TEXTS(X)                                                                                                \
	VERB_TEXTS(X)                                                                                                  \
	OPTION_TEXTS(X)                                                                                                \
	TITLE_TEXTS(X)                                                                                                 \
	MESSAGE_TEXTS(X)                                                                                               \
	SUBMIT_TEXTS(X)                                                                                                \
	CASE_TEXTS(X)                                                                                                  \
	PAPER_TEXTS(X)                                                                                                 \
	PEOPLE_TEXTS(X)                                                                                                \
	STREAM_TEXTS(X)                                                                                                \
	OUTPUT_TEXTS(X)                                                                                                \
	IMPORT_TEXTS(X)                                                                                                \
	RATE_TEXTS(X)                                                                                                  \
	REPORT_TEXTS(X)

enum text_id {
#define X(id, zh, en) TXT_##id,
	CLIENT_TEXTS(X)
#undef X
};

/* Sets the language of the run; Chinese at first. */
void txt_set_language(enum language language);
enum language txt_language(void);
/* The language of HUIYIN_LANG, else of LC_ALL, LC_MESSAGES, LANG: English for en…, else Chinese. */
enum language txt_language_of_locale(void);
/* A text in the language of the run. Static. */
const char *txt(enum text_id id);

#endif
