/* Texts of importing people's sheets. Rows as in texts.h. */
#ifndef TEXTS_IMPORT_H
#define TEXTS_IMPORT_H

/* clang-format off */
#define IMPORT_TEXTS(X) \
	X(IMPORT_SUMMARY, "导入台账或办理情况（.xlsx、.csv）", "import a ledger or what was done (.xlsx, .csv)") \
	X(IMPORT_ABOUT, "按表头认列（案号、案由、提案者、界别、主办单位、答复日期、文号、办理结果……），先列出对应关系并试办，不写入；看过无误后加 --yes 写入。一行有错则全部不写（--partial 只写对的），出错时另存一份加了「导入结果」「导入说明」两列的表。有案由和提案者的是提案台账，只有案号的是办理情况；台账里提案和办理在同一行的，一次导入：先试收案和每一步，全部无误后先收案，再依次办理，中断了再导入同一文件即可接着写。一行可以有立案、交办、签收、见面、会办意见、答复、评价几步，空着的不办；一行要么全写，要么不写。没有的列用 --set 补，如 --set session=14-2；提案者类型一栏没有时，一人为 member，多人为 joint。同一文件再导入不会重复。列名为 submission_number,session,level,external_number,title,proposers,proposer_kind,sector,category,received_on,text（可加 publication_wish、publication_wish_reason）的 CSV 照旧直接写入。", \
	  "Knows columns by their headings (案号, 案由, 提案者, 界别, 主办单位, 答复日期, 文号, 办理结果 …), shows which is which and tries everything without storing; --yes stores. One wrong row stores nothing (--partial stores those that are right), and the same sheet is saved with two columns that say what is wrong. Title and proposers make a ledger of proposals, a case number alone makes it a record of handling. A ledger that has both in a row is imported in one go: receiving and every step are tried first; then the cases are received and the steps follow in order; after a break the same file goes on where it was. A row may tell of filing, assignment, acceptance, contact, opinion, answer and evaluation, what is empty did not happen; it is stored whole or not at all. Missing columns are given by --set, such as --set session=14-2; without a kind of proposer one is a member, several are joint. The same file again counts once. A CSV with the columns submission_number,session,level,external_number,title,proposers,proposer_kind,sector,category,received_on,text (and publication_wish, publication_wish_reason) is stored at once, as ever.") \
	X(OPT_IMPORT_YES, "试办无误即写入", "store when the trial finds nothing wrong") \
	X(OPT_IMPORT_PARTIAL, "有错的行不写，其余照写（与 --yes 同用）", "store the rows that are right, leave out the others (with --yes)") \
	X(OPT_IMPORT_KIND, "cases（提案台账）、updates（办理情况）或 ledger（一行里提案和办理都有），默认按表头判断", "cases (a ledger of proposals), updates (what was done) or ledger (both in a row); else by the headings") \
	X(OPT_IMPORT_SHEET, "工作表的名称，默认第一张有内容的", "name of the sheet; else the first that is not empty") \
	X(OPT_IMPORT_SET, "没有的列或空格填什么，可多次，如 session=14-2、level=city", "what a missing column or an empty cell holds, may be repeated: session=14-2, level=city") \
	X(OPT_IMPORT_MAPPING, "用存下的列对应关系", "take the mapping of columns from a file") \
	X(OPT_IMPORT_SAVE_MAPPING, "存下列对应关系，可改后再用", "save the mapping of columns, to be changed and used again") \
	X(OPT_IMPORT_RESULT, "结果表存到哪里，默认出错时存为「文件名-结果.xlsx」", "where the sheet with results goes; else FILE-结果.xlsx when something is wrong") \
	X(IMPORT_KIND_WRONG, "--kind 不能是「{value}」：cases、updates、ledger", "--kind cannot be \"{value}\": cases, updates, ledger") \
	X(IMPORT_SET_WRONG, "--set「{value}」应为 字段=值，字段有：{fields}", "--set \"{value}\" should be FIELD=VALUE; the fields are {fields}") \
	X(IMPORT_SET_UNUSED, "--set {field}=… 在这张表里没有用处", "--set {field}=… does nothing for this sheet") \
	X(IMPORT_MAPPING_FIELD, "「{heading}」对应的「{value}」不是字段；字段有：{fields}；不导入的写 -", "\"{heading}\" is given as \"{value}\", which is no field; the fields are {fields}; - for what is not imported") \
	X(IMPORT_MAPPING_PART, "认得的列已存到 {path}，还缺 {fields}：把是它的那一列的「-」改成这个字段，再用 --mapping {path} 导入", "the columns that are known were saved to {path}; {fields} is missing: give it to the column that has it in the place of \"-\", then use --mapping {path}") \
	X(IMPORT_MAPPING_WRONG, "列对应文件 {path} 有误：{what}", "the mapping {path} is wrong: {what}") \
	X(IMPORT_MAPPING, "列的对应（改法：--save-mapping 存出，改后用 --mapping）：", "what the columns are (to change it: --save-mapping, edit, --mapping):") \
	X(IMPORT_DIFFERS, "{message}；这一行与已记录的不同：{field}", "{message}; the row differs from what is stored: {field}") \
	X(IMPORT_FILL_OPINION, "填「会办意见日期」「会办意见」列，或等会办单位出具", "fill the columns 会办意见日期, 会办意见 (opinion_on, opinion), or wait for the assist office") \
	X(IMPORT_FILL_PROMISE, "填「承诺事项」「衡量办法」「完成时限」列", "fill the columns 承诺事项, 衡量办法, 完成时限 (promise, promise_measure, promise_due_on)") \
	X(IMPORT_FILL_REASON, "填「补录原因」列，或 --set reason=…", "fill the column 补录原因 (reason), or --set reason=…") \
	X(IMPORT_FILL_OFFICE, "填「承办单位」列", "fill the column 承办单位 (office)") \
	X(IMPORT_BROKEN, "写入中断，其中一部分可能已经写入。把同一个文件原样再导入一次，没有写入的会接着写，已写入的不会重复。", "storing broke off: a part may be stored. Import the same file again: what is missing is stored, nothing counts twice.") \
	X(FACT_IMPORT_KIND, "当作", "taken for") \
	X(IMPORT_KIND_CASES, "提案台账（cases）", "a ledger of proposals (cases)") \
	X(IMPORT_KIND_UPDATES, "办理情况（updates），案件要已在系统里", "what was done (updates), of cases that are there") \
	X(IMPORT_KIND_LEDGER, "提案和办理都有的台账（ledger）：已有的案件只办没有的步骤，没有的先收案", "a ledger of proposals and their handling (ledger): cases that are there only get the steps they lack, the others are received first") \
	X(IMPORT_KIND_OTHER, "{kind}；不是的，用 --kind cases、updates 或 ledger 另选", "{kind}; else choose with --kind cases, updates or ledger") \
	X(IMPORT_NOT_TAKEN, "（不导入）", "(not imported)") \
	X(IMPORT_STORED, "已写入", "stored") \
	X(IMPORT_ALREADY, "以前已写入", "stored before") \
	X(IMPORT_GOOD, "可以写入", "would be stored") \
	X(IMPORT_WRONG, "有错", "wrong") \
	X(IMPORT_NOTHING, "没有填写", "nothing filled in") \
	X(IMPORT_SET_HINT, "表里没有的列，全部行都一样时可用 --set 补：{options}", "what the sheet lacks, and is the same for all its rows, may be given by --set: {options}") \
	X(IMPORT_YEAR, "没有年份的日期都按 {year} 年（届次 {session} 始于 {day}）", "days without a year were taken for {year} (session {session} began on {day})") \
	X(IMPORT_AGREE, "以上只是试办，未写入；无误请加 --yes 写入。", "this was a trial, nothing was stored; add --yes to store it") \
	X(TODO_SHEET, "待办", "to do") \
	X(TODO_SHEET_TITLE, "{office}待办提案（{day}）", "cases at hand of {office} ({day})") \
	X(TODO_SHEET_HOW, "只填要办的列，空着的不办；案号、版本不要改。填好后：huiyin import 本文件，看过试办结果再加 --yes。", \
	  "Fill in what was done, leave the rest empty; do not change case and version. Then: huiyin import this file, look at the trial, and add --yes.") \
	X(PUBLICATION_FULL, "全文公开", "full") \
	X(PUBLICATION_SUMMARY, "摘要公开", "summary") \
	X(PUBLICATION_PRIVATE, "不公开", "private") \
	X(COL_HEADING, "表头", "heading") \
	X(COL_FIRST_VALUE, "首行内容", "first value") \
	X(COL_IMPORT_RESULT, "导入结果", "import_result") \
	X(COL_IMPORT_NOTE, "导入说明", "import_note") \
	X(FACT_WRONG_ROWS, "有错行数", "wrong rows") \
	X(FACT_LEFT_OUT, "未填写或已写入而略过", "left out") \
	X(FACT_RESULT_FILE, "结果表", "sheet with results")
/* clang-format on */

#endif
