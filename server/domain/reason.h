/* The message table: every reason for which something is refused, with its gRPC code, its sentence and what to do, in
 * Chinese and English. Sentences hold {field} places that are filled from pairs. */
#ifndef DOMAIN_REASON_H
#define DOMAIN_REASON_H

#include <stddef.h>

enum language { LANGUAGE_ZH, LANGUAGE_EN };

/* X(NAME, grpc code, zh, zh what to do, en, en what to do) */
/* clang-format off */
#define REASONS(X) \
	/* access */ \
	X(TOKEN_MISSING, 16, "没有出示令牌", "用 huiyin login 或 --token-file 给出令牌", \
	  "no token was given", "give one with huiyin login or --token-file") \
	X(TOKEN_INVALID, 16, "令牌（或评价码）无效、已过期或已撤销", "令牌请向管理员申请，评价码请向提案委员会索取", \
	  "the token (or evaluation code) is not valid, has expired or was revoked", "ask the operator for a token, the committee for a code") \
	X(ROLE_NOT_ALLOWED, 7, "{role}不能做「{action}」", "请由{who}办理", \
	  "the role {role} may not do \"{action}\"", "this is for: {who}") \
	X(CASE_NOT_FOUND, 5, "没有案件 {case}，或不在您的职责范围内", "核对案号；列出可见案件：huiyin case list", \
	  "there is no case {case}, or it is not yours to see", "check the number; huiyin case list shows what you may see") \
	X(OFFICE_NOT_FOUND, 5, "没有单位 {office}", "用 huiyin office list 查单位代码", \
	  "there is no office {office}", "huiyin office list shows the codes") \
	X(MEMBER_NOT_FOUND, 5, "没有人员 {member}", "用 huiyin member list 查人员代码", \
	  "there is no person {member}", "huiyin member list shows the codes") \
	X(ATTACHMENT_NOT_FOUND, 5, "没有附件 {attachment}，或尚未上传完整", "用 huiyin attach 重新上传", \
	  "there is no attachment {attachment}, or it was not sent whole", "send it again with huiyin attach") \
	X(ATTACHMENT_ERASED, 9, "附件 {attachment} 的内容已被清除", "账本保留其摘要；如需该文件请联系提案委员会", \
	  "the content of attachment {attachment} was erased", "the ledger keeps its digest; ask the committee for the file") \
	X(ATTACHMENT_DAMAGED, 15, "附件 {attachment} 与账本中的摘要不符", "请勿使用该文件，并告诉管理员", \
	  "attachment {attachment} does not match its digest in the ledger", "do not use the file; tell the operator") \
	X(ATTACHMENT_ID_REUSED, 6, "附件号 {attachment} 已用于另一文件", "为这个文件换一个附件号", \
	  "the attachment id {attachment} was used for another file", "make a new id for this file") \
	X(ATTACHMENT_INTERRUPTED, 10, "附件 {attachment} 正由另一连接上传，本次作废", "等另一连接结束后再传", \
	  "another upload of attachment {attachment} has begun; this one is void", "try again when the other one has ended") \
	X(ATTACHMENT_HEADER_MISSING, 3, "上传须以文件说明开头，且只有一个", "请更新客户端", \
	  "an upload begins with its header, and has only one", "update your client") \
	X(ATTACHMENT_SIZE_WRONG, 3, "文件应有 {size} 字节，实收 {value} 字节", "文件可能正在被修改，请重新上传", \
	  "the file was to have {size} bytes, {value} came", "it may have been changed meanwhile; send it again") \
	X(ATTACHMENT_TOO_LARGE, 3, "文件有 {size} 字节，规则最多允许 {max} 字节", "压缩或拆分后再上传", \
	  "the file has {size} bytes, the rules allow {max}", "make it smaller or split it") \
	X(ATTACHMENT_TYPE, 3, "规则不收「{value}」这种文件", "可用的文件类型：{allowed}", \
	  "the rules take no file like \"{value}\"", "types: {allowed}") \
	X(SIGNER_NOT_YOURS, 7, "您不是本案的第 {signer} 位提案者", "只能以本人名义签名、评价；代填纸质件请由提案委员会办理", \
	  "you are not proposer {signer} of this case", "sign and evaluate for yourself only; the committee enters paper forms") \
	X(CODE_OF_OTHER_ROUND, 9, "该评价码用于第 {round} 轮办理，现为第 {now} 轮", "请向提案委员会索取新的评价码", \
	  "this code is for round {round} of the handling, which is now in round {now}", "ask the committee for a new one") \
	X(DATE_PAST, 3, "{field} {value} 早于今天 {today}", "填写今天或以后的日期", \
	  "{field} {value} is before today, {today}", "give today or a later day") \
	X(NOBODY_TO_EVALUATE, 9, "案件 {case} 没有尚待评价的提案者", "答复之后、评价之前方可发放评价码", \
	  "nobody has an evaluation of case {case} to give", "codes are made after the answer and before the evaluation") \
	X(SESSION_NOT_FOUND, 5, "没有届次 {session}", "用 huiyin session list 查届次代码", \
	  "there is no session {session}", "huiyin session list shows the codes") \
	X(TOKEN_NOT_FOUND, 5, "没有令牌 {token}", "用 huiyin token list 查编号", \
	  "there is no token {token}", "huiyin token list shows the ids") \
	/* fields */ \
	X(FIELD_MISSING, 3, "缺少{field}", "补上{field}后再提交", "{field} is missing", "give {field} and submit again") \
	X(FIELD_TOO_LONG, 3, "{field}超过 {max} 个字", "缩短{field}", "{field} has more than {max} characters", "shorten it") \
	X(FIELD_NOT_TEXT, 3, "{field}含有无效字符（不是 UTF-8，或有控制字符）", "重新输入{field}", \
	  "{field} is not clean text (not UTF-8, or control characters)", "type it again") \
	X(FIELD_UNKNOWN_VALUE, 3, "{field}不能是「{value}」", "可用：{allowed}", "{field} cannot be \"{value}\"", "allowed: {allowed}") \
	X(FIELD_TOO_MANY, 3, "{field}多于 {max} 个", "减少{field}", "there are more than {max} of {field}", "give fewer") \
	X(NUMBER_OUT_OF_RANGE, 3, "{field}必须在 {min} 到 {max} 之间", "改正{field}", "{field} must be between {min} and {max}", "correct it") \
	X(SEARCH_WORD_SHORT, 3, "「{word}」太短，几乎每件案件都有", "至少写两个字，或写号码", \
	  "\"{word}\" is too short: nearly every case has it", "give two characters at least, or a number") \
	X(SEARCH_WORDS_MANY, 3, "一次最多搜索 {max} 个词", "只写最能区分的几个词", \
	  "a search takes at most {max} words", "give those that tell most") \
	X(REQUEST_ID_INVALID, 3, "请求号不是 UUID", "由客户端生成 UUID", "the request id is not a UUID", "let the client make one") \
	X(PAGE_TOKEN_INVALID, 3, "翻页标记与本次查询不符", "从第一页重新列出", "the page token does not belong to this query", "list again from the first page") \
	/* dates */ \
	X(DATE_IMPOSSIBLE, 3, "{field}「{value}」不是存在的日期", "按 YYYY-MM-DD 填写", "{field} \"{value}\" is not a day that exists", "write YYYY-MM-DD") \
	X(DATE_IN_FUTURE, 3, "{field} {value} 晚于今天 {today}", "填写已发生的日期", "{field} {value} is after today, {today}", "give a day that has come") \
	X(DATE_TOO_FAR_BACK, 9, "{value} 太早：{role}最早可补记到 {earliest}", "请由提案委员会说明原因后补录", \
	  "{value} is too far back: as {role} the earliest day is {earliest}", "ask the committee to enter it with a reason") \
	X(DATE_BEFORE_PREVIOUS, 9, "{value} 早于前一步「{step}」的日期 {previous}", "核对日期", \
	  "{value} is before the step it follows: {step}, {previous}", "check the day") \
	X(JOIN_TOO_LATE, 9, "联名邀请已于 {limit} 截止", "请由提案委员会说明原因后补记", \
	  "the invitation to join ended on {limit}", "the committee can enter it with a reason") \
	X(EXTENSION_UNKNOWN, 9, "规则没有规定这一期限可以延期", "请按现期限办理", \
	  "the rules grant no extension of this deadline", "keep to it") \
	X(EXTENSION_TOO_OFTEN, 9, "规则只允许延期 {max} 次，已经用完", "请按现期限办理", \
	  "the rules grant {max} extensions, which are used up", "keep to the present deadline") \
	X(EXTENSION_OUT_OF_RANGE, 9, "新期限 {value} 应晚于现期限 {due}，最迟 {limit}", "改填其间的日期，或不填", \
	  "the new last day {value} must be after {due} and not after {limit}", "give a day between them, or none") \
	/* moves */ \
	X(VERB_UNKNOWN, 3, "规则里没有「{verb}」这个动作", "可用：{allowed}（说明见 huiyin verbs）", "the rules have no verb \"{verb}\"", "known: {allowed} (huiyin verbs explains them)") \
	X(MOVE_NOT_ALLOWED, 9, "案件现为「{state}」，不能做「{verb}」", "现在可以：{allowed}；{next}", \
	  "the case is in state \"{state}\", which does not allow {verb}", "possible now: {allowed}; {next}") \
	X(ASSIGNMENT_NOT_YOURS, 9, "{office}在本案没有可{verb}的交办", "用 huiyin case show {case} 查看交办情况", \
	  "{office} has no assignment in this case that {verb} fits", "huiyin case show {case} lists the assignments") \
	X(REASON_REQUIRED, 3, "{verb}必须说明原因", "加上 --reason", "{verb} needs a reason", "add --reason") \
	X(CLASS_UNKNOWN, 3, "没有「{value}」这一类", "可用类别：{allowed}", "there is no class \"{value}\"", "classes: {allowed}") \
	X(RETURN_TOO_LATE, 9, "退办期限 {limit} 已过", "请与提案委员会协商调整", "the last day to return it was {limit}", "talk to the committee about a change") \
	X(OFFICE_NEEDED, 3, "本案有几个单位可以{verb}：{offices}", "用 --office 指明是哪一个", \
	  "{verb} fits several offices of the case: {offices}", "say which one with --office") \
	X(OFFICE_TWICE, 3, "{office}在本次交办中出现两次", "每个单位只列一次", "{office} is named twice", "name each office once") \
	X(CASE_NUMBER_TAKEN, 6, "案号 {value} 已被使用", "换一个案号，或留空由系统编号", "the case number {value} is taken", "give another, or none to have it numbered") \
	X(SUBMISSION_NUMBER_TAKEN, 6, "届次 {session} 中流水号 {value} 已存在", "核对是否重复提交", \
	  "session {session} already has a submission number {value}", "check whether it was sent twice") \
	X(TOO_MANY_ASSIGNMENTS, 9, "本案的交办次数已达上限 {max}", "请联系管理员", "the case has reached {max} assignments", "talk to the operator") \
	X(VERSION_CONFLICT, 10, "案件已被更新：您看到的是第 {expected} 版，现为第 {version} 版", "重新查看后再提交", \
	  "the case has moved on: you saw version {expected}, it is now {version}", "look at it again, then submit") \
	X(REQUEST_ID_REUSED, 6, "请求号 {request} 已用于另一内容", "为新的内容换一个请求号", \
	  "request id {request} was used for other content", "use a new id for new content") \
	/* assignment and answer */ \
	X(RETURN_WAS_REJECTED, 9, "{office}的退办申请已被驳回，不能再退", "请签收办理，或与提案委员会协商", \
	  "the return {office} asked for was rejected, it cannot ask again", "accept the case, or talk to the committee") \
	X(ASSIGNMENT_ROLE_UNKNOWN, 3, "本地规则不设「{role}」", "改用规则所列的承办方式", \
	  "the rules here have no role \"{role}\"", "take one the rules list") \
	X(SOLE_WITH_OTHERS, 3, "{office}独办，不能再列其他单位", "去掉其他单位，或改为主办", \
	  "{office} is to handle it alone, so no other office can be named", "name no others, or let it lead") \
	X(LEAD_AT_WORK, 9, "{office}正在主办本案", "先由其退办，或用移交（transfer）", \
	  "{office} already leads this case", "let it return the case first, or transfer it") \
	X(OFFICE_AT_WORK, 9, "{office}等所列单位都已在承办本案", "填写还没有交办的单位", \
	  "{office} and all others that are named have this case already", "name an office that has not") \
	X(SAME_OFFICE, 3, "{office}就是现在的承办单位", "填写另一个单位", "{office} has it already", "name another office") \
	X(CLASS_WAS_REVIEWED, 9, "审核同意的是 {class} 类，不能答复为 {value} 类", "按审核的类别答复，或重新拟稿送审", \
	  "class {class} was reviewed, the answer cannot be of class {value}", "answer with that class, or draft it anew") \
	X(CLASS_NOT_BETTER, 3, "{value} 类不优于现有的 {class} 类", "只登记向更好类别的转变", \
	  "class {value} is not better than {class}", "only a better class is recorded") \
	X(NOTHING_TO_COSIGN, 9, "还没有答复稿，不能{verb}", "等主办单位拟稿", "there is no draft yet for {verb}", "wait for the lead office's draft") \
	X(OPINIONS_MISSING, 9, "会办意见未齐，不能{verb}：{waits}", "请催会办单位出具意见", \
	  "opinions are missing, which {verb} needs: {waits}", "remind the assist offices") \
	X(COSIGNS_MISSING, 9, "会签未齐，不能{verb}：{waits}", "请催会办单位会签", \
	  "co-signatures are missing, which {verb} needs: {waits}", "remind the assist offices") \
	X(CONTACT_MISSING, 9, "尚未与提案者沟通，不能{verb}：{waits}", "先沟通并登记（动作 contact）", \
	  "the proposer was not contacted, which {verb} needs: {waits}", "contact the proposer and record it") \
	X(ANSWERS_MISSING, 9, "答复未齐，不能{verb}：{waits}", "请催承办单位答复", \
	  "answers are missing, which {verb} needs: {waits}", "remind the offices") \
	X(NOT_DISSATISFIED, 9, "本轮评价没有要求重新办理，不能{verb}", "只有不满意的评价才能重新办理", \
	  "no mark of this round asks for another, so {verb} is not possible", "a mark such as dissatisfied does") \
	/* promises */ \
	X(PROMISE_REQUIRED, 3, "{class} 类答复至少要有一项承诺", "用 --promise 写明「内容|衡量办法|完成时限」", \
	  "an answer of class {class} needs at least one promise", "give it with --promise: what|measure|day") \
	X(PROMISES_OPEN, 9, "还有承诺未了结，不能{verb}：{waits}", "先登记兑现、延期或未兑现", \
	  "promises are open, so {verb} is not possible: {waits}", "record what became of them first") \
	X(PROMISE_NOT_FOUND, 5, "本案没有第 {item} 项承诺", "用 huiyin case show 查看承诺", \
	  "this case has no promise {item}", "huiyin case show lists the promises") \
	X(PROMISE_TOO_LATE, 9, "案件已是「{state}」，不能再作承诺", "去掉承诺", \
	  "the case is in state \"{state}\", nothing more can be promised in it", "leave the promises out") \
	X(PROMISE_SETTLED, 9, "第 {item} 项承诺{state}，不能再{verb}", "用 huiyin case show 查看承诺", \
	  "promise {item} is {state}, so {verb} is not possible", "huiyin case show lists the promises") \
	X(PROMISE_NOT_YOURS, 7, "第 {item} 项承诺由{office}作出", "请由该单位或提案委员会办理", \
	  "promise {item} was given by {office}", "that office or the committee records it") \
	/* proposers */ \
	X(SIGNATURES_OPEN, 9, "联名邀请还未答复，不能{verb}：{waits}", "等其答复或过期", \
	  "invitations to join are open, so {verb} is not possible: {waits}", "wait for the reply or the last day") \
	X(SIGNER_NOT_FOUND, 5, "本案没有第 {signer} 位提案者", "用 huiyin case show 查看提案者", \
	  "this case has no signer {signer}", "huiyin case show lists the signers") \
	X(SIGNER_STATE, 9, "第 {signer} 位提案者{state}，不能{verb}", "用 huiyin case show 查看提案者", \
	  "signer {signer} is {state}, so {verb} is not possible", "huiyin case show lists the signers") \
	X(SIGNER_TWICE, 6, "「{name}」已在提案者之列", "每人只邀请一次", "\"{name}\" is among the signers already", "invite each person once") \
	X(FIRST_SIGNER_ONLY, 7, "只有第一提案人可以{verb}", "请第一提案人或提案委员会办理", \
	  "only the first signer may do this: {verb}", "ask the first signer or the committee") \
	X(EVALUATED_ALREADY, 6, "{who}在第 {round} 轮已经评价", "改错用更正（correct）", \
	  "{who} has evaluated round {round}", "a wrong entry is corrected") \
	X(DRAFTS_NOT_USED, 9, "本地规则没有草稿", "直接提交", "the rules here have no drafts", "submit it at once") \
	/* cases together */ \
	X(CASE_ITSELF, 3, "「{verb}」的其他案件不能是案件 {case} 自身", "填写另一件案件", "case {case} cannot be its own partner: {verb}", "name another case") \
	X(CASE_TWICE, 3, "案件 {case} 列了两次", "每件只列一次", "case {case} is named twice", "name each case once") \
	X(LINKED_ALREADY, 6, "与案件 {case} 已有这一关联", "不必再做", "case {case} is linked in this way already", "nothing is to be done") \
	X(OTHER_CASE_STATE, 9, "案件 {case} 现为「{state}」，不能{verb}", "核对案号", \
	  "case {case} is in state \"{state}\", which does not allow {verb}", "check the number") \
	X(OTHER_CASE_LATER, 9, "{value} 时案件 {case} 还未收到或立案（{limit}），不能{verb}", "核对日期", \
	  "on {value} case {case} had not been received or filed yet ({limit}), so {verb} was not possible", "check the day") \
	X(MERGED_CASES_FIRST, 9, "已有案件并入本案，本案不能再并入 {case}", "请把 {case} 并入本案", \
	  "other cases were merged into this one, so it cannot go into {case}", "merge {case} into this one") \
	X(OTHERS_MERGED, 9, "有 {count} 件提案并入本案，不能{verb}", "本案须办理到底", \
	  "{count} cases were merged into this one, so {verb} is not possible", "it is to be handled to the end") \
	X(TOO_MANY_MERGED, 9, "并入案件 {case} 的已达上限 {max} 件", "另选一件主案", \
	  "case {case} has taken {max} merged cases", "choose another main case") \
	X(MERGED_UNANSWERED, 9, "有 {count} 件并入的提案尚未答复，不能{verb}：{waits}", "先逐件答复", \
	  "{count} merged cases have no answer of their own, so {verb} is not possible: {waits}", "answer each of them first") \
	X(NOTHING_TO_REOPEN, 9, "没有承办单位答复过本案或其主案，不能{verb}", "核对案号", \
	  "no office answered this case or its main case, so {verb} is not possible", "check the number") \
	X(MAIN_NOT_ANSWERED, 9, "{office}尚未答复主案 {case}", "先答复主案", \
	  "{office} has not answered the main case {case}", "answer that one first") \
	/* what a case holds */ \
	X(FIELD_NOT_USED, 3, "「{verb}」不用填{field}", "去掉{field}", "{verb} has no use for {field}", "leave it out") \
	X(DATE_NOT_AFTER, 3, "{field} {value} 必须晚于 {limit}", "改填更晚的日期", "{field} {value} must be after {limit}", "give a later day") \
	X(TOO_MANY_ITEMS, 9, "案件 {case} 的登记事项已达上限 {max}", "请联系管理员", "case {case} has reached {max} entries", "talk to the operator") \
	X(ATTACHMENTS_NOT_USED, 9, "本地规则不收附件，不能随{verb}上传", "去掉附件", \
	  "the rules here take no attachments with {verb}", "leave them out") \
	/* corrections */ \
	X(CORRECTION_VERSION, 5, "本案没有第 {version} 版的记录", "用 huiyin history 查版本", \
	  "this case has no line of version {version}", "huiyin history shows the versions") \
	X(CORRECTION_OF_CORRECTION, 9, "第 {version} 版本身是更正", "更正最初的那一版", \
	  "version {version} is a correction itself", "correct the line it corrected") \
	X(CORRECTION_EMPTY, 3, "没有写明要更正的内容", "填写更正后的日期、类别、文号等", \
	  "nothing was given that is to be corrected", "give the right day, class or document number") \
	X(CORRECTION_UNFIT, 3, "{field}不是「{verb}」那一版的内容，不能更正", "去掉{field}", \
	  "{field} is nothing the line \"{verb}\" holds", "leave it out") \
	X(CORRECTION_PROMISE, 9, "本案没有承诺，不能更正为 {class} 类", "先用 huiyin submit promise 登记承诺，再更正类别", \
	  "the case has no promise, so its class cannot be corrected to {class}", "enter one with huiyin submit promise, then correct the class") \
	X(CORRECTION_ORDER, 9, "更正后{later}（{value}）会早于{earlier}（{limit}）", "先更正另一个日期", \
	  "after the correction {later} ({value}) would come before {earlier} ({limit})", "correct the other day first") \
	/* rules, directory, import */ \
	X(RULES_MISSING, 9, "尚未应用规则", "管理员运行 huiyin rules apply 文件", "no rules have been applied", "the operator runs huiyin rules apply FILE") \
	X(RULES_INVALID, 3, "规则文件有 {count} 处错误，第一处：第 {line} 行第 {column} 列，{message}", "用 huiyin rules check 查看全部", \
	  "the rules file has {count} errors, the first at line {line}, column {column}: {message}", "huiyin rules check lists all") \
	X(RULES_OTHER_JURISDICTION, 3, "规则属于行政区 {found}，本服务为 {expected}", "选用本地规则文件", \
	  "the rules are for jurisdiction {found}, this is {expected}", "take this jurisdiction's file") \
	X(OFFICE_DIFFERS, 6, "单位代码 {office} 已用于「{name}」", "换一个代码", "the office code {office} is taken by \"{name}\"", "choose another code") \
	X(MEMBER_DIFFERS, 6, "人员代码 {member} 已用于「{name}」", "换一个代码，或用 huiyin member update 修改", \
	  "the person code {member} is taken by \"{name}\"", "choose another code, or change it with huiyin member update") \
	X(OFFICE_CLOSED, 9, "{office}自 {day} 起不再承办（{successor}）", "改为交给承接单位，或用 huiyin office update 改正有效期", \
	  "{office} takes nothing on since {day} ({successor})", "assign it to its successor, or correct its days with huiyin office update") \
	X(OFFICE_NOT_YET, 9, "{office}从 {day} 起才承办", "改交现有单位，或用 huiyin office update 改正有效期", \
	  "{office} begins on {day} only", "assign it to another office, or correct its days with huiyin office update") \
	X(SUCCESSOR_WRONG, 3, "{office}不能由自己承接，也不能由几个单位互相承接", "改正承接单位", \
	  "{office} cannot be its own successor, not even by way of others", "correct the successor") \
	X(STAND_IN_WRONG, 3, "{member}不能代理{principal}：不能代理自己，代理人也不能再由人代理", "改正代理关系", \
	  "{member} cannot stand for {principal}: not for oneself, and nobody stands for a stand-in", "correct whom they stand for") \
	X(VALIDITY_WRONG, 3, "有效期 {from} 晚于 {until}", "改正起止日期", "the first day {from} is after the last, {until}", "correct the days") \
	X(SESSION_DIFFERS, 6, "届次代码 {session} 已用于「{name}」", "换一个代码", "the session code {session} is taken by \"{name}\"", "choose another code") \
	X(CALENDAR_DAY_WRONG, 3, "{value} 不属于 {year} 年，或重复，或与周末不符", "核对日历文件", \
	  "{value} is not of {year}, or twice, or does not fit its weekday", "check the calendar file") \
	X(IMPORT_HEADER_MISSING, 3, "导入必须先发送表头", "使用 huiyin import", "an import begins with its header", "use huiyin import") \
	X(IMPORT_TOO_LARGE, 3, "一次导入最多 {max} 行", "分成几个文件", "an import takes at most {max} rows", "split the file") \
	X(IMPORT_HAS_ERRORS, 3, "{count} 行有错，全部未写入", "按行号改正后重新导入", "{count} rows have errors; nothing was written", "correct them and import again") \
	/* reports and schedules */ \
	X(REPORT_NOT_FOUND, 5, "没有报告 {report}，或不在您的职责范围内", "用 huiyin report list 查看", \
	  "there is no report {report}, or it is not yours to read", "huiyin report list shows what you may read") \
	X(REPORT_FAILED, 9, "报告没有做成：{message}", "核对所填内容，仍不成请告诉管理员", \
	  "the report was not made: {message}", "check what was asked for, or tell the operator") \
	X(REPORT_TOO_LARGE, 9, "报告的 {format} 文件约 {size} MiB，最多 {max} MiB", "用 --session、--office 缩小范围，或少选格式", \
	  "the report's {format} file has about {size} MiB, at most {max} MiB may be kept", "narrow it with --session or --office, or choose fewer formats") \
	X(SCHEDULE_NOT_FOUND, 5, "没有计划 {schedule}", "用 huiyin schedule list 查看", \
	  "there is no schedule {schedule}", "huiyin schedule list shows them") \
	X(SCHEDULE_EXISTS, 6, "已有名为「{name}」的计划", "换一个名称，或先取消原计划（huiyin schedule remove）", \
	  "there is a schedule named \"{name}\"", "choose another name, or remove that one first (huiyin schedule remove)") \
	X(SCHEDULES_TOO_MANY, 9, "已有 {max} 个计划，不能再多", "先取消不再需要的计划（huiyin schedule remove），或把几个目标并入一个计划", \
	  "there are {max} schedules, the most there may be", "remove one that is not needed (huiyin schedule remove), or give one schedule several targets") \
	X(REMINDERS_NOT_ALLOWED, 9, "令牌 {token} 已撤销、已过期或无权催办，不再以其名义记录催办", \
	  "请提案委员会或督查室取消该计划并重新设定（huiyin schedule remove、schedule add），或重做报告（huiyin report make）", \
	  "the token {token} was revoked, has expired or may not remind: nothing is recorded on its behalf any more", \
	  "committee or supervisor: remove the schedule and set it again (huiyin schedule remove, schedule add), or make the report again (huiyin report make)") \
	X(SCHEDULE_NEVER_DUE, 9, "计划「{schedule}」现在没有到期时间", "有案件临近期限时才到期", \
	  "the schedule \"{schedule}\" has no due time now", "it is due when a deadline of some case is near") \
	X(TARGET_WRONG, 3, "送达目标「{value}」不能用：{message}", "写法：folder:名称、mail:地址、webhook:网址", \
	  "the target \"{value}\" cannot be used: {message}", "write folder:NAME, mail:ADDRESS or webhook:URL") \
	X(TARGET_NOT_SET_UP, 9, "服务还不能送往「{value}」：没有设 {options}", "请服务的管理员设好后重启服务（docs/operating.md）", \
	  "the server cannot deliver to \"{value}\" yet: it has no {options}", "ask the server's operator to set it and start the server again (docs/operating.md)") \
	X(SCHEDULE_TIME_WRONG, 3, "时间「{value}」不对：{message}", "写法见 huiyin help schedule add", \
	  "the time \"{value}\" cannot be used: {message}", "huiyin help schedule add shows how it is written") \
	/* files, client side */ \
	X(CSV_COLUMN_MISSING, 3, "文件缺少列「{column}」", "表头应有：{allowed}", "the file has no column \"{column}\"", "columns: {allowed}") \
	X(CSV_COLUMN_UNKNOWN, 3, "文件有不认识的列「{column}」", "表头应有：{allowed}", "the file has an unknown column \"{column}\"", "columns: {allowed}") \
	X(CSV_RAGGED_ROW, 3, "第 {line} 行有 {found} 列，应为 {expected} 列", "补齐或删去多余的列", "line {line} has {found} columns instead of {expected}", "complete it") \
	X(CSV_BROKEN_ENCODING, 3, "文件既不是 UTF-8 也不是 GB18030", "在 WPS 中另存为 CSV UTF-8", "the file is neither UTF-8 nor GB18030", "save it as CSV UTF-8") \
	X(CSV_UNREADABLE, 5, "读不了文件 {path}", "核对路径和权限", "the file {path} cannot be read", "check path and permission") \
	X(CSV_EMPTY, 3, "文件 {path} 没有内容", "核对文件", "the file {path} is empty", "check the file") \
	X(CSV_TOO_LARGE, 3, "文件 {path} 太大", "分成几个文件", "the file {path} is too large", "split it") \
	X(CSV_DUPLICATE_NUMBER, 6, "第 {line} 行与第 {first} 行的编号 {value} 重复", "删去其中一行", "line {line} repeats the number {value} of line {first}", "remove one of them") \
	X(SHEET_FORMAT, 3, "文件 {path} 是{found}，读不了", "有密码的先去掉密码，用 Excel 或 WPS 打开，另存为 .xlsx", \
	  "the file {path} is {found}, which cannot be read", "open it in Excel or WPS, remove any password, and save it as .xlsx") \
	X(SHEET_PART, 3, "文件 {path} 的部件 {part} 有问题：{detail}", "用 Excel 或 WPS 打开，另存为 .xlsx 后再试", \
	  "part {part} of the file {path} is wrong: {detail}", "open it in Excel or WPS and save it as .xlsx again") \
	X(SHEET_CELL, 3, "文件 {path} 的 {cell} 有问题：{detail}", "改正后再试", "{cell} of the file {path} is wrong: {detail}", "correct it") \
	X(SHEET_LIMIT, 3, "文件 {path} 太大：{part}超过 {max}", "只留需要的行列，或分成几个文件", \
	  "the file {path} is too large: {part} beyond {max}", "keep only the rows and columns that matter, or split it") \
	X(SHEET_NOT_FOUND, 5, "文件 {path} 没有工作表「{value}」", "有：{allowed}", "the file {path} has no sheet \"{value}\"", "it has: {allowed}") \
	X(SHEET_HEADING, 3, "文件 {path} 里找不到表头「{allowed}」", "表头要在前 15 行内；列名不同的，用 --mapping 或 --set 说明", \
	  "the file {path} has no heading \"{allowed}\"", "it must be within the first 15 rows; where names differ use --mapping or --set") \
	X(SHEET_COLUMN_TWICE, 3, "文件 {path} 的 {first} 和 {second} 都是「{value}」", "改一个表头，或用 --mapping 说明", \
	  "{first} and {second} of the file {path} are both \"{value}\"", "change a heading, or say which with --mapping") \
	/* service */ \
	X(PERIOD_WRONG, 3, "起始日 {from} 晚于截止日 {until}", "改正起止日期", "the first day {from} is after the last, {until}", "correct the days") \
	X(TREND_TOO_LONG, 3, "这段时间有 {count} 个点，最多 {max} 个", "缩短时间，或按周、按月", \
	  "the period has {count} points, at most {max} are drawn", "ask for a shorter one, or for weeks or months") \
	X(STEPS_NOT_OF_ONE, 3, "一起试办的各步须写同一案件，且不涉及其他案件、附件或更正", "分开试办", \
	  "steps tried together must name the same case, no other one, no file and correct nothing", "try them one by one") \
	X(READ_BEHIND, 14, "统计尚未跟上账页 {page}", "稍后再试", "the figures have not reached page {page} yet", "try again shortly") \
	X(OVERLOADED, 8, "服务繁忙，更新未执行", "稍后用同一请求号重试", "the server is busy; the update was not executed", "try again with the same request id") \
	X(DATABASE_UNAVAILABLE, 14, "数据库暂不可用，更新未执行", "稍后用同一请求号重试", "the database is not available; nothing was executed", "try again with the same request id") \
	X(OUTCOME_UNKNOWN, 14, "结果未知：更新可能已写入", "用同一请求号重试即可查明", "the outcome is unknown: the update may have been stored", "try again with the same request id to find out") \
	X(MESSAGE_TOO_LARGE, 8, "内容太大", "缩短内容", "the message is too large", "shorten it") \
	X(SERVER_UNREACHABLE, 14, "连不上服务 {address}", "核对地址，确认 huiyind 在运行", "the server {address} cannot be reached", "check the address and that huiyind runs") \
	X(INTERNAL, 13, "服务内部错误", "请把时间和案号告诉管理员", "the server failed", "tell the operator when and for which case")
/* clang-format on */

enum reason {
	REASON_NONE,
#define X(name, ...) REASON_##name,
	REASONS(X)
#undef X
		REASON_COUNT_
};

/* Name in UPPER_SNAKE, for ErrorInfo; "" for NONE. Static. */
const char *reason_name(enum reason reason);
/* The reason of a name, REASON_NONE if unknown. */
enum reason reason_by_name(const char *name);
/* gRPC status code. */
int reason_code(enum reason reason);
/* The raw sentence and what to do, with {places}. Static. */
const char *reason_sentence(enum reason reason, enum language language);
const char *reason_advice(enum reason reason, enum language language);

/* A refusal: a reason and the words for its places. Zero is "no refusal". */
#define MAX_REASON_PAIRS  6
#define REASON_VALUE_SIZE 640
struct refusal {
	enum reason reason;
	int n;
	struct {
		char key[16];
		char value[REASON_VALUE_SIZE]; /* cut at a character's border */
	} pairs[MAX_REASON_PAIRS];
};

/* Starts a refusal; returns it so that calls can follow one another. */
struct refusal *refuse(struct refusal *refusal, enum reason reason);
/* Adds a word for a place; text is copied. Control characters become blanks, text that is not UTF-8 becomes "…": a
 * refusal travels in headers. More than MAX_REASON_PAIRS are left out. */
struct refusal *refuse_with(struct refusal *refusal, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Adds a word that differs between the languages (a label of the rules, a role): the value holds both, "zh|en", and
 * whoever formats it takes its language's half; a value without "|" stands as it is. Not done for the place {value},
 * which holds what a person typed. A half that is too long is cut. */
struct refusal *refuse_words(struct refusal *refusal, const char *key, const char *zh, const char *en);
#define REASON_WORDS_SEPARATOR '|'
/* The words for a field of a message ("class" → 办理结果分类, answer class); the name itself if it is not known.
 * Static, or the argument. */
const char *field_label(const char *field, enum language language);
/* Writes "sentence。advice" (zh) or "sentence; advice" (en), places filled, into out; always terminated. Field names
 * such as "class" are put into the language's words by a table of their own. A place without a word becomes "…". */
void refusal_text(const struct refusal *refusal, enum language language, char *out, size_t size);
/* The same from name and pairs as they came over the wire: keys[i], values[i]. */
void reason_text(enum reason reason, enum language language, const char *const *keys, const char *const *values,
		 size_t n, char *out, size_t size);

#endif
