/* The words of the fields that refusals name, as the forms and registers of proposal offices have them. */
#include "domain/reason.h"

#include <string.h>

static const struct {
	const char *name, *words[2]; /* by enum language */
} fields[] = {
	/* of an update */
	{ "case", { "案件", "case" } },
	{ "verb", { "动作", "verb" } },
	{ "office", { "单位", "office" } },
	{ "happened_on", { "发生日期", "day it happened" } },
	{ "reason", { "原因", "reason" } },
	{ "text", { "正文", "text" } },
	{ "lead_office", { "主办单位", "lead office" } },
	{ "assist_offices", { "会办单位", "assist offices" } },
	{ "case_number", { "案号", "case number" } },
	{ "contact_method", { "沟通方式", "contact method" } },
	{ "contact_persons", { "沟通对象", "persons contacted" } },
	{ "class", { "办理结果分类", "answer class" } },
	{ "document_number", { "文号", "document number" } },
	{ "attitude", { "对办理态度的评价", "mark for attitude" } },
	{ "result", { "对办理结果的评价", "mark for result" } },
	{ "outcomes", { "成效", "outcomes" } },
	{ "outcome.text", { "成效内容", "outcome text" } },
	{ "outcome.number", { "成效数值", "outcome number" } },
	{ "outcome.unit", { "成效单位", "outcome unit" } },
	{ "outcome.on", { "成效日期", "day of the outcome" } },
	{ "expected_version", { "案件版本", "expected version" } },
	{ "request_id", { "请求号", "request id" } },
	{ "updates", { "更新", "updates" } },
	/* of a case */
	{ "session", { "届次", "session" } },
	{ "submission_number", { "流水号", "submission number" } },
	{ "external_number", { "外部编号", "external number" } },
	{ "level", { "层级", "level" } },
	{ "title", { "案由", "title" } },
	{ "proposers", { "提案者", "proposers" } },
	{ "proposer_kind", { "提案者类型", "kind of proposer" } },
	{ "sector", { "界别", "sector" } },
	{ "category", { "类别", "category" } },
	{ "received_on", { "收到日期", "day of receipt" } },
	{ "kind", { "事项种类", "kind of matter" } },
	{ "state", { "状态", "state" } },
	/* of the directory, tokens, rules and calendar */
	{ "code", { "代码", "code" } },
	{ "name", { "名称", "name" } },
	{ "name_zh", { "中文名称", "Chinese name" } },
	{ "name_en", { "英文名称", "English name" } },
	{ "position", { "排序", "position" } },
	{ "order", { "排序", "order" } },
	{ "starts_on", { "开幕日期", "first day" } },
	{ "expires_on", { "失效日期", "day of expiry" } },
	{ "role", { "角色", "role" } },
	{ "label", { "说明", "label" } },
	{ "token", { "令牌", "token" } },
	{ "token_id", { "令牌编号", "token id" } },
	{ "jurisdiction", { "行政区", "jurisdiction" } },
	{ "rules", { "规则文件", "rules file" } },
	{ "source", { "来源", "source" } },
	{ "year", { "年份", "year" } },
	{ "day", { "日期", "day" } },
	{ "days", { "日期", "days" } },
	/* of questions */
	{ "count", { "数目", "number asked for" } },
	{ "as_of", { "截至日期", "as-of date" } },
	{ "page", { "账页", "page" } },
	{ "from_page", { "起始账页", "first page" } },
	{ "line", { "账行", "line" } },
	{ "page_size", { "每页条数", "page size" } },
	{ "page_token", { "翻页标记", "page token" } },
	{ "title_contains", { "案由中的字", "words of the title" } },
	{ "definition", { "比率定义", "definition of the rate" } },
	{ "group_by", { "分组方式", "grouping" } },
	{ "open_only", { "只看未办结", "open cases only" } },
	{ "address", { "地址", "address" } },
	{ "path", { "文件", "file" } },
	{ "column", { "列", "column" } },
	{ "row", { "行", "row" } },
	{ "rows", { "行", "rows" } },
};

const char *field_label(const char *field, enum language language)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (strcmp(fields[i].name, field) == 0)
			return fields[i].words[language == LANGUAGE_EN];
	return field;
}
