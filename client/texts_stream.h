/* Texts of watch, attach and download. Rows as in texts.h. */
#ifndef TEXTS_STREAM_H
#define TEXTS_STREAM_H

/* clang-format off */
#define STREAM_TEXTS(X) \
	X(WATCH_SUMMARY, "实时关注账本上的新办理", "follow what happens, live") \
	X(WATCH_ABOUT, "一条更新一行，写入账本就显示，只显示您职责范围内的案件；连接中断自动重连，从断处继续，不漏不重。Ctrl-C 结束。--output json 每行一个对象，供程序读取。", \
	  "One line per update, as soon as it is in the ledger, only of cases you may see. A lost connection is made again and goes on where it was: nothing is left out, nothing comes twice. Ctrl-C ends it. --output json writes an object per line for programs.") \
	X(OPT_WATCH_FROM, "从账本的这一页（这一行）起；不写则从现在起", "from this page (and line) of the ledger on; else from now") \
	X(OPT_WATCH_OFFICE, "只看这个单位（代码）的案件", "only this office's cases (code)") \
	X(OPT_WATCH_VERB, "只看这个动作，可写多次；receive 为收案", "only this verb, may be given several times; receive: a case comes in") \
	X(OPT_WATCH_STATE, "把看到哪里记在这个文件，下次从那里继续", "keep the place in this file and go on there next time") \
	X(WATCH_FROM_BAD, "--from 应写页号或「页号.行号」，如 120 或 120.3，不能是「{value}」", "--from takes a page or page.line, as 120 or 120.3, not \"{value}\"") \
	X(WATCH_STATE_BAD, "文件 {path} 不是 watch 的记录；换一个文件，或删去它", "the file {path} is not a place of watch; give another one, or remove it") \
	X(WATCH_STATE_TROUBLE, "写不了文件 {path}", "the file {path} cannot be written") \
	X(WATCH_STATE_USED, "另一个 watch 正在用文件 {path}", "another watch uses the file {path}") \
	X(WATCH_BROKEN, "连接中断，正在重连，从 {place} 继续", "the connection was lost; making it again, going on at {place}") \
	X(ATTACH_SUMMARY, "上传附件", "upload files to a case") \
	X(ATTACH_ABOUT, "上传文件并以动作 attach 登记到案件；--upload-only 只上传，印出附件号，供 huiyin submit --attachment 使用，一天内未登记的自动清除。允许的文件类型和大小由规则规定。", \
	  "Uploads files and enters them in the case with the verb attach. --upload-only only uploads and prints the ids, for huiyin submit --attachment; what is not entered within a day goes. The rules say which files are taken.") \
	X(OPT_UPLOAD_ONLY, "只上传，不登记", "upload only, enter nothing") \
	X(DOWNLOAD_SUMMARY, "下载附件", "download a file of a case") \
	X(DOWNLOAD_ABOUT, "下载案件的一个附件，按账本中的摘要核对后才存盘。NAME 是文件名或附件号（见 case show）。", \
	  "Downloads a file of a case and keeps it only when it agrees with its digest in the ledger. NAME is the file's name or id (see case show).") \
	X(OPT_DOWNLOAD_OUT, "存为这个文件；- 为标准输出", "write to this file; - for standard output") \
	X(DOWNLOAD_EXISTS, "文件 {path} 已存在；用 -O 另写文件名", "the file {path} exists; give another name with -O") \
	X(DOWNLOAD_UNWRITABLE, "写不了文件 {path}：{why}", "the file {path} cannot be written: {why}") \
	X(ATTACH_CHANGED, "文件 {path} 在上传时变短了", "the file {path} became shorter while it was sent") \
	X(DOWNLOAD_AMBIGUOUS, "案件 {case} 有几个附件叫「{name}」；请写附件号", "case {case} has several files named \"{name}\"; give the id") \
	X(DOWNLOADED, "已存为 {path}（{size} 字节）", "saved as {path} ({size} bytes)") \
	X(COL_FILE, "文件", "file") \
	X(COL_BYTES, "字节", "bytes") \
	X(COL_DIGEST, "摘要", "digest")
/* clang-format on */

#endif
