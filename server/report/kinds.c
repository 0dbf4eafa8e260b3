/* Kinds of reports by name. */
#include "report/report.h"
#include <string.h>

static const struct {
	const char *name;
	struct label label;
} kinds[REPORT_KIND_COUNT_] = {
	[REPORT_NONE] = { "", { "", "" } },
	[REPORT_SUPERVISION] = { "supervision", { "督查通报", "Supervision bulletin" } },
	[REPORT_REVIEW] = { "review", { "提案审查情况", "Review of proposals" } },
	[REPORT_HANDLING] = { "handling", { "提案办理情况报告", "Report on the handling of proposals" } },
	[REPORT_KEY] = { "key", { "重点提案办理情况", "Key proposals" } },
	[REPORT_PROMISES] = { "promises", { "承诺事项跟踪", "Promises and what became of them" } },
	[REPORT_OFFICE] = { "office", { "承办单位办理情况", "An office's proposals" } },
	[REPORT_SCORE] = { "score", { "承办单位绩效考核", "Office scores" } },
	[REPORT_DUNNING] = { "dunning", { "催办清单", "Reminders" } },
};

const char *report_kind_name(enum report_kind kind)
{
	return (unsigned)kind < REPORT_KIND_COUNT_ ? kinds[kind].name : "";
}

enum report_kind report_kind_by_name(const char *name)
{
	for (int kind = 1; kind < REPORT_KIND_COUNT_; kind++)
		if (strcmp(kinds[kind].name, name) == 0)
			return (enum report_kind)kind;
	return REPORT_NONE;
}

const char *report_kind_label(enum report_kind kind, enum language language)
{
	return (unsigned)kind < REPORT_KIND_COUNT_ ? label_text(&kinds[kind].label, language) : "";
}
