/* A workbook: which sheets it has, and the one that is wanted as a grid. */
#include "sheet/xlsx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct listed_sheet {
	char name[128], id[64];
	bool hidden;
};
struct workbook_part {
	bool is_workbook, from_1904;
	struct listed_sheet sheets[GRID_MAX_SHEETS];
	size_t n_sheets;
};

static bool is_true(const char *text)
{
	return text && (strcmp(text, "1") == 0 || strcasecmp(text, "true") == 0);
}

static void add_sheet(struct xml *xml, struct workbook_part *workbook, const char *const *attributes)
{
	const char *name = xml_attribute(attributes, "name"), *id = xml_attribute(attributes, "id");
	const char *state = xml_attribute(attributes, "state");
	struct listed_sheet *sheet;

	if (!name || !id)
		return;
	if (workbook->n_sheets == GRID_MAX_SHEETS) {
		xml_fail(xml, "工作表过多", "it has too many sheets");
		return;
	}
	sheet = &workbook->sheets[workbook->n_sheets++];
	snprintf(sheet->name, sizeof(sheet->name), "%s", name);
	snprintf(sheet->id, sizeof(sheet->id), "%s", id);
	sheet->hidden = state && strcmp(state, "visible") != 0;
}

static void on_start(struct xml *xml, const char *name, const char *const *attributes)
{
	struct workbook_part *workbook = xml_context(xml);

	if (xml_depth(xml) == 0)
		workbook->is_workbook = strcmp(name, "workbook") == 0;
	else if (strcmp(name, "workbookPr") == 0)
		workbook->from_1904 = is_true(xml_attribute(attributes, "date1904"));
	else if (strcmp(name, "sheet") == 0 && xml_depth(xml) == 2)
		add_sheet(xml, workbook, attributes);
}

/* A run over a workbook. */
struct run {
	struct xlsx_book book;
	struct refusal *refusal;
	const char *name;
	struct workbook_part *workbook;
	struct relationships relationships;
};

/* Finds the main part; refuses packages of other programs. */
static int find_workbook(struct run *run, char *part, size_t size)
{
	struct package *package = run->book.package;
	struct relationships relationships;
	const struct relationship *main;

	if (package_relationships(package, "", &relationships) != 0)
		return -1;
	main = relationship_find(&relationships, "officeDocument", NULL);
	snprintf(part, size, "%s", main ? main->part : "xl/workbook.xml");
	free(relationships.list);
	if (strncasecmp(part, "word/", 5) == 0 || strncasecmp(part, "ppt/", 4) == 0)
		return grid_refuse_format(run->refusal, run->name, "Word 或演示文档", "a document or presentation");
	if (package_has(package, "content.xml"))
		return grid_refuse_format(run->refusal, run->name, "OpenDocument 文件", "an OpenDocument file");
	if (strlen(part) > 4 && strcasecmp(part + strlen(part) - 4, ".bin") == 0)
		return grid_refuse_format(run->refusal, run->name, "二进制工作簿（.xlsb）",
					  "a binary workbook (.xlsb)");
	if (!package_has(package, part))
		return grid_refuse_format(run->refusal, run->name, "不含工作簿的压缩包",
					  "an archive without a workbook");
	return 0;
}

static int read_workbook(struct run *run)
{
	static const struct xml_handlers handlers = { .start = on_start };
	struct package *package = run->book.package;
	const struct relationship *part;
	char name[256];

	if (find_workbook(run, name, sizeof(name)) != 0 || package_parse(package, name, &handlers, run->workbook) != 0)
		return -1;
	if (!run->workbook->is_workbook)
		return grid_refuse_part(run->refusal, run->name, name, "不是工作簿", "it is no workbook");
	run->book.from_1904 = run->workbook->from_1904;
	if (package_relationships(package, name, &run->relationships) != 0)
		return -1;
	part = relationship_find(&run->relationships, "sharedStrings", NULL);
	if (part && package_has(package, part->part) && xlsx_read_strings(package, part->part, &run->book.strings) != 0)
		return -1;
	part = relationship_find(&run->relationships, "styles", NULL);
	return part && package_has(package, part->part) ? xlsx_read_styles(package, part->part, &run->book.styles) : 0;
}

static int refuse_missing_sheet(const struct run *run, const char *wanted)
{
	struct strbuf names = { 0 };

	for (size_t i = 0; i < run->workbook->n_sheets; i++)
		strbuf_printf(&names, "%s%s", i ? ", " : "", run->workbook->sheets[i].name);
	refuse_with(refuse(run->refusal, REASON_SHEET_NOT_FOUND), "path", "%s", run->name);
	refuse_with(run->refusal, "value", "%s", wanted);
	refuse_with(run->refusal, "allowed", "%s", names.text ? names.text : "");
	strbuf_clear(&names);
	return -1;
}

/* Reads a sheet; 1 when it is a sheet without cells, or no worksheet (a chart). */
static int read_listed(struct run *run, const struct listed_sheet *sheet, struct grid_builder *builder)
{
	const struct relationship *part = relationship_find(&run->relationships, NULL, sheet->id);

	if (!part)
		return grid_refuse_part(run->refusal, run->name, sheet->name, "没有指向任何部件",
					"it leads to no part");
	if (strcmp(part->type, "worksheet") != 0)
		return 1;
	grid_builder_restart(builder);
	if (xlsx_read_sheet(&run->book, part->part, builder) != 0)
		return -1;
	return grid_builder_is_empty(builder);
}

/* The first sheet of a kind that has cells. *ret_sheet is NULL when none has. */
static int read_first(struct run *run, bool hidden, struct grid_builder *builder, const struct listed_sheet **ret_sheet)
{
	for (size_t i = 0; i < run->workbook->n_sheets; i++) {
		const struct listed_sheet *sheet = &run->workbook->sheets[i];
		int result = sheet->hidden == hidden ? read_listed(run, sheet, builder) : 1;

		if (result == 0)
			*ret_sheet = sheet;
		if (result != 1)
			return result;
	}
	return 0;
}

static int read_named(struct run *run, const char *name, struct grid_builder *builder,
		      const struct listed_sheet **ret_sheet)
{
	for (size_t i = 0; i < run->workbook->n_sheets; i++) {
		int result;

		if (strcasecmp(run->workbook->sheets[i].name, name) != 0)
			continue;
		result = read_listed(run, &run->workbook->sheets[i], builder);
		if (result == 0)
			*ret_sheet = &run->workbook->sheets[i];
		return result < 0 ? -1 : 0;
	}
	return refuse_missing_sheet(run, name);
}

static int read_sheets(struct run *run, const char *wanted, struct grid_builder *builder,
		       const struct listed_sheet **ret_sheet)
{
	int result;

	*ret_sheet = NULL;
	if (wanted && *wanted)
		result = read_named(run, wanted, builder, ret_sheet);
	else
		result = read_first(run, false, builder, ret_sheet);
	if (result == 0 && !*ret_sheet && !(wanted && *wanted))
		result = read_first(run, true, builder, ret_sheet); /* better a hidden one than none */
	if (result != 0 || *ret_sheet)
		return result;
	refuse_with(refuse(run->refusal, REASON_CSV_EMPTY), "path", "%s", run->name);
	return -1;
}

static struct grid *read_grid(struct run *run, const char *wanted)
{
	struct grid_builder *builder = grid_builder_new(run->name, run->refusal);
	const struct listed_sheet *sheet;
	struct grid *grid = NULL;

	run->book.strings.arena = grid_builder_arena(builder);
	if (read_workbook(run) == 0 && read_sheets(run, wanted, builder, &sheet) == 0)
		grid = grid_builder_finish(builder);
	else
		grid_builder_free(builder);
	if (grid) {
		snprintf(grid->encoding, sizeof(grid->encoding), "xlsx");
		snprintf(grid->sheet, sizeof(grid->sheet), "%s", sheet->name);
	}
	return grid;
}

int grid_parse_xlsx(const uint8_t *bytes, size_t size, const char *name, const char *sheet, struct grid **ret_grid,
		    struct refusal *ret_refusal)
{
	struct run run = { .name = name, .refusal = ret_refusal };

	*ret_grid = NULL;
	run.book.package = package_open(bytes, size, name, ret_refusal);
	if (!run.book.package)
		return -1;
	run.workbook = hy_xcalloc(1, sizeof(*run.workbook));
	*ret_grid = read_grid(&run, sheet);
	free(run.workbook);
	free(run.relationships.list);
	xlsx_strings_clear(&run.book.strings);
	xlsx_styles_clear(&run.book.styles);
	package_close(run.book.package);
	return *ret_grid ? 0 : -1;
}
