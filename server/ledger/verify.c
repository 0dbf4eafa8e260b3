/* Verification: every leaf, root, page hash and link, read in chunks of pages so that memory stays bounded. */
#include "ledger/verify.h"
#include "base/text.h"
#include "ledger/line.h"
#include "ledger/merkle.h"
#include "ledger/snapshot.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Pages read at once: at most 64 * 256 lines. */
#define CHUNK_PAGES 64

/* The casts give $2 and $3 their types in every query. */
static const char pages_sql[] = "SELECT page, prev_hash, hash, lines FROM page WHERE jurisdiction = $1::int AND "
				"page >= $2::bigint AND page <= $3::bigint ORDER BY page";
static const char lines_sql[] = "SELECT page, line_no, case_id, version, salt, leaf, body FROM line "
				"WHERE jurisdiction = $1::int AND page >= $2::bigint AND page <= $3::bigint "
				"ORDER BY page, line_no";
static const char ends_sql[] =
	"SELECT coalesce((SELECT max(page) FROM page WHERE jurisdiction = $1::int), 0), "
	"coalesce((SELECT max(page) FROM line WHERE jurisdiction = $1::int), 0), "
	"coalesce((SELECT min(page) FROM line WHERE jurisdiction = $1::int), 1), $2::bigint, $3::bigint";

struct verifier {
	struct snapshot snapshot;
	struct verify_report *report;
	int jurisdiction;
	int64_t last_page, last_line_page;
	bool have_prev;
	uint8_t prev[SHA256_BYTES]; /* hash of the page before */
};

/* The first fault found; later ones are not looked for. */
static void fault(struct verifier *v, int64_t page, int line, const char *zh, const char *en)
{
	struct verify_report *report = v->report;

	report->intact = false;
	report->bad_page = page;
	report->bad_line = line;
	if (line) {
		snprintf(report->zh, sizeof report->zh, "账页 %" PRId64 " 第 %d 行：%s", page, line, zh);
		snprintf(report->en, sizeof report->en, "page %" PRId64 ", line %d: %s", page, line, en);
	} else {
		snprintf(report->zh, sizeof report->zh, "账页 %" PRId64 "：%s", page, zh);
		snprintf(report->en, sizeof report->en, "page %" PRId64 ": %s", page, en);
	}
}

/* A bytea as text, "\x…", of exactly len bytes. */
static int read_bytes(const PGresult *result, int row, int column, uint8_t *ret_bytes, size_t len)
{
	const char *text = PQgetvalue(result, row, column);

	return strncmp(text, "\\x", 2) != 0 ? -1 : hex_decode(text + 2, ret_bytes, len);
}

static bool columns_repeat_body(const PGresult *lines, int row)
{
	json_t *line = line_parse(PQgetvalue(lines, row, 6));
	bool has_case = json_object_get(line, "case") != NULL;
	int64_t version = has_case ? member_int(line, "version") : 0;
	bool same = line && member_int(line, "case") == snapshot_number(lines, row, 2) &&
		    version == snapshot_number(lines, row, 3);

	json_decref(line);
	return same;
}

/* One line: its number, its leaf, the columns beside it. */
static bool check_line(struct verifier *v, const PGresult *lines, int row, int64_t page, int expected_no,
		       uint8_t ret_leaf[SHA256_BYTES])
{
	const char *body = PQgetvalue(lines, row, 6);
	uint8_t salt[SALT_BYTES], leaf[SHA256_BYTES];
	int64_t no = snapshot_number(lines, row, 1);

	if (no != expected_no) {
		fault(v, page, expected_no, "缺少这一行", "this line is missing");
	} else if (read_bytes(lines, row, 4, salt, sizeof salt) || read_bytes(lines, row, 5, leaf, sizeof leaf)) {
		fault(v, page, expected_no, "盐值或叶哈希长度不对", "its salt or leaf has a wrong length");
	} else {
		merkle_leaf(body, strlen(body), salt, ret_leaf);
		if (memcmp(leaf, ret_leaf, SHA256_BYTES) != 0)
			fault(v, page, expected_no, "内容、盐值或叶哈希被改动", "its body, salt or leaf was changed");
		else if (!columns_repeat_body(lines, row))
			fault(v, page, expected_no, "旁列与内容不符", "the columns beside its body differ from it");
	}
	v->report->lines++;
	return v->report->intact;
}

static bool check_hashes(struct verifier *v, const PGresult *pages, int row, int64_t page,
			 const uint8_t (*leaves)[SHA256_BYTES], int n)
{
	uint8_t root[SHA256_BYTES], prev[SHA256_BYTES], stored[SHA256_BYTES], hash[SHA256_BYTES];

	if (read_bytes(pages, row, 1, prev, sizeof prev) || read_bytes(pages, row, 2, stored, sizeof stored)) {
		fault(v, page, 0, "哈希长度不对", "a hash has a wrong length");
		return false;
	}
	if (v->have_prev && memcmp(prev, v->prev, SHA256_BYTES) != 0) {
		fault(v, page, 0, "与前一页的哈希不衔接", "it does not follow the hash of the page before");
		return false;
	}
	merkle_root(leaves, (size_t)n, root);
	merkle_page(v->jurisdiction, page, (uint32_t)n, root, prev, hash);
	if (memcmp(hash, stored, SHA256_BYTES) != 0) {
		fault(v, page, 0, "页哈希不符（行被调换、增删，或哈希被改动）",
		      "its hash is wrong (lines swapped, added or removed, or the hash changed)");
		return false;
	}
	memcpy(v->prev, hash, SHA256_BYTES);
	v->have_prev = true;
	v->report->head_page = page;
	memcpy(v->report->head_hash, hash, SHA256_BYTES);
	return true;
}

/* One page whose lines begin at *line_row. */
static bool check_page(struct verifier *v, const PGresult *pages, int row, const PGresult *lines, int *line_row)
{
	int64_t page = snapshot_number(pages, row, 0), wanted = snapshot_number(pages, row, 3);
	int n = 0, max = PQntuples(lines) - *line_row;
	uint8_t(*leaves)[SHA256_BYTES] = calloc((size_t)max + 1, SHA256_BYTES);
	bool good = leaves != NULL;

	for (; good && n < max && snapshot_number(lines, *line_row, 0) == page; n++, (*line_row)++)
		good = check_line(v, lines, *line_row, page, n + 1, leaves[n]);
	if (good && n < wanted) {
		fault(v, page, n + 1, "缺少这一行", "this line is missing");
		good = false;
	} else if (good && n > wanted) {
		fault(v, page, (int)wanted + 1, "多出这一行", "this line does not belong to the page");
		good = false;
	} else if (good && n == 0) {
		fault(v, page, 0, "没有任何行", "it has no line");
		good = false;
	}
	good = good && check_hashes(v, pages, row, page, (const uint8_t(*)[SHA256_BYTES])leaves, n);
	v->report->pages++;
	free(leaves);
	return good;
}

static bool check_chunk(struct verifier *v, const PGresult *pages, const PGresult *lines, int64_t from, int64_t to)
{
	int line_row = 0;

	for (int64_t page = from; page <= to; page++) {
		int row = (int)(page - from);

		if (row >= PQntuples(pages) || snapshot_number(pages, row, 0) != page) {
			fault(v, page, 0, "缺少这一页", "this page is missing");
			return false;
		}
		if (!check_page(v, pages, row, lines, &line_row))
			return false;
	}
	return true;
}

/* -1 if the database cannot be read; the report tells whether the chunk was good. */
static int verify_chunk(struct verifier *v, int64_t from, int64_t to)
{
	PGresult *pages = snapshot_ask(&v->snapshot, pages_sql, from, to);
	PGresult *lines = pages ? snapshot_ask(&v->snapshot, lines_sql, from, to) : NULL;
	int worked = lines ? 0 : -1;

	if (lines)
		check_chunk(v, pages, lines, from, to);
	PQclear(pages);
	PQclear(lines);
	return worked;
}

static int read_ends(struct verifier *v, int64_t from)
{
	PGresult *ends = snapshot_ask(&v->snapshot, ends_sql, 0, 0), *before;

	if (!ends)
		return -1;
	v->last_page = snapshot_number(ends, 0, 0);
	v->last_line_page = snapshot_number(ends, 0, 1);
	if (snapshot_number(ends, 0, 2) < 1)
		fault(v, snapshot_number(ends, 0, 2), 0, "页号小于 1", "page numbers begin with 1");
	PQclear(ends);
	if (from <= 1) {
		v->have_prev = true; /* zeros stand before page 1 */
		return 0;
	}
	before = snapshot_ask(&v->snapshot, pages_sql, from - 1, from - 1);
	if (!before)
		return -1;
	v->have_prev = PQntuples(before) == 1 && !read_bytes(before, 0, 2, v->prev, sizeof v->prev);
	if (!v->have_prev && from <= v->last_page)
		fault(v, from - 1, 0, "缺少这一页", "this page is missing");
	PQclear(before);
	return 0;
}

static int verify_all(struct verifier *v, int64_t from)
{
	if (read_ends(v, from))
		return -1;
	for (int64_t page = from; v->report->intact && page <= v->last_page; page += CHUNK_PAGES) {
		int64_t to = page + CHUNK_PAGES - 1;

		if (verify_chunk(v, page, to < v->last_page ? to : v->last_page))
			return -1;
	}
	/* The end was cut off, but not the lines. */
	if (v->report->intact && v->last_line_page > v->last_page && v->last_line_page >= from)
		fault(v, v->last_page + 1, 0, "缺少这一页，但有它或其后的行",
		      "this page is missing although lines of it or of later ones are there");
	return 0;
}

int ledger_verify(const char *conninfo, int jurisdiction, int64_t from_page, struct verify_report *ret_report,
		  char *ret_error, size_t error_size)
{
	struct verifier v = { .report = ret_report, .jurisdiction = jurisdiction };
	int worked;

	memset(ret_report, 0, sizeof *ret_report);
	ret_report->intact = true;
	if (snapshot_open(&v.snapshot, conninfo, jurisdiction, ret_error, error_size))
		return -1;
	worked = verify_all(&v, from_page > 0 ? from_page : 1);
	snapshot_close(&v.snapshot);
	return worked;
}
