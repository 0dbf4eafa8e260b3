/* The formats by name, and the one that is the document itself. */
#include "ledger/line.h"
#include "report/document.h"
#include <stdio.h>
#include <string.h>

int render_json(const json_t *document, struct report_bytes *ret_bytes, char *ret_error, size_t error_size)
{
	char *text = canonical_json(document);
	if (!text) {
		snprintf(ret_error, error_size, "the document is not JSON");
		return -1;
	}
	ret_bytes->content = (uint8_t *)text;
	ret_bytes->size = strlen(text);
	return 0;
}

const struct report_format report_formats[] = {
	{ "json", "application/json", ".json", render_json },
	{ "html", "text/html; charset=utf-8", ".html", render_html },
	{ "pdf", "application/pdf", ".pdf", render_pdf },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", render_xlsx },
	{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", render_docx },
	{ "csv", "text/csv; charset=utf-8", ".csv", render_csv },
	{ "text", "text/plain; charset=utf-8", ".txt", render_text },
};
const size_t n_report_formats = sizeof report_formats / sizeof report_formats[0];

const struct report_format *report_format_by_name(const char *name)
{
	for (size_t i = 0; i < n_report_formats; i++)
		if (strcmp(report_formats[i].name, name) == 0)
			return &report_formats[i];
	return NULL;
}
