#include "rules_file.h"

#include "base/memory.h"
#include "say.h"
#include "textfile.h"

#include <stdlib.h>

static const struct column error_columns[] = {
	{ "line", TXT_COL_LINE, COLUMN_NUMBER },
	{ "column", TXT_COL_COLUMN, COLUMN_NUMBER },
	{ "message", TXT_COL_MESSAGE, COLUMN_FIXED },
};

/* Errors as compilers print them, so that editors jump to them; json and csv as tables. */
static void print_errors(const struct client *client, const char *path, const struct rule_errors *errors)
{
	struct report *report = report_new();
	struct table *table = report_table(report, "errors", error_columns, 3, true);
	for (size_t i = 0; i < errors->n; i++) {
		const char *message = client->language == LANGUAGE_EN ? errors->list[i].en : errors->list[i].zh;
		if (client->output == OUTPUT_TABLE)
			printf("%s:%d:%d: %s\n", path, errors->list[i].line, errors->list[i].column, message);
		table_row(table, ROW_BAD);
		table_cell_number(table, errors->list[i].line);
		table_cell_number(table, errors->list[i].column);
		table_cell(table, message);
	}
	if (client->output == OUTPUT_TABLE) {
		char *count = hy_xasprintf("%zu%s", errors->n, errors->n == RULES_MAX_ERRORS ? "+" : "");
		say_note(TXT_RULES_BAD, "file", path, "n", count, NULL);
		free(count);
		report_free(report);
	} else {
		report_print(report, client);
	}
}

struct rules *rules_file_check(const struct client *client, const char *path, char **ret_text)
{
	size_t len;
	char *text = textfile_read(path, RULES_MAX_BYTES, &len);
	if (!text)
		return NULL;
	struct rule_errors *errors = calloc(1, sizeof *errors);
	if (!errors)
		abort();
	struct rules *rules = rules_parse(text, len, errors);
	if (!rules)
		print_errors(client, path, errors);
	free(errors);
	if (rules)
		*ret_text = text;
	else
		free(text);
	return rules;
}

void rules_file_no_errors(struct report *report)
{
	report_table(report, "errors", error_columns, 3, true);
}
