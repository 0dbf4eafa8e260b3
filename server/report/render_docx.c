/* A Word document, for offices that go on writing in it: the least WordprocessingML that Word and WPS open, with
 * headings, tables whose heads repeat, page numbers. The same document gives the same bytes. */
#include "base/markup.h"
#include "report/docx.h"
#include "report/docx_parts.h"
#include "report/phrases.h"
#include "report/render.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#define DOS_DAY (1 << 5 | 1) /* 1980-01-01, the first there is: entries of the package carry no clock */

static void write_run(FILE *out, const char *text, bool bold)
{
	fprintf(out, "<w:r>%s<w:t xml:space=\"preserve\">", bold ? "<w:rPr><w:b/></w:rPr>" : "");
	markup_write(out, text, "</w:t><w:br/><w:t xml:space=\"preserve\">");
	fputs("</w:t></w:r>", out);
}

void docx_paragraph(struct docx *docx, const char *style, const char *text, bool bold)
{
	fprintf(docx->out, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s</w:pPr>", style,
		docx->keep_next ? "<w:keepNext/>" : "");
	if (*text)
		write_run(docx->out, text, bold);
	fputs("</w:p>\n", docx->out);
}

/* ---- Blocks ---- */

static const char *prose_style(const struct docx *docx)
{
	return docx->language == LANGUAGE_EN ? "ProsePlain" : "Prose";
}

static void put_heading(void *arg, const json_t *block)
{
	bool lower = json_integer_value(json_object_get(block, "level")) == 2;

	docx_paragraph(arg, lower ? "Heading2" : "Heading1", document_text(block, "text"), false);
}

static void put_paragraph(void *arg, const json_t *block)
{
	docx_paragraph(arg, prose_style(arg), document_text(block, "text"), false);
}

static void put_table(void *arg, const json_t *block)
{
	docx_table(arg, block);
}

static void put_chart(void *arg, const json_t *block)
{
	docx_chart(arg, block);
}

static void put_letter(void *arg, const json_t *block)
{
	struct docx *docx = arg;
	size_t i;
	const json_t *paragraph;

	docx_paragraph(docx, "LetterTitle", phrase(PHRASE_LETTER, docx->language), false);
	docx_paragraph(docx, "ProsePlain",
		       arena_printf(docx->arena, "%s%s", document_text(block, "to"),
				    docx->language == LANGUAGE_EN ? ":" : "："),
		       false);
	json_array_foreach(json_object_get(block, "paragraphs"), i, paragraph) docx_paragraph(
		docx, prose_style(docx), json_is_string(paragraph) ? json_string_value(paragraph) : "", false);
	docx_paragraph(docx, "Sign", "", false);
	docx_paragraph(docx, "Sign", document_text(block, "sign"), false);
	docx_paragraph(docx, "Sign", day_text_in_words(docx->arena, document_text(block, "date"), docx->language),
		       false);
}

/* ---- Head and end ---- */

static void write_head(struct docx *docx)
{
	const json_t *document = docx->document;
	FILE *out = docx->out;

	if (*document_text(document, "subtitle")) {
		enum report_kind kind = report_kind_by_name(document_text(document, "kind"));
		docx_paragraph(docx, "Mast", report_kind_label(kind, docx->language), false);
		docx_paragraph(docx, "Serial", document_text(document, "subtitle"), false);
	}
	fputs("<w:p><w:pPr><w:pStyle w:val=\"Place\"/></w:pPr>", out);
	write_run(out, document_text(document, "place"), false);
	fputs("<w:r><w:tab/></w:r>", out);
	write_run(out, day_text_in_words(docx->arena, document_text(document, "date"), docx->language), false);
	fputs("</w:p>\n", out);
	if (document_flag(document, "example"))
		docx_paragraph(docx, "Example", phrase(PHRASE_EXAMPLE, docx->language), false);
	docx_paragraph(docx, "Title", document_text(document, "title"), false);
}

static void write_definitions(struct docx *docx)
{
	const json_t *list = json_object_get(docx->document, "definitions"), *definition;
	size_t i;

	if (json_array_size(list))
		docx_paragraph(docx, ends_in_a_letter(docx->document) ? "DefinitionsApart" : "DefinitionsTitle",
			       phrase(PHRASE_DEFINITIONS, docx->language), false);
	json_array_foreach(list, i, definition)
		docx_paragraph(docx, "Definition",
			       labelled(docx->arena, docx->language, document_text(definition, "label"),
					document_text(definition, "text")),
			       false);
}

static void write_body(struct docx *docx)
{
	static const struct block_writers writers = { .heading = put_heading,
						      .paragraph = put_paragraph,
						      .table = put_table,
						      .chart = put_chart,
						      .letter = put_letter };

	fputs(XML_DECLARATION "<w:document " DOCX_NAMESPACES "><w:body>\n", docx->out);
	write_head(docx);
	document_walk(docx->document, &writers, docx);
	write_definitions(docx);
	/* margins as GB/T 9704 has them: 37 mm above, 28 mm left, 156 by 225 mm of text */
	fputs("<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rIdFooter\"/><w:pgSz w:w=\"11906\" "
	      "w:h=\"16838\"/>"
	      "<w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1985\" w:left=\"1588\" w:header=\"851\" "
	      "w:footer=\"992\" "
	      "w:gutter=\"0\"/></w:sectPr></w:body></w:document>\n",
	      docx->out);
}

/* ---- The other parts ---- */

static void write_styles(struct docx *docx, FILE *out)
{
	(void)docx;
	docx_write_styles(out);
}

static void write_field(FILE *out, const char *code)
{
	fprintf(out, "<w:fldSimple w:instr=\" %s \"><w:r><w:t>1</w:t></w:r></w:fldSimple>", code);
}

static void write_footer(struct docx *docx, FILE *out)
{
	bool english = docx->language == LANGUAGE_EN;

	fputs(XML_DECLARATION "<w:ftr " DOCX_NAMESPACES "><w:p><w:pPr><w:pStyle w:val=\"Foot\"/></w:pPr>", out);
	write_run(out, document_text(docx->document, "foot"), false);
	fputs("</w:p><w:p><w:pPr><w:pStyle w:val=\"PageNumber\"/></w:pPr>", out);
	write_run(out, english ? "page " : "第 ", false);
	write_field(out, "PAGE");
	write_run(out, english ? " of " : " 页 共 ", false);
	write_field(out, "NUMPAGES");
	write_run(out, english ? "" : " 页", false);
	fputs("</w:p></w:ftr>", out);
}

static void write_relations(struct docx *docx, FILE *out)
{
	static const char office[] = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

	fputs(XML_DECLARATION "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
	      out);
	fprintf(out, "<Relationship Id=\"rIdStyles\" Type=\"%sstyles\" Target=\"styles.xml\"/>", office);
	fprintf(out, "<Relationship Id=\"rIdSettings\" Type=\"%ssettings\" Target=\"settings.xml\"/>", office);
	fprintf(out, "<Relationship Id=\"rIdFooter\" Type=\"%sfooter\" Target=\"footer1.xml\"/>", office);
	for (size_t i = 1; i <= docx->n_pictures; i++)
		fprintf(out, "<Relationship Id=\"rIdChart%zu\" Type=\"%simage\" Target=\"media/chart%zu.png\"/>", i,
			office, i);
	fputs("</Relationships>", out);
}

static void write_properties(struct docx *docx, FILE *out)
{
	hy_day day;
	char text[HY_DAY_TEXT];

	fputs(XML_DECLARATION
	      "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
	      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
	      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">",
	      out);
	markup_element(out, "<dc:title>", document_text(docx->document, "title"), "</dc:title>");
	if (day_parse(document_text(docx->document, "date"), &day) == 0) /* of the report, not of the clock */
		fprintf(out, "<dcterms:created xsi:type=\"dcterms:W3CDTF\">%sT00:00:00Z</dcterms:created>",
			day_format(day, text));
	fputs("</cp:coreProperties>", out);
}

/* ---- The package ---- */

static bool add_part(zip_t *zip, const char *name, const void *bytes, size_t size)
{
	zip_source_t *source = zip_source_buffer(zip, bytes, size, 0);
	zip_int64_t place = source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;

	if (source && place < 0)
		zip_source_free(source);
	return place >= 0 && zip_file_set_dostime(zip, (zip_uint64_t)place, 0, DOS_DAY, 0) == 0;
}

struct part {
	const char *name;
	struct render render;
};

/* Adds all parts and writes the package; their bytes must live until then. */
static bool pack(struct docx *docx, zip_t *zip, const struct render *body)
{
	struct part made[] = { { "word/styles.xml", { 0 } },
			       { "word/footer1.xml", { 0 } },
			       { "word/_rels/document.xml.rels", { 0 } },
			       { "docProps/core.xml", { 0 } } };
	void (*const writers[])(struct docx *, FILE *) = { write_styles, write_footer, write_relations,
							   write_properties };
	bool good = add_part(zip, "[Content_Types].xml", docx_content_types, strlen(docx_content_types)) &&
		    add_part(zip, "_rels/.rels", docx_relations, strlen(docx_relations)) &&
		    add_part(zip, "word/document.xml", body->content, body->size) &&
		    add_part(zip, "word/settings.xml", docx_settings, strlen(docx_settings));

	for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
		render_begin(&made[i].render);
		writers[i](docx, made[i].render.out);
		good = fclose(made[i].render.out) == 0 && good;
		good = good && add_part(zip, made[i].name, made[i].render.content, made[i].render.size);
	}
	for (size_t i = 0; i < docx->n_pictures; i++)
		good = good && add_part(zip, arena_printf(docx->arena, "word/media/chart%zu.png", i + 1),
					docx->pictures[i].text, docx->pictures[i].len);
	if (good)
		good = zip_close(zip) == 0;
	if (!good)
		zip_discard(zip);
	for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
		free(made[i].render.content);
	return good;
}

static bool read_back(zip_source_t *source, struct report_bytes *ret_bytes)
{
	zip_stat_t stat;

	zip_stat_init(&stat);
	if (zip_source_stat(source, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE) || zip_source_open(source) != 0)
		return false;
	ret_bytes->size = stat.size;
	ret_bytes->content = hy_xmalloc(stat.size + 1);
	bool good = zip_source_read(source, ret_bytes->content, stat.size) == (zip_int64_t)stat.size;
	zip_source_close(source);
	if (!good)
		free(ret_bytes->content);
	return good;
}

static bool write_package(struct docx *docx, const struct render *body, struct report_bytes *ret_bytes)
{
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, NULL) : NULL;
	bool good = false;

	if (zip) {
		zip_source_keep(source); /* closing the archive would take it */
		good = pack(docx, zip, body) && read_back(source, ret_bytes);
	}
	zip_source_free(source);
	return good;
}

int render_docx(const json_t *document, struct report_bytes *ret_bytes, char *ret_error, size_t error_size)
{
	struct docx docx = { .document = document, .language = document_language(document), .arena = arena_new() };
	struct render body;
	bool good;

	*ret_bytes = (struct report_bytes){ 0 };
	pdf_open_faces(&docx.faces, document, ret_error, error_size);
	render_begin(&body);
	docx.out = body.out;
	write_body(&docx);
	good = fclose(body.out) == 0 && !docx.faces.failed;
	if (good && !write_package(&docx, &body, ret_bytes)) {
		good = false;
		snprintf(ret_error, error_size,
			 "Word 文件打包不成，请重试。 The Word file cannot be packed; try again.");
	}
	free(body.content);
	for (size_t i = 0; i < docx.n_pictures; i++)
		strbuf_clear(&docx.pictures[i]);
	free(docx.pictures);
	pdf_close_faces(&docx.faces);
	arena_free(docx.arena);
	return good ? 0 : -1;
}
