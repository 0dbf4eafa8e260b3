/* What the columns of people's sheets mean: one table of their names (案号, 提案号, 编号 …), field by field. */
#ifndef IMPORT_FIELDS_H
#define IMPORT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

/* What a sheet is: proposals as they were received, what happened to cases, or both in each row. Bits. */
enum import_kind {
	IMPORT_NONE = 0,
	IMPORT_CASES = 1,
	IMPORT_UPDATES = 2,
	IMPORT_LEDGER = IMPORT_CASES | IMPORT_UPDATES,
};
#define IMPORT_BOTH IMPORT_LEDGER
/* "cases", "updates", "ledger" and back; NONE for another word. */
const char *import_kind_name(enum import_kind kind);
enum import_kind import_kind_by_name(const char *name);

/* How a cell is read. */
enum import_value {
	VALUE_IGNORED, /* known, and not imported: 序号, 备注 */
	VALUE_RESULT,  /* what an earlier import wrote: rows that are stored are left out */
	VALUE_TEXT,    /* of one line; widths are kept for display */
	VALUE_CODE,    /* without blanks, full width made plain */
	VALUE_PROSE,   /* as it stands */
	VALUE_NUMBER,  /* of a case or a submission: 第45号 is 45 */
	VALUE_SESSION, /* code or name */
	VALUE_DAY,
	VALUE_NAMES, /* of people */
	VALUE_PROPOSER_KIND,
	VALUE_LEVEL,
	VALUE_YES,
	VALUE_VERSION,
	VALUE_VERB,
	VALUE_OFFICE, /* code or name */
	VALUE_OFFICES,
	VALUE_CLASS,
	VALUE_DOCUMENT, /* 文号 */
	VALUE_PUBLICATION,
	VALUE_METHOD,  /* of contact */
	VALUE_CONTACT, /* its day and method in one cell: 2023-06-12 走访 */
	VALUE_MARK,
};

/* X(NAME, kinds, value, one cell a row (may not be merged over rows), names in sheets separated by |). The name of a
 * field is always a name in sheets too. */
/* clang-format off */
#define IMPORT_FIELDS(X) \
	X(submission_number, IMPORT_BOTH, VALUE_NUMBER, true, "流水号|提案流水|提交号|提交编号|提案流水号|登记号|收件号") \
	X(session, IMPORT_BOTH, VALUE_SESSION, false, "届次|会议届次|所属届次|届次代码") \
	X(level, IMPORT_CASES, VALUE_LEVEL, false, "级别|层级|提案级别") \
	X(external_number, IMPORT_CASES, VALUE_CODE, true, "外部编号|来文编号|上级编号|原案号") \
	X(title, IMPORT_CASES, VALUE_TEXT, true, "案由|标题|题目|案名|提案标题|提案名称|提案题目|提案案由|事由") \
	X(proposers, IMPORT_CASES, VALUE_NAMES, false, "提案者|提案人|提案委员|提案单位|提案者姓名|提案人姓名|委员姓名|提案者名称|第一提案人|第一提案者|领衔人|领衔提案人|提出人") \
	X(co_proposers, IMPORT_CASES, VALUE_NAMES, false, "联名人|附议人|联名委员|联名提案人|联名者|其他提案人") \
	X(proposer_kind, IMPORT_CASES, VALUE_PROPOSER_KIND, false, "提案者类别|提案者类型|提案人类型|提案人类别|提案类型|提案形式") \
	X(sector, IMPORT_CASES, VALUE_TEXT, false, "界别|所属界别|提案者界别|委员界别") \
	X(category, IMPORT_CASES, VALUE_TEXT, false, "类别|分类|提案类别|提案分类|内容类别|类别名称") \
	X(received_on, IMPORT_CASES, VALUE_DAY, false, "收到日期|收到时间|提交日期|提交时间|收案日期|提出日期|提案日期|登记日期|来件日期") \
	X(publication_wish, IMPORT_CASES, VALUE_YES, false, "同意公开|是否同意公开|公开意愿|是否公开") \
	X(publication_wish_reason, IMPORT_CASES, VALUE_TEXT, false, "不同意公开理由|不同意公开原因") \
	X(case, IMPORT_UPDATES, VALUE_NUMBER, true, "案号|提案号|编号|案卷号|提案编号|提案案号|案件编号|案件号") \
	X(version, IMPORT_UPDATES, VALUE_VERSION, true, "版本|版本号") \
	X(verb, IMPORT_UPDATES, VALUE_VERB, false, "动作|办理动作") \
	X(happened_on, IMPORT_UPDATES, VALUE_DAY, false, "日期|办理日期|发生日期") \
	X(office, IMPORT_UPDATES, VALUE_OFFICES, false, "承办单位|办理单位|单位|承办部门|办理部门") \
	X(filed_on, IMPORT_UPDATES, VALUE_DAY, false, "立案日期|立案时间") \
	X(assigned_on, IMPORT_UPDATES, VALUE_DAY, false, "交办日期|交办时间") \
	X(lead_office, IMPORT_UPDATES, VALUE_OFFICE, false, "主办单位|主办|主办部门|牵头单位|牵头部门") \
	X(assist_offices, IMPORT_UPDATES, VALUE_OFFICES, false, "会办单位|会办|会办部门|协办单位|协办|协办部门|配合单位|配合部门") \
	X(sole_office, IMPORT_UPDATES, VALUE_OFFICE, false, "独办单位|独办") \
	X(separate_offices, IMPORT_UPDATES, VALUE_OFFICES, false, "分办单位|分办") \
	X(accepted_on, IMPORT_UPDATES, VALUE_DAY, false, "签收日期|签收时间|接收日期") \
	X(contacted_on, IMPORT_UPDATES, VALUE_DAY, false, "见面日期|见面时间|面商日期|面商时间|沟通日期|沟通时间|走访日期|走访时间|办前沟通日期") \
	X(contact_method, IMPORT_UPDATES, VALUE_METHOD, false, "见面方式|面商方式|沟通方式|联系方式|走访方式|办前沟通方式") \
	X(contact, IMPORT_UPDATES, VALUE_CONTACT, true, "见面日期方式|见面时间方式|面商日期方式|面商时间方式|沟通日期方式|沟通时间方式|走访日期方式") \
	X(contact_persons, IMPORT_UPDATES, VALUE_TEXT, false, "见面人员|面商人员|沟通人员|走访人员|见面人|沟通对象") \
	X(opinion_on, IMPORT_UPDATES, VALUE_DAY, false, "会办意见日期|会办意见时间|会办日期|协办意见日期") \
	X(opinion, IMPORT_UPDATES, VALUE_PROSE, true, "会办意见|协办意见|会办意见内容") \
	X(answered_on, IMPORT_UPDATES, VALUE_DAY, false, "答复日期|答复时间|办复日期|办复时间|回复日期|回复时间|答复日") \
	X(document_number, IMPORT_UPDATES, VALUE_DOCUMENT, true, "文号|答复文号|发文字号|答复件文号|发文号") \
	X(class, IMPORT_UPDATES, VALUE_CLASS, false, "办理结果|办理结果分类|办理结果类别|办复类别|答复类别|结果类别|办复结果") \
	X(answer, IMPORT_UPDATES, VALUE_PROSE, true, "答复内容|答复正文|答复意见|办理情况") \
	X(signed_by, IMPORT_UPDATES, VALUE_TEXT, false, "签发人|签发领导") \
	X(contact_person, IMPORT_UPDATES, VALUE_TEXT, false, "联系人|联系人及电话") \
	X(publication, IMPORT_UPDATES, VALUE_PUBLICATION, false, "公开属性|公开方式|答复公开属性|是否公开") \
	X(publication_reason, IMPORT_UPDATES, VALUE_TEXT, false, "不公开理由|不公开原因|不全文公开理由|不全文公开的理由") \
	X(promise, IMPORT_UPDATES, VALUE_PROSE, true, "承诺事项|承诺|承诺内容") \
	X(promise_measure, IMPORT_UPDATES, VALUE_TEXT, false, "衡量办法|衡量标准|完成标准") \
	X(promise_due_on, IMPORT_UPDATES, VALUE_DAY, false, "完成时限|承诺期限|承诺完成时限|兑现时限") \
	X(text, IMPORT_BOTH, VALUE_PROSE, true, "正文|内容|提案内容|提案正文") \
	X(reason, IMPORT_UPDATES, VALUE_TEXT, false, "补录原因|原因") \
	X(evaluated_on, IMPORT_UPDATES, VALUE_DAY, false, "评价日期|评价时间|反馈日期|反馈时间|委员反馈日期") \
	X(satisfaction, IMPORT_UPDATES, VALUE_MARK, false, "满意度|满意情况|满意程度|委员满意度|提案者满意度|委员评价|提案者评价|评价|委员意见|提案者意见") \
	X(attitude, IMPORT_UPDATES, VALUE_MARK, false, "办理态度|态度评价|对办理态度") \
	X(result, IMPORT_UPDATES, VALUE_MARK, false, "评价结果|结果评价|对办理结果") \
	X(import_result, IMPORT_BOTH, VALUE_RESULT, false, "导入结果") \
	X(ignored, IMPORT_BOTH, VALUE_IGNORED, false, "序号|备注|导入说明|承办方式|状态|期限|办理期限|答复期限|剩余天数|预警")
/* clang-format on */

enum import_field_id {
#define ID(name, ...) FIELD_ID_##name,
	IMPORT_FIELDS(ID)
#undef ID
		N_IMPORT_FIELDS
};

struct import_field {
	const char *name; /* "title" */
	unsigned kinds;   /* bits of enum import_kind */
	enum import_value value;
	bool single;       /* a cell of it may not be merged over rows: two rows would be the same thing */
	const char *names; /* in sheets, separated by | */
};
extern const struct import_field import_fields[N_IMPORT_FIELDS];

#define IMPORT_HEADER_SIZE 192
/* What a heading is compared by: full width made plain, without blanks, line breaks, brackets and what is in them.
 * Returns out. */
char *import_header_key(const char *heading, char out[IMPORT_HEADER_SIZE]);
/* The field a heading stands for in sheets of the kinds (bits); NULL if it is none of the table. */
const struct import_field *import_field_of_heading(const char *heading, unsigned kinds);
/* The field of a name such as "title"; NULL if there is none. */
const struct import_field *import_field_by_name(const char *name);
/* All fields a column may be, with their usual headings: "title（案由）、…". Fresh memory. */
char *import_field_list(void);
/* Its usual heading: 案由; in English its name. Writes into out and returns it. */
char *import_field_label(const struct import_field *field, char out[IMPORT_HEADER_SIZE]);

#endif
