/* The mark of a workbook: words among its properties (docProps/core.xml). */
#include "base/file.h"
#include "sheet/grid.h"
#include "sheet/package.h"
#include "sheet/workbook_internal.h"

#include <string.h>

void book_mark(struct book *book, const char *mark)
{
	lxw_doc_properties properties = { .created = book->created, .comments = (char *)mark };

	book_check(book, workbook_set_properties(book->workbook, &properties));
}

struct reading {
	struct strbuf mark;
	bool within;
};

static void on_start(struct xml *xml, const char *name, const char *const *attributes)
{
	struct reading *reading = xml_context(xml);

	(void)attributes;
	reading->within = strcmp(name, "description") == 0;
}

static void on_end(struct xml *xml, const char *name)
{
	struct reading *reading = xml_context(xml);

	(void)name;
	reading->within = false;
}

static void on_text(struct xml *xml, const char *text, size_t len)
{
	struct reading *reading = xml_context(xml);

	if (reading->within)
		strbuf_add(&reading->mark, text, len);
}

char *book_read_mark(const char *path)
{
	static const struct xml_handlers handlers = { on_start, on_end, on_text };
	static const char part[] = "docProps/core.xml";
	struct reading reading = { .within = false };
	struct strbuf bytes = { 0 };
	struct refusal refusal = { 0 };
	struct package *package = NULL;

	if (file_load(path, GRID_MAX_FILE_BYTES, &bytes) == 0 && bytes.len)
		package = package_open((const uint8_t *)bytes.text, bytes.len, path, &refusal);
	if (package && package_has(package, part) && package_parse(package, part, &handlers, &reading) != 0)
		strbuf_clear(&reading.mark);
	package_close(package);
	strbuf_clear(&bytes);
	return strbuf_take(&reading.mark);
}
