/* What report and schedule have in common: queries from options, reports as rows, and their names. */
#ifndef REPORTS_H
#define REPORTS_H

#include "options.h"
#include "rate_request.h"
#include "show.h"
#include <huiyin/v1/report_service.pb-c.h>

/* Options of a query, for both verbs that make one. */
#define REPORT_QUERY_OPTIONS                                                                                           \
	{ "session", 0, "CODE", TXT_OPT_SESSION }, { "office", 0, "CODE", TXT_OPT_REPORT_OFFICE },                     \
		{ "formats", 0, "LIST", TXT_OPT_REPORT_FORMATS }, { "title", 0, "TEXT", TXT_OPT_REPORT_TITLE },        \
		RATE_PRINTING_OPTIONS, { "language", 0, "zh|en", TXT_OPT_REPORT_LANGUAGE },                            \
	{                                                                                                              \
		"record", 0, NULL, TXT_OPT_REPORT_RECORD                                                               \
	}

/* Reads them and the kind. 0, or an exit code after a sentence. Texts are borrowed. */
int reports_read_query(const struct client *client, const struct arguments *arguments, const char *kind,
		       Huiyin__V1__ReportQuery *ret_query);
/* A kind by its name or by the label that lists show; -1 after a sentence. */
int reports_read_kind(const char *name, Huiyin__V1__ReportKind *ret_kind);
/* A kind's name in options, "" for none. Static. */
const char *reports_kind_name(Huiyin__V1__ReportKind kind);
/* As a list shows it: its label to a person, its name to a program. Static. */
const char *reports_kind_shown(const struct client *client, Huiyin__V1__ReportKind kind);
/* --formats as a list; fresh memory of which list and words are freed together by reports_free_formats. */
struct report_formats {
	char *text, *list[8];
	size_t n;
};
void reports_read_formats(const struct arguments *arguments, struct report_formats *ret_formats);
void reports_free_formats(struct report_formats *formats);

/* The number of a report given as such or as kind-year-serial: asks the server for the latter. 0, or an exit code
 * after a sentence. */
int reports_find(struct client *client, const char *name, int64_t *ret_report_id);

/* The number of a schedule. 0, or -1 after a sentence. */
int reports_read_schedule(const char *given, int64_t *ret_schedule_id);

/* Reports as rows. */
extern const struct column report_columns[];
extern const size_t n_report_columns;
void reports_add_row(const struct client *client, struct table *table, const Huiyin__V1__Report *report);

#endif
