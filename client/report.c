#include "report_internal.h"

#include "base/csv.h"
#include "base/memory.h"
#include "base/text.h"
#include "output.h"
#include <stdlib.h>
#include <string.h>

struct report *report_new(void)
{
	return hy_xcalloc(1, sizeof(struct report));
}

static struct item *add_item(struct report *report, enum item_kind kind, const char *key)
{
	if (report->n == MAX_ITEMS)
		abort();
	struct item *item = &report->items[report->n++];
	item->kind = kind;
	item->key = key;
	return item;
}

void report_line(struct report *report, const char *key, const char *sentence)
{
	add_item(report, ITEM_LINE, key)->text = hy_xstrdup(sentence ? sentence : "");
}

void report_fact(struct report *report, const char *key, enum text_id title, const char *value)
{
	struct item *item = add_item(report, ITEM_FACT, key);
	item->title = title;
	item->text = hy_xstrdup(value ? value : "");
}

void report_number(struct report *report, const char *key, enum text_id title, long long value)
{
	struct item *item = add_item(report, ITEM_NUMBER, key);
	item->title = title;
	item->number = value;
	item->text = hy_xasprintf("%lld", value);
}

void report_truth(struct report *report, const char *key, enum text_id title, bool value)
{
	struct item *item = add_item(report, ITEM_TRUTH, key);
	item->title = title;
	item->number = value;
	item->text = hy_xstrdup(txt(value ? TXT_YES : TXT_NO));
}

struct table *report_table(struct report *report, const char *key, const struct column *columns, size_t n_columns,
			   bool quiet_empty)
{
	struct item *item = add_item(report, ITEM_TABLE, key);
	item->table = table_new(columns, n_columns);
	item->quiet_empty = quiet_empty;
	return item->table;
}

void report_take_table(struct report *report, const char *key, struct table *table)
{
	add_item(report, ITEM_TABLE, key)->table = table;
}

struct table *report_section(struct report *report, const char *key, enum text_id heading, const struct column *columns,
			     size_t n_columns)
{
	struct table *table = report_table(report, key, columns, n_columns, true);
	struct item *item = &report->items[report->n - 1];
	item->heading = true;
	item->title = heading;
	return table;
}

void report_sheet(struct report *report, void (*write)(const void *arg, struct book *book), const void *arg)
{
	struct item *item = add_item(report, ITEM_SHEET, "");
	item->write = write;
	item->arg = arg;
	item->text = hy_xstrdup("");
}

static int widest_title(const struct report *report)
{
	int widest = 0;
	for (size_t i = 0; i < report->n; i++) {
		const struct item *item = &report->items[i];
		if (item->kind == ITEM_LINE || item->kind == ITEM_TABLE || !*item->text)
			continue;
		int width = text_width(txt(item->title));
		widest = width > widest ? width : widest;
	}
	return widest;
}

static void write_text(const struct report *report, const struct client *client, FILE *out)
{
	int widest = widest_title(report);
	for (size_t i = 0; i < report->n; i++) {
		const struct item *item = &report->items[i];
		if (item->kind == ITEM_TABLE) {
			if (table_rows(item->table) == 0 && item->quiet_empty)
				continue;
			if (item->heading)
				fprintf(out, "\n%s\n", txt(item->title));
			if (table_rows(item->table) == 0)
				fprintf(out, "%s\n", txt(TXT_NOTHING_FOUND));
			else
				table_write_text(item->table, out, client->out ? 0 : output_columns(),
						 client->color && !client->out);
		} else if (item->kind == ITEM_LINE) {
			size_t len = strlen(item->text);
			while (len && item->text[len - 1] == '\n') /* a text's own last line feeds */
				len--;
			if (len)
				fprintf(out, "%.*s\n", (int)len, item->text);
		} else if (*item->text) {
			const char *title = txt(item->title);
			fprintf(out, "%s%*s  %s\n", title, widest - text_width(title), "", item->text);
		}
	}
}

static void write_json(const struct report *report, FILE *out)
{
	json_t *object = json_object();
	for (size_t i = 0; i < report->n; i++) {
		const struct item *item = &report->items[i];
		if (item->kind == ITEM_SHEET)
			continue;
		json_t *value = item->kind == ITEM_TABLE    ? table_json(item->table)
				: item->kind == ITEM_NUMBER ? json_integer(item->number)
				: item->kind == ITEM_TRUTH  ? json_boolean(item->number)
							    : json_string(item->text);
		json_object_set_new(object, item->key, value);
	}
	json_dumpf(object, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(object);
}

static void write_csv(const struct report *report, FILE *out)
{
	for (size_t i = 0; i < report->n; i++)
		if (report->items[i].kind == ITEM_TABLE) {
			table_write_csv(report->items[i].table, out);
			return;
		}
	csv_write_row(out, (const char *const[]){ "key", "value" }, 2, true);
	for (size_t i = 0; i < report->n; i++)
		if (report->items[i].kind != ITEM_SHEET)
			csv_write_row(out, (const char *const[]){ report->items[i].key, report->items[i].text }, 2,
				      false);
}

void report_free(struct report *report)
{
	for (size_t i = 0; report && i < report->n; i++) {
		free(report->items[i].text);
		table_free(report->items[i].table);
	}
	free(report);
}

static bool printed;

bool report_was_printed(void)
{
	return printed;
}

static void print_text(const struct report *report, const struct client *client)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	if (!out)
		abort();
	if (client->output == OUTPUT_JSON)
		write_json(report, out);
	else if (client->output == OUTPUT_CSV)
		write_csv(report, out);
	else
		write_text(report, client, out);
	if (fclose(out) != 0)
		abort();
	if (client->out)
		output_file(client->out, text, len);
	else
		output_text(client, text, len);
	free(text);
}

void report_print(struct report *report, const struct client *client)
{
	printed = true;
	if (client->output == OUTPUT_XLSX) {
		if (report_write_xlsx(report, client) != 0)
			output_fail();
	} else
		print_text(report, client);
	report_free(report);
}
