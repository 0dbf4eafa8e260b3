/* The parts of a Word document that are the same for every report: kinds of content, relations, settings, styles.
 * Internal to report/. */
#ifndef REPORT_DOCX_PARTS_H
#define REPORT_DOCX_PARTS_H

#include <stdio.h>

extern const char docx_content_types[], docx_relations[], docx_settings[];
void docx_write_styles(FILE *out);

#define DOCX_NAMESPACES                                                                                                \
	"xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "                                    \
	"xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define XML_DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

/* Twentieths of a point. The page is that of the PDF: A4 with the margins of GB/T 9704. */
#define DOCX_WIDTH 8844 /* 156 mm of text */

#endif
