/* Texts of the verbs: a few words each, and what they do in two sentences. Rows as in texts.h. */
#ifndef TEXTS_VERBS_H
#define TEXTS_VERBS_H

/* clang-format off */
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
	X(RATES_SUMMARY, "承办数、答复率和其他比率", "counts, the answer rate and other rates") \
	X(RATES_ABOUT, "给出截至某日的承办、签收、答复、按期、逾期数和答复率，并写明口径和账页。--by office 按单位分列：合计一件案算一件，单位行按交办计；也可按类别、界别、月份等分列。--rate 换成所要的各个率，每格写明分子和分母。--known-at 按某一账页当时所知重算。", \
	  "Gives assigned, accepted, answered, on time, overdue and the answer rate as of a day, with definition and ledger page. --by office adds a row per office: the total counts a case once, office rows count assignments; category, sector, month and others divide too. --rate gives the rates you name instead, each with what it is of. --known-at counts again what was known at a page.") \
	X(RATES_LIST_SUMMARY, "一个数字背后的案件", "the cases behind a number") \
	X(RATES_LIST_ABOUT, "列出构成某个数字的案件：assigned、accepted、answered、on-time、overdue 或 open；或一个率（代码）的分母，--part 只列计入的或未计入的（overdue 加 --part 时指逾期率）。只列您职责范围内的案件。", \
	  "Lists the cases that make up a number: assigned, accepted, answered, on-time, overdue or open; or the base of a rate (its code), with --part only those counted or those not (overdue with --part is the rate). Only cases you may see are listed.") \
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
/* clang-format on */

#endif
