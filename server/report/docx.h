/* A Word document being written. Internal to report/. */
#ifndef REPORT_DOCX_H
#define REPORT_DOCX_H

#include "report/document.h"
#include "report/pdf.h"
#include <stdio.h>
#include <zip.h>

struct docx {
	FILE *out; /* document.xml */
	const json_t *document;
	enum language language;
	struct arena *arena;
	struct pdf faces;        /* draws the charts */
	struct strbuf *pictures; /* PNG */
	size_t n_pictures;
	bool keep_next; /* paragraphs stay on the page of what comes after them */
};

/* A paragraph of one text in a style; bold beyond what the style is. */
void docx_paragraph(struct docx *docx, const char *style, const char *text, bool bold);
void docx_table(struct docx *docx, const json_t *table);
/* A chart as a picture. */
void docx_chart(struct docx *docx, const json_t *block);

#endif
