/* Every text of the client, Chinese and English side by side. {places} are filled by say.h. What the server refuses
 * comes with the server's own sentences (domain/reason.h). */
#ifndef TEXTS_H
#define TEXTS_H

#include "domain/reason.h"
#include "texts_case.h"
#include "texts_paper.h"
#include "texts_people.h"
#include "texts_submit.h"

/* One text, one row. */
/* clang-format off */
/* X(NAME, zh, en): verbs, a few words each, and what they do in two sentences */
#define VERB_TEXTS(X) \
	X(TODO_SUMMARY, "今天的活儿：按期限排序，逾期在前", "the day's work: by due day, late ones first") \
	X(TODO_ABOUT, "一张表，按期限排序：未办完的交办、未兑现的承诺，以及等您的职责办理的事（提案委：退办仲裁、审核、催收评价、待立案待交办；提案者：联名邀请、评价）。预警列写明黄、红、逾期。", \
	  "One list by due day: open assignments, open promises, and what waits for your role (committee: returns to arbitrate, reviews, missing evaluations, cases to file or assign; proposers: invitations, evaluations). The mark column says yellow, red, overdue.") \
	X(CASE_SHOW_SUMMARY, "查看一件案件", "show one case") \
	X(CASE_SHOW_ABOUT, "显示一件案件的全部情况：为何未办结、轮到谁，提案者和各轮评价，交办和答复，承诺、关联案件、走访、批示、媒体、附件、成效。CASE 是案号；立案前用 s 加收件号（如 s17），或 l:届次/流水号。", \
	  "Shows all of a case: why it is not done and who is next, proposers and their evaluations by round, assignments and answers, promises, linked cases, meetings, instructions, media, attachments, outcomes. CASE is the case number, or before filing \"s\" and the case id (s17) or l:SESSION/SUBMISSION-NUMBER.") \
	X(CASE_LIST_SUMMARY, "按条件列出案件", "list cases by filter") \
	X(CASE_LIST_ABOUT, "列出您职责范围内的案件，各条件同时生效。自动翻页，直到 --limit。", \
	  "Lists the cases you may see; all filters hold together. Pages are followed up to --limit.") \
	X(CASE_CREATE_SUMMARY, "收一件提案（提案委）", "receive a proposal (committee)") \
	X(CASE_CREATE_ABOUT, "用选项收一件提案，或用 --file 逐行收一个表中的提案。要么全收要么全不收时，请用 import。", \
	  "Receives one proposal from options, or with --file one per row of a sheet, each on its own. Where all or none should be stored, use import.") \
	X(SIMILAR_SUMMARY, "查找以前的同类提案", "find earlier cases like this one") \
	X(SIMILAR_ABOUT, "按案由和正文找出最相似的已有案件，最相似的在前；相似度 1000 为完全相同。CASE 是已收的案件，或用 --title 给出新提案的案由。", \
	  "Finds the cases most like a case, or like the --title (and text) of a new proposal; the most similar come first, likeness 1000 is the same. Everybody may see number, title, session and state of filed cases.") \
	X(SUBMIT_SUMMARY, "办理：签收、退办、沟通、答复……", "move cases on: accept, return, contact, answer …") \
	X(SUBMIT_ABOUT, "对一件或多件案件（案号、--cases 文件或 --where 条件）办理同一动作，逐件答复；有哪些动作、要填什么：huiyin verbs。或用 --file 提交一个表：case、verb 两列必填，其余列名即各选项对应的字段。同一文件再提交一次不会重复计数；--cases、--where 同一天再提交也不会。", \
	  "Does one verb to one or many cases (numbers, --cases FILE or --where FILTER), each answered on its own; huiyin verbs tells which verbs there are and what they need. Or --file sends a sheet: case and verb must be there, the other columns are the fields behind the options. Sending a file again counts nothing twice, nor does the same --cases or --where on the same day.") \
	X(IMPORT_SUMMARY, "导入一届提案（提案委）", "import a session's proposals (committee)") \
	X(IMPORT_ABOUT, "导入提案表，列为 submission_number,session,level,external_number,title,proposers,proposer_kind,sector,category,received_on,text，可加 publication_wish（yes、no）、publication_wish_reason；提案者用、隔开，名册中的写「姓名=代码」。先查全部行，一行有错则全部不写；同一文件再导入不会重复。", \
	  "Imports a sheet with the columns submission_number,session,level,external_number,title,proposers,proposer_kind,sector,category,received_on,text, and perhaps publication_wish (yes, no), publication_wish_reason; proposers are separated by 、, \"name=code\" for those in the directory. All rows are checked first and one error stores nothing; importing the same file again stores nothing twice.") \
	X(RATES_SUMMARY, "承办数、答复率", "counts and the answer rate") \
	X(RATES_ABOUT, "给出截至某日的承办、签收、答复、按期、逾期数和答复率，并写明口径和账页。--by office 按单位分列：合计一件案算一件，单位行按交办计。", \
	  "Gives assigned, accepted, answered, on time, overdue and the answer rate as of a day, with definition and ledger page. --by office adds a row per office: the total counts a case once, office rows count assignments.") \
	X(RATES_LIST_SUMMARY, "一个数字背后的案件", "the cases behind a number") \
	X(RATES_LIST_ABOUT, "列出构成某个数字的案件，COUNT 为 assigned、accepted、answered、on-time、overdue 或 open。只列您职责范围内的案件。", \
	  "Lists the cases that make up a number; COUNT is assigned, accepted, answered, on-time, overdue or open. Only cases you may see are listed.") \
	X(OVERDUE_SUMMARY, "逾期未办的交办", "assignments that are overdue") \
	X(OVERDUE_ABOUT, "列出过了期限仍未答复（或未出会办意见）的交办，逾期最久的在前。可按单位、按截至日查。", \
	  "Lists assignments past their due day without an answer or opinion, longest overdue first. By office and as of a day if asked.") \
	X(HISTORY_SUMMARY, "一件案件的经过", "what happened to a case") \
	X(HISTORY_ABOUT, "按先后列出案件的每一次变动，一行一句：日期、谁、做了什么、账页.行；被更正的行注明由哪一版更正。-v 另列每行的哈希，可与账本核对。", \
	  "Lists every change of a case, oldest first, a sentence each: day, who, what, place in the ledger (page.line); a corrected line says by which version. -v adds the hash of each line, to be checked against the ledger.") \
	X(LEDGER_HEAD_SUMMARY, "账本记到哪一页", "where the ledger stands") \
	X(LEDGER_HEAD_ABOUT, "显示最后一页的页号和哈希、总行数、统计已跟到的页。记下页号和哈希，日后可核对账本未被改动。", \
	  "Shows number and hash of the last page, lines in all, and how far the figures have followed. Who notes page and hash can check later that nothing was changed.") \
	X(LEDGER_VERIFY_SUMMARY, "核对账本是否完整", "check that the ledger is whole") \
	X(LEDGER_VERIFY_ABOUT, "重新计算每一页每一行的哈希，指出第一处错误。账本不完整时退出码为 1。", \
	  "Recomputes the hashes of all pages and lines and names the first fault. Exits with 1 when the ledger is not intact.") \
	X(LEDGER_RECOUNT_SUMMARY, "由账本重算全部数字并比对", "count everything again from the ledger") \
	X(LEDGER_RECOUNT_ABOUT, "由账本各行重新推出所有表，与现有各表比对。有差异时逐条列出，退出码为 1。", \
	  "Derives every table again from the lines and compares. Differences are listed and the exit code is 1.") \
	X(RULES_CHECK_SUMMARY, "检查规则文件（不连服务）", "check a rules file (offline)") \
	X(RULES_CHECK_ABOUT, "检查规则文件，报告全部错误，格式为 文件:行:列: 说明。不连接服务；有错退出码为 1。", \
	  "Checks a rules file and reports all errors as FILE:LINE:COLUMN: message. Needs no server; exits with 1 when there are errors.") \
	X(RULES_APPLY_SUMMARY, "应用规则（管理员）", "apply a rules file (operator)") \
	X(RULES_APPLY_ABOUT, "先在本机检查，再把规则文件设为本行政区的规则。内容未变时不产生新版本。", \
	  "Checks the file here, then makes it the rules of the jurisdiction. The same text again is no new version.") \
	X(RULES_TRY_SUMMARY, "试用规则：现有案件会有哪些变化", "try a rules file: what would change") \
	X(RULES_TRY_ABOUT, "检查规则文件，再对照全部现有案件，列出若按它办理会变的状态、阶段、期限（redate 后）和预警。什么也不写入。", \
	  "Checks a rules file and lists what would change of the existing cases were it in force: states it does not have, phases, last days (after redate) and marks. Writes nothing.") \
	X(RULES_SHOW_SUMMARY, "画出规则的状态和动作", "draw the states and moves of rules") \
	X(RULES_SHOW_ABOUT, "画出规则文件（不给文件时为现行规则）中案件和交办的各状态及其间的动作；--svg 存为图，--text 原样输出规则文件，--output json 供程序使用。", \
	  "Draws the states of cases and assignments and the moves between them, of a rules file or else of the rules in force. --svg saves a picture, --text prints the rules file itself, --output json is for programs.") \
	X(CALENDAR_IMPORT_SUMMARY, "导入放假调休日历（管理员）", "import days off and working weekends (operator)") \
	X(CALENDAR_IMPORT_ABOUT, "导入放假和调休上班日，列为 day,kind,name,source，kind 为 off（放假）或 work（上班）。按年分组，每年一次提交。", \
	  "Imports days off and working weekends; columns day,kind,name,source, kind is off or work. They are grouped by year, one call per year.") \
	X(OFFICE_LIST_SUMMARY, "列出承办单位", "list the offices") \
	X(OFFICE_LIST_ABOUT, "按正式排序列出全部单位及其代码。代码用于 --office、--lead、--assist。", \
	  "Lists all offices in official order with their codes. Codes go into --office, --lead and --assist.") \
	X(OFFICE_ADD_SUMMARY, "增加承办单位（管理员）", "add an office (operator)") \
	X(OFFICE_ADD_ABOUT, "增加一个单位；CODE 是自定的短代码（小写字母、数字、-）。同样内容再加一次不变，内容不同则拒绝。", \
	  "Adds an office; CODE is a short code of your own (lower-case letters, digits, -). The same again is no change, other names are refused.") \
	X(OFFICE_IMPORT_SUMMARY, "从表中增加单位（管理员）", "add offices from a sheet (operator)") \
	X(OFFICE_IMPORT_ABOUT, "从表中增加单位，列为 code,name_zh,name_en,position。已有的行不变，被拒的行按行号指出。", \
	  "Adds offices from a sheet with the columns code,name_zh,name_en,position. Rows that are there already stay as they are; refused rows are named by line.") \
	X(SESSION_LIST_SUMMARY, "列出届次", "list the sessions") \
	X(SESSION_LIST_ABOUT, "按开始日期列出全部届次及其代码。代码用于 --session。", \
	  "Lists all sessions by starting day with their codes. Codes go into --session.") \
	X(SESSION_ADD_SUMMARY, "增加届次（管理员）", "add a session (operator)") \
	X(SESSION_ADD_ABOUT, "增加一个届次；CODE 是短代码，如 14-2。同样内容再加一次不变，内容不同则拒绝。", \
	  "Adds a session; CODE is a short code such as 14-2. The same again is no change, other content is refused.") \
	X(SESSION_IMPORT_SUMMARY, "从表中增加届次（管理员）", "add sessions from a sheet (operator)") \
	X(SESSION_IMPORT_ABOUT, "从表中增加届次，列为 code,name_zh,name_en,starts_on,level。已有的行不变，被拒的行按行号指出。", \
	  "Adds sessions from a sheet with the columns code,name_zh,name_en,starts_on,level. Rows that are there already stay as they are; refused rows are named by line.") \
	X(TOKEN_CREATE_SUMMARY, "发放令牌（管理员）", "make a token (operator)") \
	X(TOKEN_CREATE_ABOUT, "为一种职责发放令牌，只显示这一次；服务只存其哈希。--out 把它写入只有您能读的文件。", \
	  "Makes a token for a role and shows it this once; the server keeps only its hash. --out writes it to a file only you can read.") \
	X(TOKEN_LIST_SUMMARY, "列出令牌（管理员）", "list tokens (operator)") \
	X(TOKEN_LIST_ABOUT, "列出全部令牌：编号、职责、单位、期限、是否撤销。不显示令牌本身。", \
	  "Lists all tokens: id, role, office, last day, revoked or not. The secrets are not shown.") \
	X(TOKEN_REVOKE_SUMMARY, "撤销令牌（管理员）", "revoke a token (operator)") \
	X(TOKEN_REVOKE_ABOUT, "撤销一个令牌，编号见 token list。10 秒内在所有服务上生效。", \
	  "Revokes a token; its id is in token list. It takes effect on every server within 10 seconds.") \
	X(LOGIN_SUMMARY, "登录并记住地址和令牌", "log in: remember server and token") \
	X(LOGIN_ABOUT, "从标准输入（终端上不回显）或 --token-file 读令牌，向服务核实后存入 $XDG_CONFIG_HOME/huiyin，只有您能读。以后的命令即用此地址和令牌。", \
	  "Reads the token from standard input (not echoed on a terminal) or --token-file, checks it with the server and stores it below $XDG_CONFIG_HOME/huiyin, readable by you alone. Later commands use this address and token.") \
	X(WHOAMI_SUMMARY, "我以什么职责登录", "who the server takes you for") \
	X(WHOAMI_ABOUT, "显示服务认定的职责、单位、行政区和业务日期。也可用来检查连接和令牌。", \
	  "Shows role, office, jurisdiction and business date as the server sees them. A quick check of connection and token.") \
	X(HEALTH_SUMMARY, "服务是否可用", "does the server serve") \
	X(HEALTH_ABOUT, "用标准的 gRPC 健康检查询问服务，不需要令牌。可用时退出码为 0；--wait 等到可用为止。", \
	  "Asks by the standard gRPC health check; needs no token. Exits with 0 when it serves; --wait waits for it.") \
	X(COMPLETION_SUMMARY, "命令行补全脚本", "completion script for the shell") \
	X(COMPLETION_ABOUT, "输出 bash 或 zsh 的补全脚本。脚本由命令表生成，不会落后于程序。", \
	  "Prints a completion script for bash or zsh. It is made from the table of verbs and cannot lag behind.")

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
	X(OPT_COLOR, "颜色：auto、always、never（NO_COLOR）", "colours: auto, always, never (NO_COLOR)") \
	X(OPT_TIMEOUT, "每次调用最多等几秒，默认 30", "seconds a call may take; else 30") \
	X(OPT_NO_PAGER, "不用分页器（HUIYIN_PAGER、PAGER）", "no pager (HUIYIN_PAGER, PAGER)") \
	X(OPT_VERBOSE, "出错时显示状态码和原因代码", "show status code and reason of failures") \
	X(OPT_HELP, "显示帮助", "show help") \
	X(OPT_VERSION, "显示版本", "show the version") \
	X(OPT_LIMIT, "最多列几条", "at most so many rows") \
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
	X(OPT_RECEIVED_ON, "收到日期", "day it was received") \
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
	X(OPT_BY, "按单位分列：office", "a row per office: office") \
	X(OPT_AS_OF, "截至日期，默认为今天", "as of this day; else today") \
	X(OPT_ROLE_COUNTED, "统计主办 lead（默认）或会办 assist", "count lead (default) or assist assignments") \
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
	X(FACT_ROWS, "表中行数", "rows") \
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
	X(DAYS_LEFT, "还有 {days} 天", "{days} days") \
	X(DAYS_TODAY, "今天到期", "today") \
	X(DAYS_LATE, "逾期 {days} 天", "{days} days late") \
	X(DEFINITION_LINE, "口径：{definition}；截至 {as_of}，账页 {page}", "definition: {definition}; as of {as_of}, page {page}") \
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
	X(RULES_BAD, "{file}：{n} 处错误。", "{file}: {n} errors") \
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
	X(OPTION_NEEDS_VALUE, "选项 {option} 后面要有值", "the option {option} needs a value") \
	X(OPTION_TAKES_NO_VALUE, "选项 --{option} 不带值", "the option --{option} takes no value") \
	X(OPTION_NOT_NUMBER, "--{option} 不能是「{value}」；应为 {min} 到 {max} 的整数", \
	  "--{option} cannot be \"{value}\"; give a whole number from {min} to {max}") \
	X(OPTION_BAD_VALUE, "{option} 不能是「{value}」；可用：{allowed}", "{option} cannot be \"{value}\"; allowed: {allowed}") \
	X(TOO_MANY_OPTIONS, "选项太多", "too many options") \
	X(VERB_UNKNOWN, "没有命令「{verb}」；huiyin help 列出全部命令", "there is no command \"{verb}\"; huiyin help lists them") \
	X(VERB_UNKNOWN_NEAR, "没有命令「{verb}」；是不是 {near}？", "there is no command \"{verb}\"; did you mean {near}?") \
	X(GROUP_NEEDS_VERB, "{verb} 后面还要写做什么", "{verb} needs to know what to do") \
	X(WORDS_MISSING, "{verb} 缺少参数", "{verb} needs more arguments") \
	X(WORDS_TOO_MANY, "{verb} 的参数太多", "{verb} takes fewer arguments") \
	X(SIMILAR_NEEDS, "要写一个案号，或用 --title 给出案由（可加 --text 或 --text-file），二者取一", \
	  "name a case, or give a --title (with --text or --text-file); one of the two") \
	X(SUBMIT_NEEDS_CASE, "要写动作和案号，如 huiyin submit accept 20230045；或用 --cases、--where、--file", \
	  "name a verb and a case, as in huiyin submit accept 20230045; or use --cases, --where or --file") \
	X(SUBMIT_ONE_ONLY, "--expect 和 --request-id 只能用于一件案件", "--expect and --request-id go with one case only") \
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
	OPTION_TEXTS(X) TITLE_TEXTS(X) MESSAGE_TEXTS(X) SUBMIT_TEXTS(X) CASE_TEXTS(X) PAPER_TEXTS(X) PEOPLE_TEXTS(X)

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
