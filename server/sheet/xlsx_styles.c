/* styles.xml: only how numbers are shown. */
#include <stdlib.h>
#include <string.h>

#include "sheet/xlsx.h"

#define MAX_FORMATS 65536 /* Excel takes 65,490 */
#define MAX_OWN     5000  /* of the workbook's own; each cell format looks through them */
#define FIRST_OWN   164   /* numbers of a workbook's own formats begin here, mostly */

struct own_format {
	size_t id;
	struct number_format format;
};
struct reading {
	struct xlsx_styles *styles;
	struct own_format *own;
	size_t n_own, own_room, room;
	bool cells; /* within cellXfs */
};

static void add_own(struct xml *xml, struct reading *reading, const char *id, const char *code)
{
	if (reading->n_own == MAX_OWN) {
		xml_fail(xml, "格式过多", "it has too many formats");
		return;
	}
	if (reading->n_own == reading->own_room) {
		reading->own_room = reading->own_room ? reading->own_room * 2 : 16;
		reading->own = hy_xrealloc(reading->own, reading->own_room * sizeof(*reading->own));
	}
	reading->own[reading->n_own].id = xml_number(id);
	number_format_read(&reading->own[reading->n_own++].format, code);
}

static void find_format(const struct reading *reading, size_t id, struct number_format *format)
{
	for (size_t i = 0; i < reading->n_own; i++)
		if (reading->own[i].id == id) {
			*format = reading->own[i].format;
			return;
		}
	number_format_builtin(format, id < FIRST_OWN ? (unsigned)id : 0);
}

static void add_cell_format(struct xml *xml, struct reading *reading, const char *id)
{
	struct xlsx_styles *styles = reading->styles;

	if (styles->n == MAX_FORMATS) {
		xml_fail(xml, "格式过多", "it has too many formats");
		return;
	}
	if (styles->n == reading->room) {
		reading->room = reading->room ? reading->room * 2 : 64;
		styles->formats = hy_xrealloc(styles->formats, reading->room * sizeof(*styles->formats));
	}
	find_format(reading, id ? xml_number(id) : 0, &styles->formats[styles->n++]);
}

static void on_start(struct xml *xml, const char *name, const char *const *attributes)
{
	struct reading *reading = xml_context(xml);
	const char *id = xml_attribute(attributes, "numFmtId"), *code = xml_attribute(attributes, "formatCode");

	if (strcmp(name, "numFmt") == 0 && id && code)
		add_own(xml, reading, id, code);
	else if (strcmp(name, "cellXfs") == 0)
		reading->cells = true;
	else if (strcmp(name, "xf") == 0 && reading->cells)
		add_cell_format(xml, reading, id);
}

static void on_end(struct xml *xml, const char *name)
{
	struct reading *reading = xml_context(xml);

	if (strcmp(name, "cellXfs") == 0)
		reading->cells = false;
}

int xlsx_read_styles(struct package *package, const char *part, struct xlsx_styles *styles)
{
	static const struct xml_handlers handlers = { .start = on_start, .end = on_end };
	struct reading reading = { .styles = styles };
	int result = package_parse(package, part, &handlers, &reading);

	free(reading.own);
	return result;
}

void xlsx_styles_clear(struct xlsx_styles *styles)
{
	free(styles->formats);
	*styles = (struct xlsx_styles){ 0 };
}
