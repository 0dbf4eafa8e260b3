#include "report/docx_parts.h"

#include <stdbool.h>

#define TYPE_PREFIX "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define PACKAGE     "http://schemas.openxmlformats.org/package/2006/"
#define OFFICE      "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

const char docx_content_types[] = XML_DECLARATION
	"<Types xmlns=\"" PACKAGE "content-types\">"
	"<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	"<Default Extension=\"png\" ContentType=\"image/png\"/>"
	"<Override PartName=\"/word/document.xml\" ContentType=\"" TYPE_PREFIX "document.main+xml\"/>"
	"<Override PartName=\"/word/styles.xml\" ContentType=\"" TYPE_PREFIX "styles+xml\"/>"
	"<Override PartName=\"/word/settings.xml\" ContentType=\"" TYPE_PREFIX "settings+xml\"/>"
	"<Override PartName=\"/word/footer1.xml\" ContentType=\"" TYPE_PREFIX "footer+xml\"/>"
	"<Override PartName=\"/docProps/core.xml\" "
	"ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
	"</Types>";

const char docx_relations[] =
	XML_DECLARATION "<Relationships xmlns=\"" PACKAGE "relationships\">"
			"<Relationship Id=\"rId1\" Type=\"" OFFICE "officeDocument\" Target=\"word/document.xml\"/>"
			"<Relationship Id=\"rId2\" Type=\"" PACKAGE
			"relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>"
			"</Relationships>";

const char docx_settings[] =
	XML_DECLARATION "<w:settings " DOCX_NAMESPACES "><w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"420\"/>"
			"<w:characterSpacingControl w:val=\"compressPunctuation\"/><w:compat><w:compatSetting "
			"w:name=\"compatibilityMode\" "
			"w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>";

/* The letters of GB/T 9704: 仿宋 for prose, 黑体 and 楷体 for headings, 小标宋 (here 宋体 in bold) for titles. */
#define PROSE    "仿宋"
#define TITLE    "宋体"
#define HEAD     "黑体"
#define LOWER    "楷体"
#define BREAK    "<w:pageBreakBefore/>"
#define KEEP     "<w:keepNext/>"
#define CENTER   "<w:jc w:val=\"center\"/>"
#define RIGHT    "<w:jc w:val=\"right\"/>"
#define SEALED   "<w:ind w:rightChars=\"400\" w:right=\"1200\"/>"
#define INDENT   "<w:ind w:firstLineChars=\"200\" w:firstLine=\"600\"/>"
#define BORDER   "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"3\" w:color=\"C00000\"/></w:pBdr>"
#define TABS     "<w:tabs><w:tab w:val=\"right\" w:pos=\"8844\"/></w:tabs>"
#define LEVEL(n) "<w:outlineLvl w:val=\"" #n "\"/>"

/* Word reads what a paragraph is in one order only: before the spacing, then the spacing, then what comes after. */
static const struct docx_style {
	const char *id, *name, *font, *color;
	int half_points; /* of a letter */
	bool bold, builtin;
	const char *first;
	int before, after, line; /* twentieths of a point; line 0: as high as its letters */
	const char *last;
} styles[] = {
	{ "Title", "Title", TITLE, "", 42, true, true, "", 280, 280, 640, CENTER },
	{ "Heading1", "heading 1", HEAD, "", 30, true, true, KEEP, 200, 0, 560, INDENT LEVEL(0) },
	{ "Heading2", "heading 2", LOWER, "", 30, true, true, KEEP, 0, 0, 560, INDENT LEVEL(1) },
	{ "Mast", "Mast", TITLE, "C00000", 68, true, false, "", 0, 0, 920, CENTER },
	{ "Serial", "Serial", PROSE, "", 30, false, false, "", 0, 0, 560, CENTER },
	{ "Place", "Place", PROSE, "", 28, false, false, BORDER TABS, 0, 0, 0, "" },
	{ "Example", "Example", PROSE, "505050", 22, false, false, "", 0, 0, 0, CENTER },
	{ "Prose", "Prose", PROSE, "", 30, false, false, "", 0, 0, 540, INDENT },
	{ "ProsePlain", "Prose Plain", PROSE, "", 30, false, false, "", 0, 120, 540, "" },
	{ "LetterTitle", "Letter Title", TITLE, "", 42, true, false, BREAK, 0, 280, 0, CENTER },
	{ "Sign", "Sign", PROSE, "", 30, false, false, "", 0, 0, 540, SEALED RIGHT },
	{ "TableTitle", "Table Title", HEAD, "", 24, true, false, KEEP, 120, 40, 0, CENTER },
	{ "AnnexTitle", "Annex Title", HEAD, "", 24, true, false, KEEP BREAK, 0, 40, 0, CENTER },
	{ "Cell", "Cell", TITLE, "", 20, false, false, "", 0, 0, 0, "" },
	{ "CellHead", "Cell Head", HEAD, "", 20, true, false, KEEP, 0, 0, 0, CENTER },
	{ "CellNumber", "Cell Number", TITLE, "", 20, false, false, "", 0, 0, 0, RIGHT },
	{ "CellDay", "Cell Day", TITLE, "", 20, false, false, "", 0, 0, 0, CENTER },
	{ "Note", "Note", TITLE, "404040", 18, false, false, "", 0, 0, 0, "" },
	{ "Picture", "Picture", PROSE, "", 21, false, false, KEEP, 160, 0, 0, CENTER },
	{ "PictureTitle", "Picture Title", HEAD, "", 21, true, false, "", 0, 160, 0, CENTER },
	{ "DefinitionsTitle", "Definitions Title", HEAD, "", 21, true, false, KEEP, 240, 0, 0, "" },
	{ "DefinitionsApart", "Definitions Apart", HEAD, "", 21, true, false, KEEP BREAK, 0, 0, 0, "" },
	{ "Definition", "Definition", TITLE, "", 18, false, false, "", 0, 0, 0, "" },
	{ "Foot", "Foot", TITLE, "505050", 15, false, false, "", 0, 0, 0, "" },
	{ "PageNumber", "Page Number", PROSE, "", 21, false, false, "", 0, 0, 0, CENTER },
};

static void write_font(FILE *out, const char *chinese)
{
	static const char *const uses[] = { "ascii", "hAnsi", "cs" };

	fputs("<w:rFonts", out);
	for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++)
		fprintf(out, " w:%s=\"Times New Roman\"", uses[i]);
	fprintf(out, " w:eastAsia=\"%s\"/>", chinese);
}

static void write_size(FILE *out, int half_points)
{
	fprintf(out, "<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/>", half_points, half_points);
}

static void write_style(FILE *out, const struct docx_style *style)
{
	fprintf(out,
		"<w:style w:type=\"paragraph\"%s w:styleId=\"%s\"><w:name w:val=\"%s\"/><w:basedOn w:val=\"Normal\"/>",
		style->builtin ? "" : " w:customStyle=\"1\"", style->id, style->name);
	fprintf(out, "%s<w:qFormat/><w:pPr>%s", style->builtin ? "<w:next w:val=\"Prose\"/>" : "", style->first);
	fprintf(out, "<w:spacing w:before=\"%d\" w:after=\"%d\"", style->before, style->after);
	if (style->line)
		fprintf(out, " w:line=\"%d\" w:lineRule=\"exact\"", style->line);
	fprintf(out, "/>%s</w:pPr><w:rPr>", style->last);
	write_font(out, style->font);
	fputs(style->bold ? "<w:b/><w:bCs/>" : "", out);
	if (*style->color)
		fprintf(out, "<w:color w:val=\"%s\"/>", style->color);
	write_size(out, style->half_points);
	fputs("</w:rPr></w:style>\n", out);
}

void docx_write_styles(FILE *out)
{
	fputs(XML_DECLARATION "<w:styles " DOCX_NAMESPACES "><w:docDefaults><w:rPrDefault><w:rPr>", out);
	write_font(out, PROSE);
	write_size(out, 30);
	fputs("<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>\n"
	      "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name "
	      "w:val=\"Normal\"/><w:qFormat/>"
	      "</w:style>\n",
	      out);
	for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++)
		write_style(out, &styles[i]);
	fputs("</w:styles>\n", out);
}
