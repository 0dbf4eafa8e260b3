/* Making a report over a database of its own, with documents of the test: what is too large is told, in time and with
 * what to do, and what is not stored uses no serial number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "db/cluster.h"
#include "db/migrate.h"
#include "report/make.h"

#include <event2/event.h>

#define PLACE 150200

struct place {
	struct cluster cluster;
	struct report_desk desk;
};

/* What the next document says, and how often it was drawn up. */
static char letter;
static size_t letters;
static int n_drawn;
/* How far the last one came. */
static enum report_step last_step;

static void on_step(void *arg, enum report_step step, int percent)
{
	(void)arg, (void)percent;
	last_step = step;
}

static json_t *draw_letters(struct report_source *source, const struct report_query *query, char *ret_error,
			    size_t error_size)
{
	struct strbuf text = { 0 };
	json_t *document;

	(void)source, (void)query, (void)ret_error, (void)error_size;
	n_drawn++;
	for (size_t i = 0; i < letters; i++)
		strbuf_add(&text, &letter, 1);
	document = json_pack("{s:s,s:s,s:s,s:[{s:s,s:s}]}", "kind", "supervision", "language", "zh", "title",
			     "通报（示例）", "blocks", "type", "paragraph", "text", text.text ? text.text : "");
	strbuf_clear(&text);
	return document;
}

static int start_place(void **state)
{
	struct place *place = hy_xcalloc(1, sizeof *place);
	struct db_options options = { .application_name = "test_make" };
	char error[500];
	int applied;

	if (cluster_make_folder(&place->cluster) || cluster_start(&place->cluster) ||
	    migrate_up(embedded_owner_conninfo(place->cluster.embedded), &applied, error, sizeof error))
		return -1;
	report_store_session(&options);
	options.conninfo = embedded_app_conninfo(place->cluster.embedded);
	place->desk = (struct report_desk){ .source = { .base = event_base_new(), .jurisdiction = PLACE },
					    .draw = draw_letters };
	place->desk.source.db = db_open(place->desk.source.base, &options);
	while (!db_is_up(place->desk.source.db))
		event_base_loop(place->desk.source.base, EVLOOP_ONCE);
	*state = place;
	return 0;
}

static int stop_place(void **state)
{
	struct place *place = *state;

	db_close(place->desk.source.db);
	event_base_free(place->desk.source.base);
	cluster_remove(&place->cluster);
	free(place);
	return 0;
}

/* The reports kept, and the last serial number. */
static const char *kept(const struct place *place)
{
	return cluster_ask(cluster_superuser(&place->cluster, "huiyin"),
			   "SELECT count(*) || ' ' || coalesce(max(serial), 0) FROM report");
}

/* Makes a report of so many letters; the refusal's reason, REASON_NONE when it was made. */
static enum reason make_letters(struct place *place, size_t n, char of, const char *format, bool (*is_gone)(void *arg),
				struct refusal *ret_refusal)
{
	uint8_t request_id[UUID_BYTES], digest[SHA256_BYTES] = { 1 };
	json_t *formats = format ? json_pack("[s]", format) : json_array();
	struct report_order order = { .query = { .kind = REPORT_SUPERVISION, .page = 1, .as_of = 19000, .date = 19000 },
				      .formats = formats,
				      .made_by = 1,
				      .request_id = request_id,
				      .request_digest = digest,
				      .step = on_step,
				      .is_gone = is_gone };
	struct arena *arena = arena_new();
	struct report_row *row;
	int bad;

	uuid_random(request_id);
	letters = n;
	letter = of;
	n_drawn = 0;
	*ret_refusal = (struct refusal){ 0 };
	bad = report_make(&place->desk, &order, arena, &row, ret_refusal);
	arena_free(arena);
	json_decref(formats);
	return bad < 0 ? ret_refusal->reason : REASON_NONE;
}

static void a_document_that_is_too_large_is_told_before_any_file_is_made(void **state)
{
	struct refusal refusal;
	char text[500];

	assert_int_equal(make_letters(*state, REPORT_MAX_FILE_BYTES, 'x', "pdf", NULL, &refusal),
			 REASON_REPORT_TOO_LARGE);
	assert_int_equal(last_step, REPORT_STEP_DRAW);
	refusal_text(&refusal, LANGUAGE_EN, text, sizeof text);
	assert_non_null(strstr(text, "json file has about 65 MiB, at most 64 MiB"));
	assert_non_null(strstr(text, "--session"));
	assert_string_equal(kept(*state), "0 0");
}

static void so_is_a_file_that_grows_beyond_its_document(void **state)
{
	struct refusal refusal;
	char text[500];

	/* "&" is five bytes of HTML */
	assert_int_equal(make_letters(*state, REPORT_MAX_FILE_BYTES / 5 + 1, '&', "html", NULL, &refusal),
			 REASON_REPORT_TOO_LARGE);
	refusal_text(&refusal, LANGUAGE_EN, text, sizeof text);
	assert_non_null(strstr(text, "html file"));
	assert_string_equal(kept(*state), "0 0");
}

static bool has_gone(void *arg)
{
	(void)arg;
	return true;
}

static void who_has_left_gets_no_report_and_no_number(void **state)
{
	struct refusal refusal;
	struct place *place = *state;

	(void)make_letters(place, 1, 'x', "text", has_gone, &refusal);
	assert_int_equal(n_drawn, 1);
	assert_string_equal(kept(place), "0 0");
	assert_int_equal(make_letters(place, 1, 'x', "text", NULL, &refusal), REASON_NONE);
	assert_string_equal(kept(place), "1 1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_that_is_too_large_is_told_before_any_file_is_made),
		cmocka_unit_test(so_is_a_file_that_grows_beyond_its_document),
		cmocka_unit_test(who_has_left_gets_no_report_and_no_number),
	};

	return cmocka_run_group_tests(tests, start_place, stop_place);
}
