/* A report as a workbook: its tables first, so that the first sheet is the list, then sentences and facts. */
#include "base/memory.h"
#include "output.h"
#include "report_internal.h"
#include "say.h"
#include "sheet/workbook.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static void write_sheets(const struct report *report, struct book *book)
{
	for (size_t i = 0; i < report->n; i++)
		if (report->items[i].kind == ITEM_SHEET)
			report->items[i].write(report->items[i].arg, book);
}

static void write_tables(const struct report *report, struct book *book)
{
	for (size_t i = 0; i < report->n; i++) {
		const struct item *item = &report->items[i];
		if (item->kind != ITEM_TABLE || (item->quiet_empty && table_rows(item->table) == 0))
			continue;
		table_write_sheet(item->table, book, txt(item->heading ? item->title : TXT_OUT_SHEET));
	}
}

static void write_facts(const struct report *report, struct book *book)
{
	const struct book_column columns[] = { { txt(TXT_OUT_FACT), CELL_TEXT, 0 },
					       { txt(TXT_OUT_VALUE), CELL_TEXT, 0 } };
	bool begun = false;
	for (size_t i = 0; i < report->n; i++) {
		const struct item *item = &report->items[i];
		if (item->kind == ITEM_TABLE || !*item->text)
			continue;
		if (!begun)
			book_sheet(book, txt(TXT_OUT_SHEET_FACTS), NULL, 0, columns, 2);
		begun = true;
		book_text(book, item->kind == ITEM_LINE ? "" : txt(item->title));
		if (item->kind == ITEM_NUMBER)
			book_integer(book, item->number);
		else
			book_text(book, item->text);
		book_row(book, false);
	}
}

static int write_book(const struct report *report, const char *path)
{
	char error[600];
	struct book *book = book_new(path, day_today());
	write_sheets(report, book);
	write_tables(report, book);
	write_facts(report, book);
	if (book_close(book, error, sizeof error) == 0)
		return 0;
	fprintf(stderr, "huiyin: %s\n", error);
	return -1;
}

static int copy_to_stdout(const char *path)
{
	char piece[65536];
	FILE *in = fopen(path, "rb");
	if (!in) {
		say_error(TXT_EXPORT_UNWRITABLE, "path", path, "why", say_system_error(errno), NULL);
		return -1;
	}
	for (size_t n; (n = fread(piece, 1, sizeof piece, in)) > 0;)
		if (fwrite(piece, 1, n, stdout) != n)
			break; /* output_finish says why */
	fclose(in);
	return 0;
}

/* libxlsxwriter writes files only. */
static int write_stdout(const struct report *report)
{
	const char *folder = getenv("TMPDIR");
	if (isatty(STDOUT_FILENO)) {
		say_error(TXT_BINARY_TO_TERMINAL, "format", "xlsx", NULL);
		return -1;
	}
	char *path = hy_xasprintf("%s/huiyin-XXXXXX", folder && *folder ? folder : "/tmp");
	int fd = mkstemp(path), result = -1;
	if (fd < 0)
		say_error(TXT_EXPORT_UNWRITABLE, "path", path, "why", say_system_error(errno), NULL);
	else {
		close(fd);
		result = write_book(report, path);
		if (result == 0)
			result = copy_to_stdout(path);
		unlink(path);
	}
	free(path);
	return result;
}

int report_write_xlsx(const struct report *report, const struct client *client)
{
	if (!client->out)
		return write_stdout(report);
	char *part = output_part(client->out);
	return part ? output_keep(part, client->out, write_book(report, part) == 0) : -1;
}
