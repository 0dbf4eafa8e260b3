/* Texts of rates and of the check of figures. Rows as in texts.h. */
#ifndef TEXTS_RATES_H
#define TEXTS_RATES_H

/* clang-format off */
#define RATE_TEXTS(X) \
	X(OPT_RATE, "哪个率（代码，可重复；huiyin rates definitions 列出），默认为答复率", "which rate (code, may be repeated; huiyin rates definitions lists them); else the answer rate") \
	X(OPT_WORST_FIRST, "第一个率差的在前（逾期率等高的差）", "worst first rate first (of overdue: the highest)") \
	X(OPT_COMPARE, "与上年同日（last-year）或上期督查通报（last-bulletin）比较", "compare with last year's same day or with the last supervision bulletin") \
	X(OPT_ROUNDING, "舍入：half-up 四舍五入、truncate 舍去、sum-100 占比合计100；默认按规则", "rounding: half-up, truncate, sum-100 (shares add up to 100); else the rules'") \
	X(OPT_DECIMALS, "百分比的小数位数；默认按规则", "decimals of percentages; else the rules'") \
	X(OPT_KNOWN_AT, "按这一账页当时所知", "as known at this page of the ledger") \
	X(OPT_SECTOR_FILTER, "只看这个界别", "only this sector") \
	X(OPT_PROPOSER_KIND_FILTER, "只看这类提案者（代码）", "only this kind of proposer (code)") \
	X(OPT_COMMITTEE_FILTER, "只看这个专门委员会的提案", "only proposals of this special committee") \
	X(OPT_CLASS_FILTER, "只看这一类答复", "only answers of this class") \
	X(OPT_PART, "列出：numerator 计入的、rest 未计入的、all 全部（默认）", "numerator: those counted, rest: those that are not, all (else)") \
	X(OPT_TREND_FROM, "第一天", "first day") \
	X(OPT_TREND_TO, "最后一天，默认为今天", "last day, today by default") \
	X(OPT_TREND_STEP, "每日 day、每周 week、每月 month（默认）一个数", "a figure for each day, week or month (else)") \
	X(GROUP_ROLE, "承办方式", "role") \
	X(GROUP_COMMITTEE, "专门委员会", "committee") \
	X(GROUP_CATEGORY, "类别", "category") \
	X(GROUP_SECTOR, "界别", "sector") \
	X(GROUP_PROPOSER_KIND, "提案者类型", "kind of proposer") \
	X(GROUP_SESSION, "届次", "session") \
	X(GROUP_LEVEL, "层级", "level") \
	X(GROUP_CLASS, "办理结果", "class") \
	X(GROUP_LEADER, "领衔领导", "leader") \
	X(GROUP_MONTH, "交办月份", "month") \
	X(COL_RATE_CODE, "代码", "code") \
	X(COL_RATE_NAME, "名称", "name") \
	X(COL_RATE_OWN, "本地", "own") \
	X(COL_RATE_UNIT, "计数单位", "unit") \
	X(COL_BASIS_POINTS, "答复率（万分数）", "rate (hundredths of a percent)") \
	X(COL_PERCENT, "%", "%") \
	X(COL_BEFORE_NUMERATOR, "比较期分子", "numerator before") \
	X(COL_BEFORE_DENOMINATOR, "比较期分母", "denominator before") \
	X(COL_BEFORE_PERCENT, "比较期 %", "% before") \
	X(COL_POINTS, "增减百分点", "points of change") \
	X(COL_COUNTED, "计入", "counted") \
	X(COL_PROMISE_TEXT, "承诺", "promise") \
	X(COL_PROMISED_ON, "承诺日期", "promised on") \
	X(COL_PROMISE_LIMIT, "完成时限", "to be kept by") \
	X(COL_SETTLED_ON, "了结日期", "settled on") \
	X(COL_PROMISE_NO, "承诺编号", "promise number") \
	X(COL_RATE_MEMBER, "委员", "member") \
	X(COL_RATE_MEMBER_CODE, "委员代码", "member code") \
	X(FACT_COMPARED_AS_OF, "比较日期", "compared with") \
	X(FACT_COMPARED_BULLETIN, "比较通报", "bulletin compared with") \
	X(FACT_ROUNDING, "舍入", "rounding") \
	X(AS_OF_LINE, "截至 {as_of}，账页 {page}，{rounding}", "as of {as_of}, page {page}, {rounding}") \
	X(COMPARED_LINE, "括号内为与 {as_of} 相比增减的百分点", "in brackets: percentage points since {as_of}") \
	X(COMPARED_LINE_BULLETIN, "括号内为与督查通报 {year} 年第 {serial} 期（截至 {as_of}，账页 {page}）相比增减的百分点", \
	  "in brackets: percentage points since supervision bulletin No. {serial} of {year} (as of {as_of}, page {page})") \
	X(NOTHING_TO_COMPARE, "无从比较：还没有同一届次、截至日更早的督查通报，或没有上一届次", \
	  "nothing to compare with: no supervision bulletin yet of this session as of an earlier day, or no session before it") \
	X(NO_BASE_THEN, "{as_of} 时各率都没有基数，无从比较", "on {as_of} no rate had a base: there is nothing to compare with") \
	X(IN_NO_ROW, "合计的分母中有 {n} 件不在以上各行（没有该项）", "{n} in the base of the total are in none of the rows (they have no such value)") \
	X(FITS_NOTHING, "--{option}「{value}」没有对上任何件；huiyin rates --by {option} 列出所用的写法", "--{option} \"{value}\" fits no case; huiyin rates --by {option} lists the spellings there are") \
	X(RATES_TOO_MANY, "一张表最多列 40 个率", "a table has at most 40 rates") \
	X(WHY_LINE, "{label}＝{numerator}÷{denominator}＝{figure}", "{label} = {numerator} / {denominator} = {figure}") \
	X(WHY_PARTLY, "您职责范围内可见其中 {seen} 件", "{seen} of them are yours to see") \
	X(RATES_TREND_SUMMARY, "比率的走势", "how rates moved") \
	X(RATES_TREND_ABOUT, "从 --from 到 --to（默认为今天），每日、每周（周日）或每月（月末）给出各率的分子、分母和百分比，最多 400 个点；最后一天总在其中。", \
	  "From --from to --to (else today), each rate's numerator, denominator and percentage for every day, week (its Sunday) or month (its last day), at most 400 points; the last day is always one.") \
	X(RATES_DEFINITIONS_SUMMARY, "有哪些率，各怎么算", "the rates there are, and what each counts") \
	X(RATES_DEFINITIONS_ABOUT, "列出全部率的代码、名称和口径，本地规则自定的在前。--known-at 给出当时的口径。", \
	  "Lists all rates with code, name and definition, the city's own first. --known-at gives them as they were at a page.") \
	X(RATES_WHY_SUMMARY, "一个率为什么是这个数", "why a rate is what it is") \
	X(RATES_WHY_ABOUT, "写明这个率的口径、分子和分母，并列出分母中的每一件，标出计入分子的。可只看一个单位：huiyin rates why jtj answer。只列您职责范围内的案件。", \
	  "Says what the rate counts over what, and lists every case of the base with those counted marked. One office alone: huiyin rates why jtj answer. Only cases you may see are listed.") \
	X(CHECK_SUMMARY, "核对通报中的数字：合计、百分比、舍入", "check the figures of bulletins: sums, percentages, rounding") \
	X(CHECK_ABOUT, "读入一份或多份通报的数字（.tsv、.csv、.xlsx；列：通报 id、地区 place、出处 source、分组 group、项目 item、件数 count、百分比 printed_percent，至少要有 group、item、count）。分组 total 是各项总数，其他组的各项与之核对：哪组等于哪个总数，哪组只是一部分，百分比以什么为基数、怎样舍入，哪个数可能写错。不连服务；有错时退出码为 1。", \
	  "Reads the figures of one or more bulletins (.tsv, .csv, .xlsx; columns id, place, source, group, item, count, printed_percent, of which group, item and count are needed). The group total holds the totals; the parts of all other groups are held against them: which group adds up to which total, which is a part only, what percentages are of and how they are rounded, which number is probably wrong. Needs no server; ends with 1 when something is wrong.") \
	X(OPT_FAULTS, "只列有错的", "only what is wrong") \
	X(COL_BULLETIN, "通报", "bulletin") \
	X(COL_GROUP, "分组", "group") \
	X(COL_FINDING, "结论", "finding") \
	X(COL_FINDING_KIND, "类型", "kind") \
	X(COL_FAULT, "有错", "fault") \
	X(COL_ITEM, "项目", "item") \
	X(COL_HELD_AGAINST, "对照", "held against") \
	X(COL_SUM, "合计", "sum") \
	X(COL_SHOULD_BE, "应为", "expected") \
	X(FACT_BULLETINS, "通报", "bulletins") \
	X(FACT_FIGURES, "数字", "figures") \
	X(FACT_FAULTS, "错误", "faults") \
	X(FINDING_ADDS_UP, "相符", "adds up") \
	X(FINDING_PART_ONLY, "部分", "part only") \
	X(FINDING_SUM_WRONG, "合计不符", "sum wrong") \
	X(FINDING_SLIP, "疑误", "slip") \
	X(FINDING_ROUNDING, "基数和舍入", "base, rounding") \
	X(FINDING_PERCENT_WRONG, "百分比不符", "percentage wrong") \
	X(FINDING_PERCENT_UNCLEAR, "基数不明", "base not known") \
	X(CHECK_DONE, "{bulletins} 份通报，{figures} 个数字，{faults} 处错误", "bulletins: {bulletins}, figures: {figures}, faults: {faults}") \
	X(CHECK_HEADER, "{path} 的第一行应是列名 group（分组）、item（项目）、count（件数），另可有 id、place、source、printed_percent；没有：{missing}", \
	  "the first line of {path} must name the columns group, item and count, and may name id, place, source and printed_percent; missing: {missing}") \
	X(CHECK_CELL, "{path} 的 {cell}「{value}」{what}", "{path}, {cell} \"{value}\": {what}") \
	X(CHECK_BAD_COUNT, "不是件数：应为 0 到 1000000000 的整数", "no count: a whole number from 0 to 1000000000 is wanted") \
	X(CHECK_BAD_PERCENT, "不是百分比：应如 24.97，最多四位小数", "no percentage: one such as 24.97 with at most four decimals is wanted") \
	X(CHECK_NOTHING, "{path} 里没有能核对的：要有分组 total（合计）中的总数，或者百分比", "{path} has nothing to check: totals in the group total, or percentages, are wanted") \
	X(CHECK_TOO_MANY, "{path} 有 {count} 个数字，一次最多核对 {max} 个；请分成几个文件", "{path} has {count} figures, at most {max} are checked at once; split it")
/* clang-format on */

#endif
