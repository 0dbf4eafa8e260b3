/* Workbooks as cells: every kind of cell, the ways of Excel, WPS and other writers, and what is hostile or broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sheet_made.h"

#define COUNT(table)  (sizeof(table) / sizeof(*(table)))
#define SHEET(data)   XML "<worksheet" NS "><sheetData>" data "</sheetData></worksheet>"
#define STRINGS(list) XML "<sst" NS ">" list "</sst>"
#define STYLES(formats, cells)                                                                                         \
	XML "<styleSheet" NS "><numFmts>" formats "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"       \
	    "<cellXfs>" cells "</cellXfs></styleSheet>"

/* All cells in one line: "A1=x C2=y". */
static char *flatten(const struct grid *grid)
{
	struct strbuf text = { 0 };
	char address[GRID_ADDRESS_SIZE];

	for (size_t row = 0; row < grid->n_rows; row++)
		for (size_t column = 0; column < grid->n_columns; column++)
			if (*grid_cell(grid, row, column))
				strbuf_printf(&text, "%s%s=%s", text.len ? " " : "",
					      grid_address(grid, row, column, address), grid_cell(grid, row, column));
	return strbuf_take(&text);
}

static void assert_reads(const struct sheet_made *made, const char *expected)
{
	struct refusal refusal;
	struct grid *grid;
	char *flat, sentence[1024];

	if (sheet_made_read(made, &grid, &refusal) != 0) {
		refusal_text(&refusal, LANGUAGE_ZH, sentence, sizeof(sentence));
		fail_msg("refused: %s", sentence);
	}
	flat = flatten(grid);
	assert_string_equal(flat, expected);
	free(flat);
	grid_free(grid);
}

/* The sentence must hold a piece, so that the user knows where. */
static void assert_refuses(const struct sheet_made *made, enum reason reason, const char *piece)
{
	struct refusal refusal;
	struct grid *grid = NULL;
	char sentence[2048];

	if (sheet_made_read(made, &grid, &refusal) == 0)
		fail_msg("taken, not refused with %s", piece);
	assert_null(grid);
	refusal_text(&refusal, LANGUAGE_ZH, sentence, sizeof(sentence));
	if (refusal.reason != reason || !strstr(sentence, piece))
		fail_msg("%s instead of %s: %s", reason_name(refusal.reason), reason_name(reason), sentence);
}

static void reads_every_kind_of_cell(void **state)
{
	(void)state;
	assert_reads(
		&(struct sheet_made){
			.strings = STRINGS(
				"<si><t>案号</t></si>"
				"<si><r><t>关于</t></r><r><rPr/><t xml:space=\"preserve\"> 停车</t></r>"
				"<rPh sb=\"0\" eb=\"1\"><t>guanyu</t></rPh></si><si><t>x_x000D_\ny_x0041_</t></si>"),
			.sheet = SHEET(
				"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
				"<row r=\"3\"><c r=\"A3\"><v>20230045</v></c><c r=\"C3\" "
				"t=\"inlineStr\"><is><t>甲</t></is></c>"
				"<c r=\"D3\" t=\"b\"><v>1</v></c><c r=\"E3\" t=\"e\"><v>#REF!</v></c>"
				"<c r=\"F3\" t=\"str\"><f>A1</f><v>算出</v></c><c r=\"G3\" t=\"s\"><v>2</v></c>"
				"<c r=\"H3\" t=\"d\"><v>2023-08-14T00:00:00</v></c><c r=\"I3\" s=\"7\"/></row>"),
		},
		"A1=案号 B1=关于 停车 A3=20230045 C3=甲 D3=TRUE E3=#REF! F3=算出 G3=x\nyA H3=2023-08-14");
}

/* A number format, a value, and what Excel shows of it. */
static const struct {
	const char *code, *value, *shown;
} shown_numbers[] = {
	{ "General", "0.1", "0.1" },
	{ "General", "0.30000000000000004", "0.3" },
	{ "General", "123456789012", "123456789012" },
	{ "General", "1.5E-5", "0.000015" },
	{ "General", "-12.5", "-12.5" },
	{ "General", "0", "0" },
	{ "General", "1e300", "1e+300" },
	{ "0.00%", "0.950261780104712", "95.03%" },
	{ "0%", "1", "100%" },
	{ "0.00", "0.125", "0.13" },
	{ "0.0", "9.96", "10.0" },
	{ "0", "0.4", "0" },
	{ "0", "-0.4", "0" },
	{ "0", "0.5", "1" },
	{ "#,##0.00", "1234.5", "1234.50" },
	{ "00000000", "45", "00000045" },
	{ "&quot;第&quot;0&quot;号&quot;", "45", "第45号" },
	{ "0\\号", "45", "45号" },
	{ "0_);[Red]\\(0\\)", "45", "45" },
	{ "0.00E+00", "12345", "12345" },
	{ "# ?/?", "0.5", "0.5" },
	{ "@", "45", "45" },
	{ "yyyy/m/d", "45152", "2023-08-14" },
	{ "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@", "45152", "2023-08-14" },
	{ "yyyy年m月", "45139", "2023-08-01" },
	{ "[$-804]yyyy/m/d", "45152.999999999", "2023-08-15" },
	{ "yyyy/m/d h:mm", "45152.5", "2023-08-14 12:00" },
	{ "yyyy/m/d h:mm", "45152", "2023-08-14" },
	{ "m", "45152", "2023-08-14" },
	{ "h:mm:ss", "0.5", "12:00" },
	{ "[h]:mm", "1.5", "36:00" },
	{ "[Magenta]0", "3", "3" },
	{ "yyyy/m/d", "1", "1900-01-01" },
	{ "yyyy/m/d", "60", "1900-02-29" },
	{ "yyyy/m/d", "61", "1900-03-01" },
	{ "yyyy/m/d", "2958465", "9999-12-31" },
	{ "yyyy/m/d", "2958466", "2958466" },
	{ "yyyy/m/d", "-3", "-3" },
};

static void shows_numbers_as_excel_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(shown_numbers); i++) {
		char *styles = hy_xasprintf(STYLES("<numFmt numFmtId=\"180\" formatCode=\"%s\"/>",
						   "<xf numFmtId=\"0\"/><xf numFmtId=\"180\"/>"),
					    shown_numbers[i].code);
		char *sheet = hy_xasprintf(SHEET("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>%s</v></c></row>"),
					   shown_numbers[i].value);
		char *expected = hy_xasprintf("A1=%s", shown_numbers[i].shown);

		assert_reads(&(struct sheet_made){ .styles = styles, .sheet = sheet }, expected);
		free(expected);
		free(sheet);
		free(styles);
	}
}

static void knows_the_formats_that_are_built_in(void **state)
{
	(void)state;
	assert_reads(
		&(struct sheet_made){
			.styles = STYLES("", "<xf numFmtId=\"14\"/><xf numFmtId=\"31\"/><xf numFmtId=\"58\"/>"
					     "<xf numFmtId=\"10\"/><xf numFmtId=\"49\"/><xf/>"),
			.sheet = SHEET(
				"<row r=\"1\"><c r=\"A1\" s=\"0\"><v>45152</v></c><c r=\"B1\" s=\"1\"><v>45152</v></c>"
				"<c r=\"C1\" s=\"2\"><v>45152</v></c><c r=\"D1\" s=\"3\"><v>0.5</v></c>"
				"<c r=\"E1\" s=\"4\"><v>5</v></c><c r=\"F1\" s=\"5\"><v>6</v></c></row>") },
		"A1=2023-08-14 B1=2023-08-14 C1=2023-08-14 D1=50.00% E1=5 F1=6");
}

static void counts_days_from_1904_where_the_workbook_does(void **state)
{
	(void)state;
	assert_reads(&(struct sheet_made){ .workbook = XML
					   "<workbook" NS RNS "><workbookPr date1904=\"1\"/><sheets>"
					   "<sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
					   .styles = STYLES("", "<xf numFmtId=\"14\"/>"),
					   .sheet = SHEET("<row r=\"1\"><c r=\"A1\" s=\"0\"><v>43690</v></c><c "
							  "r=\"B1\" s=\"0\"><v>2957004</v></c></row>") },
		     "A1=2023-08-14 B1=2957004");
}

/* Prefixes, absolute targets, cells without addresses, upper case, \ in names: all were seen. */
static void reads_the_ways_of_other_writers(void **state)
{
	struct zip_made zip = { 0 };
	struct refusal refusal = { 0 };
	struct grid *grid;
	size_t len;
	char *bytes, *flat;

	(void)state;
	assert_reads(
		&(struct sheet_made){
			.sheet = SHEET(
				"<row><c><v>1</v></c><c t=\"str\"><v>b</v></c></row><row><c/><c><v>2</v></c></row>") },
		"A1=1 B1=b B2=2");
	assert_reads(&(struct sheet_made){ .sheet = XML
					   "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\">"
					   "<x:sheetData><x:row r=\"2\"><x:c "
					   "r=\"B2\"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>" },
		     "B2=7");
	assert_reads(
		&(struct sheet_made){
			.relations = XML RELATIONSHIPS "<Relationship Id=\"rId1\" " TYPE(
				"worksheet") " Target=\"/xl/./x/../Worksheets/Sheet1.XML\"/></Relationships>",
			.sheet = SHEET("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\" s=\"1\"/></row>") },
		"A1=1");
	sheet_made_part(&zip, "xl\\workbook.xml", NULL, WORKBOOK_XML);
	sheet_made_part(&zip, "xl\\_rels\\workbook.xml.rels", NULL, RELATIONS_XML);
	sheet_made_part(&zip, "xl\\worksheets\\sheet1.xml", SHEET("<row r=\"1\"><c r=\"A1\"><v>9</v></c></row>"), "");
	bytes = zip_made_finish(&zip, &len);
	assert_int_equal(grid_parse((const uint8_t *)bytes, len, "x", "", &grid, &refusal), 0);
	flat = flatten(grid);
	assert_string_equal(flat, "A1=9");
	assert_string_equal(grid->encoding, "xlsx");
	assert_string_equal(grid->sheet, "台账");
	free(flat);
	free(bytes);
	grid_free(grid);
}

static void tells_merged_ranges_by_places_in_the_grid(void **state)
{
	struct refusal refusal;
	struct grid *grid;

	(void)state;
	assert_int_equal(
		sheet_made_read(
			&(struct sheet_made){ .sheet = XML
					      "<worksheet" NS "><sheetData>"
					      "<row r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"C2\"><v>2</v></c></row><row "
					      "r=\"5\"><c r=\"C5\"><v>3</v></c></row>"
					      "<row r=\"6\"><c r=\"C6\"><v>4</v></c></row></sheetData><mergeCells "
					      "count=\"9\"><mergeCell ref=\"B2:B6\"/>"
					      "<mergeCell ref=\"H2:J9\"/><mergeCell ref=\"A1:Z1\"/><mergeCell "
					      "ref=\"C9\"/></mergeCells></worksheet>" },
			&grid, &refusal),
		0);
	assert_int_equal(grid->n_rows, 3);
	assert_int_equal(grid->n_columns, 2);
	assert_int_equal(grid->first_column, 1);
	assert_int_equal(grid->rows[1], 5);
	assert_int_equal(grid->n_merged, 1);
	assert_int_equal(grid->merged[0].top, 0);
	assert_int_equal(grid->merged[0].bottom, 2);
	assert_int_equal(grid->merged[0].left, 0);
	assert_int_equal(grid->merged[0].right, 0);
	grid_free(grid);
}

#define TWO_SHEETS(state)                                                                                              \
	XML "<workbook" NS RNS "><sheets><sheet name=\"藏\" sheetId=\"1\" " state " r:id=\"rId1\"/>"                   \
	    "<sheet name=\"明\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>"
#define TWO_RELATIONS                                                                                                  \
	XML RELATIONSHIPS "<Relationship Id=\"rId1\" " TYPE(                                                           \
		"worksheet") " Target=\"worksheets/sheet1.xml\"/>"                                                     \
			     "<Relationship Id=\"rId2\" " TYPE(                                                        \
				     "worksheet") " Target=\"worksheets/sheet2.xml\"/></Relationships>"

static int read_both(const char *workbook, const char *first, const char *second, const char *wanted,
		     struct grid **ret_grid, struct refusal *refusal)
{
	struct zip_made zip = { 0 };
	size_t len;
	char *bytes;
	int result;

	sheet_made_parts(&(struct sheet_made){ .workbook = workbook, .relations = TWO_RELATIONS, .sheet = first },
			 &zip);
	sheet_made_part(&zip, "xl/worksheets/sheet2.xml", second, "");
	bytes = zip_made_finish(&zip, &len);
	*refusal = (struct refusal){ 0 };
	result = grid_parse((const uint8_t *)bytes, len, "x", wanted, ret_grid, refusal);
	free(bytes);
	return result;
}

static int read_two(const char *workbook, const char *second, const char *wanted, struct grid **ret_grid,
		    struct refusal *refusal)
{
	return read_both(workbook, SHEET("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"), second, wanted, ret_grid,
			 refusal);
}

static void chooses_the_sheet(void **state)
{
	static const char two[] = SHEET("<row r=\"1\"><c r=\"A1\"><v>2</v></c></row>"),
			  none[] = SHEET("<row r=\"1\"><c r=\"A1\" s=\"4\"/></row>");
	const struct {
		const char *workbook, *second, *wanted, *cell;
	} cases[] = {
		{ TWO_SHEETS(""), two, "", "1" },
		{ TWO_SHEETS("state=\"hidden\""), two, "", "2" },
		{ TWO_SHEETS("state=\"veryHidden\""), none, "", "1" },
		{ TWO_SHEETS(""), two, "明", "2" },
		{ TWO_SHEETS("state=\"hidden\""), two, "藏", "1" },
	};
	struct refusal refusal;
	struct grid *grid;
	char sentence[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(read_two(cases[i].workbook, cases[i].second, cases[i].wanted, &grid, &refusal), 0);
		assert_string_equal(grid_cell(grid, 0, 0), cases[i].cell);
		grid_free(grid);
	}
	assert_int_equal(read_two(TWO_SHEETS(""), two, "暗", &grid, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_SHEET_NOT_FOUND);
	refusal_text(&refusal, LANGUAGE_ZH, sentence, sizeof(sentence));
	assert_non_null(strstr(sentence, "藏, 明"));
	assert_int_equal(read_two(TWO_SHEETS(""), none, "明", &grid, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_CSV_EMPTY);
}

/* A cover sheet of blanks and merged cells says nothing of the sheet behind it: neither its rows nor its ranges. */
static void forgets_a_sheet_without_text(void **state)
{
	struct refusal refusal;
	struct grid *grid;

	(void)state;
	assert_int_equal(read_both(TWO_SHEETS(""),
				   XML "<worksheet" NS
				       "><sheetData><row r=\"9\"><c r=\"C9\" t=\"str\"><v> </v></c></row></sheetData>"
				       "<mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>",
				   SHEET("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row>"
					 "<row r=\"2\"><c r=\"A2\"><v>3</v></c><c r=\"B2\"><v>4</v></c></row>"),
				   "", &grid, &refusal),
			 0);
	assert_string_equal(grid_cell(grid, 1, 1), "4");
	assert_int_equal(grid->n_merged, 0);
	grid_free(grid);
}

static void refuses_cells_with_their_address(void **state)
{
	static const struct {
		const char *rows, *piece;
	} cases[] = {
		{ "<row r=\"2\"><c r=\"C2\"><v>x</v></c></row>", "C2 有问题：不是数" },
		{ "<row r=\"2\"><c r=\"C2\"><v>1 2</v></c></row>", "C2 有问题：不是数" },
		{ "<row r=\"2\"><c r=\"C2\"><v>1e999</v></c></row>", "C2 有问题：不是数" },
		{ "<row r=\"2\"><c r=\"C2\"><v>nan</v></c></row>", "C2 有问题：不是数" },
		{ "<row r=\"2\"><c r=\"C2\" t=\"s\"><v>0</v></c></row>", "C2 有问题：所指的共享文字不存在" },
		{ "<row r=\"2\"><c r=\"C2\" t=\"s\"><v>-1</v></c></row>", "C2 有问题：所指的共享文字不存在" },
		{ "<row r=\"2\"><c r=\"C2\"><f>SUM(A1:A2)</f></c></row>", "C2 有问题：公式还没有算出的值" },
		{ "<row r=\"2\"><c r=\"C3\"><v>1</v></c></row>", "A2 有问题：单元格地址不合理" },
		{ "<row r=\"2\"><c r=\"C2\"><v>1</v></c><c r=\"C2\"><v>1</v></c></row>", "C2 有问题：不在应有的次序" },
		{ "<row r=\"2\"><c r=\"C2\"><v>1</v></c><c r=\"A2\"><v>1</v></c></row>", "A2 有问题：不在应有的次序" },
		{ "<row r=\"2\"/><row r=\"2\"/>", "A3 有问题：行号不合理" },
		{ "<row r=\"0\"/>", "A1 有问题：行号不合理" },
		{ "<row r=\"1048577\"/>", "A1 有问题：行号不合理" },
		{ "<row r=\"99999999999999999999\"/>", "A1 有问题：行号不合理" },
		{ "<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>", "A1 有问题：单元格地址不合理" },
		{ "<row r=\"1\"><c r=\"AAAAAAAAAAAAAAAAAAAAAAAA1\"><v>1</v></c></row>", "A1 有问题：单元格地址不合理" },
		{ "<row r=\"1\"><c r=\"1\"><v>1</v></c></row>", "A1 有问题：单元格地址不合理" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *sheet = hy_xasprintf(SHEET("%s"), cases[i].rows);

		assert_refuses(&(struct sheet_made){ .sheet = sheet }, REASON_SHEET_CELL, cases[i].piece);
		free(sheet);
	}
}

static void refuses_parts_by_name(void **state)
{
	static const struct {
		struct sheet_made made;
		const char *piece;
	} cases[] = {
		{ { .sheet = XML "<!DOCTYPE worksheet [<!ENTITY a \"aaaa\">]><worksheet>&a;</worksheet>" },
		  "xl/worksheets/sheet1.xml 有问题：含有 DOCTYPE" },
		{ { .sheet = XML "<worksheet><sheetData>" }, "xl/worksheets/sheet1.xml 有问题：第 2 行不是合规的 XML" },
		{ { .sheet = "" }, "xl/worksheets/sheet1.xml 有问题：不存在" },
		{ { .sheet = SHEET(""), .workbook = "<a/>" }, "xl/workbook.xml 有问题：不是工作簿" },
		{ { .sheet = SHEET(""), .relations = "" }, "台账 有问题：没有指向任何部件" },
		{ { .sheet = SHEET(""), .styles = "<" }, "xl/styles.xml 有问题" },
		{ { .sheet = SHEET(""), .strings = "<sst><si>" }, "xl/sharedStrings.xml 有问题" },
		{ { .sheet = XML "<worksheet><mergeCells><mergeCell ref=\"A1:\"/></mergeCells></worksheet>" },
		  "合并区域写法不对" },
		{ { .sheet = XML "<worksheet><mergeCells><mergeCell/></mergeCells></worksheet>" }, "合并区域写法不对" },
		{ { .sheet = XML "<worksheet><mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells></worksheet>" },
		  "合并区域写法不对" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_refuses(&cases[i].made, REASON_SHEET_PART, cases[i].piece);
	assert_refuses(
		&(struct sheet_made){
			.sheet = XML
			"<worksheet" NS "><sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>"
			"<mergeCells><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>" },
		REASON_SHEET_CELL, "A1 有问题：合并区域互相重叠");
	assert_refuses(&(struct sheet_made){ .sheet = SHEET("<row r=\"1\"><c r=\"A1\"><v></v></c></row>") },
		       REASON_CSV_EMPTY, "没有内容");
}

/* Every limit is held to, and what is just within it is read. */
static void holds_to_its_limits(void **state)
{
	struct strbuf xml = { 0 };
	char *text = hy_xmalloc(GRID_MAX_CELL_BYTES + 2);

	(void)state;
	for (size_t extra = 0; extra < 2; extra++) {
		strbuf_puts(&xml, XML "<worksheet><sheetData>");
		for (size_t i = 0; i < GRID_MAX_ROWS + extra; i++)
			strbuf_puts(&xml, "<row><c><v>1</v></c></row>");
		strbuf_puts(&xml, "</sheetData></worksheet>");
		struct grid *grid = NULL;
		struct refusal refusal;
		int result = sheet_made_read(&(struct sheet_made){ .sheet = xml.text, .sheet_len = xml.len }, &grid,
					     &refusal);
		assert_int_equal(result, extra ? -1 : 0);
		assert_int_equal(refusal.reason, extra ? REASON_SHEET_LIMIT : REASON_NONE);
		grid_free(grid);
		strbuf_clear(&xml);

		memset(text, 'x', GRID_MAX_CELL_BYTES + extra);
		text[GRID_MAX_CELL_BYTES + extra] = '\0';
		strbuf_printf(&xml, SHEET("<row r=\"4\"><c r=\"B4\" t=\"str\"><v>%s</v></c></row>"), text);
		if (extra)
			assert_refuses(&(struct sheet_made){ .sheet = xml.text }, REASON_SHEET_CELL,
				       "B4 有问题：文字过长");
		else
			assert_int_equal(sheet_made_read(&(struct sheet_made){ .sheet = xml.text }, &grid, &refusal),
					 0);
		grid_free(grid);
		strbuf_clear(&xml);
	}
	assert_reads(&(struct sheet_made){ .sheet = SHEET("<row r=\"1048576\"><c r=\"GR1048576\"><v>1</v></c></row>") },
		     "GR1048576=1");
	assert_refuses(&(struct sheet_made){ .sheet = SHEET("<row><c r=\"GS1\"><v>1</v></c></row>") },
		       REASON_SHEET_LIMIT, "列数超过 200");
	free(text);
}

static void refuses_deep_and_endless_xml(void **state)
{
	struct strbuf xml = { 0 };

	(void)state;
	for (int i = 0; i < 70; i++)
		strbuf_puts(&xml, "<a>");
	assert_refuses(&(struct sheet_made){ .sheet = xml.text }, REASON_SHEET_PART, "嵌套过深");
	strbuf_clear(&xml);
	strbuf_puts(&xml, "<a b=\"");
	for (int i = 0; i < 3 << 20; i++)
		strbuf_puts(&xml, "c");
	assert_refuses(&(struct sheet_made){ .sheet = xml.text }, REASON_SHEET_PART, "过大的标记");
	strbuf_clear(&xml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_kind_of_cell),
		cmocka_unit_test(shows_numbers_as_excel_does),
		cmocka_unit_test(knows_the_formats_that_are_built_in),
		cmocka_unit_test(counts_days_from_1904_where_the_workbook_does),
		cmocka_unit_test(reads_the_ways_of_other_writers),
		cmocka_unit_test(tells_merged_ranges_by_places_in_the_grid),
		cmocka_unit_test(chooses_the_sheet),
		cmocka_unit_test(forgets_a_sheet_without_text),
		cmocka_unit_test(refuses_cells_with_their_address),
		cmocka_unit_test(refuses_parts_by_name),
		cmocka_unit_test(holds_to_its_limits),
		cmocka_unit_test(refuses_deep_and_endless_xml),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
