/* Texts of rates and of the check of figures. Rows as in texts.h. */
#ifndef TEXTS_RATES_H
#define TEXTS_RATES_H

/* clang-format off */
#define RATE_TEXTS(X) \
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
	X(CHECK_DONE, "{bulletins} 份通报，{figures} 个数字，{faults} 处错误", "{bulletins} bulletins, {figures} figures, {faults} faults") \
	X(CHECK_HEADER, "{path} 的第一行应是列名 group（分组）、item（项目）、count（件数），另可有 id、place、source、printed_percent；没有：{missing}", \
	  "the first line of {path} must name the columns group, item and count, and may name id, place, source and printed_percent; missing: {missing}") \
	X(CHECK_CELL, "{path} 的 {cell}「{value}」{what}", "{path}, {cell} \"{value}\": {what}") \
	X(CHECK_BAD_COUNT, "不是件数：应为 0 到 1000000000 的整数", "no count: a whole number from 0 to 1000000000 is wanted") \
	X(CHECK_BAD_PERCENT, "不是百分比：应如 24.97，最多四位小数", "no percentage: one such as 24.97 with at most four decimals is wanted") \
	X(CHECK_TOO_MANY, "{path} 有 {count} 个数字，一次最多核对 {max} 个；请分成几个文件", "{path} has {count} figures, at most {max} are checked at once; split it")
/* clang-format on */

#endif
