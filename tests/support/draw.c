/* Draws reports up from a database, for tests.   draw_report CONNINFO JURISDICTION QUERY OUT [QUERY OUT …]
 * QUERY is a file with a query as JSON, OUT gets the document. Ends with 1 and a sentence when one is refused. */
#include "report/document.h"
#include "report/report.h"
#include "store/statements.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

static void on_state(struct db *db, const char *trouble, void *arg)
{
	(void)db;
	if (trouble) {
		fprintf(stderr, "%s\n", trouble);
		exit(1);
	}
	event_base_loopbreak(arg);
}

static int write_document(json_t *document, const char *path)
{
	struct report_bytes bytes;
	char error[200];
	FILE *out = fopen(path, "wb");
	int failed = !out || render_json(document, &bytes, error, sizeof error);
	if (!failed) {
		failed = fwrite(bytes.content, 1, bytes.size, out) != bytes.size;
		free(bytes.content);
	}
	if (out)
		failed |= fclose(out) != 0;
	return failed;
}

static int draw(struct report_source *source, const char *from, const char *to)
{
	struct report_query query;
	char error[600] = "the query is damaged";
	json_t *object = json_load_file(from, 0, NULL), *document = NULL;
	if (object && report_query_read(object, &query) == 0)
		document = report_draw_up(source, &query, error, sizeof error);
	json_decref(object);
	if (!document) {
		fprintf(stderr, "%s: %s\n", from, error);
		return 1;
	}
	int failed = write_document(document, to);
	json_decref(document);
	return failed;
}

int main(int argc, char **argv)
{
	if (argc < 5)
		return 2;
	struct event_base *base = event_base_new();
	const struct db_options options = { .conninfo = argv[1],
					    .application_name = "draw_report",
					    .statements = store_statements,
					    .n_statements = STATEMENT_COUNT,
					    .session_sql = store_session_sql,
					    .on_state = on_state,
					    .arg = base };
	const struct registry present = { .place = "" };
	struct report_source source = {
		.db = db_open(base, &options), .base = base, .jurisdiction = atoi(argv[2]), .present = &present
	};
	int failed = 0;
	while (!db_is_up(source.db))
		event_base_loop(base, EVLOOP_ONCE);
	for (int i = 3; i + 1 < argc; i += 2)
		failed |= draw(&source, argv[i], argv[i + 1]);
	db_close(source.db);
	event_base_free(base);
	return failed;
}
