/* Texts of report and schedule. Rows as in texts.h. */
#ifndef TEXTS_REPORT_H
#define TEXTS_REPORT_H

/* clang-format off */
#define REPORT_TEXTS(X) \
	X(REPORT_MAKE_SUMMARY, "生成一期通报、报告或催办清单", "make a bulletin, a report or reminders") \
	X(REPORT_MAKE_ABOUT, "KIND：supervision 督查通报、review 审查情况、handling 办理情况、key 重点提案、promises 承诺跟踪、office 单位页（--office）、score 绩效考核、dunning 催办（逾期的答复和会办意见，同 huiyin overdue；--record 同时把每条催办记入账本）。报告连同依据永久留存，期号连续；同一请求号重做得到同一份。", \
	  "KIND: supervision, review, handling, key, promises, office (with --office), score, dunning (overdue answers and opinions, as of huiyin overdue; --record also enters each reminder in the ledger). A report is kept for ever with what it was drawn up from; serial numbers have no gaps. The same request id gives the same report.") \
	X(REPORT_LIST_SUMMARY, "列出留存的报告", "list the reports kept") \
	X(REPORT_LIST_ABOUT, "最近的在前。单位只能看到关于本单位的报告，提案者看不到附有案件清单的报告。", \
	  "The latest first. Offices see reports about themselves, proposers none, as all hold lists of cases.") \
	X(REPORT_GET_SUMMARY, "取出一份报告", "fetch a report") \
	X(REPORT_GET_ABOUT, "REPORT 是编号，或「种类-年-期」，如 supervision-2023-3。不写 --format 时直接显示文字；其他格式存为文件，没有留存的格式由文稿现做。", \
	  "REPORT is its number, or kind-year-serial such as supervision-2023-3. Without --format its text is shown; other formats are saved as a file, those not kept are made of the document now.") \
	X(REPORT_REPRODUCE_SUMMARY, "复核：从账本重新统计、起草并比对", "draw a report up again from the ledger and compare") \
	X(REPORT_REPRODUCE_ABOUT, "按留存的查询、截至日和账页重新起草，文稿须逐字节相同。相同退出码 0，不同为 1。--out 另存重做（或留存）的文件。", \
	  "Draws it up again from the stored query, day and page; the document must be the same byte for byte. Exit code 0 when it is, 1 when not. --out saves the file made anew (or the kept one).") \
	X(REPORT_DELIVERIES_SUMMARY, "报告送到了哪里，每次尝试", "where reports went, every attempt") \
	X(REPORT_DELIVERIES_ABOUT, "不写 REPORT 时列全部，--undelivered 只列等待重试和已放弃的。催办记入账本的目标是 ledger。", \
	  "All reports unless one is given; --undelivered lists those that wait for another attempt or were given up. The target of reminders entered as lines is ledger.") \
	X(SCHEDULE_ADD_SUMMARY, "设定定期报告", "set a report on a schedule") \
	X(SCHEDULE_ADD_ABOUT, "时间只写一种（北京时间）：--daily 08:00；--weekly \"1 08:00\"（1 星期一…7 星期日）；--monthly \"31 17:00\"（短月为最后一天）；--working-days 08:00（含调休上班日）；--before-deadline \"10 08:00\"（办理期限前几个工作日）；--cron \"0 8 * * 1-5\"。每个到期时间只做一份，停机后补做，截至日为到期日。--to 可多次：folder:名称、mail:地址、webhook:网址。", \
	  "One time, in Asia/Shanghai: --daily 08:00; --weekly \"1 08:00\" (1 Monday to 7 Sunday); --monthly \"31 17:00\" (the last day of shorter months); --working-days 08:00 (working weekends too); --before-deadline \"10 08:00\" (so many working days before a deadline); --cron \"0 8 * * 1-5\". Each due time has exactly one report, made up for after downtime, as of the day it was due. --to may be repeated: folder:NAME, mail:ADDRESS, webhook:URL.") \
	X(SCHEDULE_LIST_SUMMARY, "列出定期报告", "list the schedules") \
	X(SCHEDULE_LIST_ABOUT, "下次和上次到期时间，最近一次没做成的原因，没送到的份数。", \
	  "Next and last due time, why the latest report was not made, how many deliveries failed.") \
	X(SCHEDULE_REMOVE_SUMMARY, "取消定期报告", "end a schedule") \
	X(SCHEDULE_REMOVE_ABOUT, "N 是 schedule list 中的编号。此后不再到期；已做的报告及其送达都留着。", \
	  "N is its number in schedule list. It is not due any more; the reports it made stay, and what is on its way is delivered.") \
	X(SCHEDULE_RUN_SUMMARY, "立即执行", "run a schedule now") \
	X(SCHEDULE_RUN_ABOUT, "补做已到期的；没有到期的就提前做下一期，到时不再重做。到时之前再执行，给出的是同一份，不会动用再下一期；要另做一份，用 report make。", \
	  "Makes what is due; when nothing is, the next report at once, which is then not made again. Until its time comes running it once more finds the same report and takes no later one; report make makes another.") \
	X(OPT_REPORT_KIND, "只列这一种", "only this kind") \
	X(OPT_REPORT_OFFICE, "单位代码：单位页必填，催办则只催它", "office code: whose page, or the only one to remind") \
	X(OPT_REPORT_PAGE, "按账本的这一页所知；默认为最新", "as known at this page of the ledger; else the head") \
	X(OPT_REPORT_TITLE, "标题；默认为该种报告的", "title; else that of its kind") \
	X(OPT_REPORT_FORMATS, "留存的格式，逗号分隔：html,pdf,xlsx,docx,csv,text；默认 html,pdf,xlsx", "formats to keep, comma-separated: html,pdf,xlsx,docx,csv,text; else html,pdf,xlsx") \
	X(OPT_REPORT_RECORD, "催办：每条记入账本", "reminders: enter each in the ledger") \
	X(OPT_REPORT_LANGUAGE, "报告的语言 zh 或 en；默认同本次运行", "language of the report, zh or en; else that of this run") \
	X(OPT_REPORT_FORMAT, "格式：json html pdf xlsx docx csv text", "format: json, html, pdf, xlsx, docx, csv, text") \
	X(OPT_REPORT_OUT, "存为这个文件；- 为标准输出", "write to this file; - for standard output") \
	X(OPT_UNDELIVERED, "只列等待重试和已放弃的", "only those that wait or were given up") \
	X(OPT_SCHEDULE_KIND, "报告种类，见 report make；默认 supervision", "kind of report, see report make; else supervision") \
	X(OPT_SCHEDULE_TO, "送到哪里，可多次：folder:名称、mail:地址、webhook:网址", "where it goes, may be repeated: folder:NAME, mail:ADDRESS, webhook:URL") \
	X(OPT_SCHEDULE_DAILY, "每天 HH:MM", "every day at HH:MM") \
	X(OPT_SCHEDULE_WEEKLY, "每周「星期 HH:MM」，1 到 7", "\"WEEKDAY HH:MM\", 1 to 7") \
	X(OPT_SCHEDULE_MONTHLY, "每月「日 HH:MM」，1 到 31", "\"DAY HH:MM\", 1 to 31") \
	X(OPT_SCHEDULE_WORKING, "每个工作日 HH:MM", "every working day at HH:MM") \
	X(OPT_SCHEDULE_DEADLINE, "期限前「工作日数 HH:MM」", "\"WORKING-DAYS HH:MM\" before a deadline") \
	X(OPT_SCHEDULE_CRON, "cron 五段：分 时 日 月 星期", "cron, five fields: minute hour day month weekday") \
	X(OPT_SCHEDULE_OF, "只列这个计划（编号）做的", "only those of this schedule (its number)") \
	X(REPORT_KIND_UNKNOWN, "没有「{value}」这种报告；可用：{allowed}", "there is no kind \"{value}\"; use one of: {allowed}") \
	X(REPORT_NAME_WRONG, "「{value}」不是报告编号，也不是「种类-年-期」（如 supervision-2023-3）", "\"{value}\" is neither a report's number nor kind-year-serial (as supervision-2023-3)") \
	X(SCHEDULE_NUMBER_WRONG, "「{value}」不是计划的编号；见 schedule list", "\"{value}\" is no schedule's number; see schedule list") \
	X(SCHEDULE_MADE_BEFORE, "没有到期的；下一期此前已提前做出，没有再做。要另做一份：huiyin report make。", \
	  "nothing is due; the next report had been made ahead before, nothing was made now. For another one: huiyin report make.") \
	X(SCHEDULE_REMOVED, "计划「{name}」已取消；它做的报告都留着。", "the schedule \"{name}\" is ended; the reports it made stay") \
	X(SCHEDULE_TIME_ONE, "时间要写一种，也只能写一种：--daily、--weekly、--monthly、--working-days、--before-deadline 或 --cron", "give one time and only one: --daily, --weekly, --monthly, --working-days, --before-deadline or --cron") \
	X(REPORT_STEP, "{percent}% {step}", "{percent}% {step}") \
	X(COL_REPORT, "编号", "report") \
	X(COL_SERIAL, "期", "serial") \
	X(KIND_SUPERVISION, "督查通报", "supervision bulletin") \
	X(KIND_REVIEW, "审查情况", "review of proposals") \
	X(KIND_HANDLING, "办理情况", "handling report") \
	X(KIND_KEY, "重点提案", "key proposals") \
	X(KIND_PROMISES, "承诺跟踪", "promises") \
	X(KIND_OFFICE, "单位页", "office page") \
	X(KIND_SCORE, "绩效考核", "office scores") \
	X(KIND_DUNNING, "催办", "reminders") \
	X(COL_REPORT_KIND, "种类", "kind") \
	X(COL_REPORT_TITLE, "标题", "title") \
	X(COL_MADE_AT, "生成时间", "made at") \
	X(COL_AS_OF, "截至", "as of") \
	X(COL_REPORT_PAGE, "账页", "page") \
	X(COL_FORMATS, "格式", "formats") \
	X(COL_SCHEDULE, "计划", "schedule") \
	X(COL_DUE_AT, "到期", "due at") \
	X(COL_RECORDED, "已记催办", "reminders") \
	X(COL_REPORT_OFFICE, "单位", "office") \
	X(COL_TARGET, "送往", "target") \
	X(COL_DELIVERY_STATE, "状态", "state") \
	X(COL_NEXT_AT, "下次", "next") \
	X(COL_LAST_AT, "上次", "last") \
	X(COL_ATTEMPT, "第几次", "attempt") \
	X(COL_ATTEMPTED_AT, "时间", "at") \
	X(COL_ATTEMPT_SAID, "结果", "what was said") \
	X(COL_SCHEDULE_NAME, "名称", "name") \
	X(COL_TIMING, "时间", "when") \
	X(COL_TROUBLE, "问题", "trouble") \
	X(COL_UNDELIVERED, "未送到", "undelivered") \
	X(FACT_REPORT_FINDING, "复核", "finding") \
	X(FACT_DOCUMENT_SAME, "文稿相同", "document identical") \
	X(FACT_CONTENT_SAME, "文件相同", "file identical") \
	X(FACT_REPORT_DIGEST, "文稿摘要", "digest of the document") \
	X(DELIVERY_WAITING, "等待", "waiting") \
	X(DELIVERY_DELIVERED, "已送到", "delivered") \
	X(DELIVERY_FAILED, "失败", "failed") \
	X(DELIVERY_GIVEN_UP, "已放弃", "given up")
/* clang-format on */

#endif
