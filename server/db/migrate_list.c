/* What the program and the database know of the migrations, side by side. */
#include "db/migrate_internal.h"

#include "base/memory.h"
#include "base/text.h"
#include "db/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Versions have at most so many digits; four are usual. */
#define VERSION_DIGITS 9

/* The parts of NNNN_name.up.sql. -1 when the name is of another shape. */
static int parse_name(const char *file, int *ret_version, char name[100], bool *ret_up)
{
	size_t digits = strspn(file, "0123456789");
	char number[VERSION_DIGITS + 1];
	long version;
	const char *rest = file + digits, *dot = strchr(rest, '.');

	if (digits == 0 || digits > VERSION_DIGITS || rest[0] != '_' || !dot || dot == rest + 1 || dot - rest > 99)
		return -1;
	if (strcmp(dot, ".up.sql") != 0 && strcmp(dot, ".down.sql") != 0)
		return -1;
	memcpy(number, file, digits);
	number[digits] = '\0';
	version = strtol(number, NULL, 10);
	if (version == 0)
		return -1;
	*ret_version = (int)version;
	*ret_up = strcmp(dot, ".up.sql") == 0;
	memcpy(name, rest + 1, (size_t)(dot - rest - 1));
	name[dot - rest - 1] = '\0';
	return 0;
}

static bool has_psql_command(const struct migration_file *file)
{
	bool line_start = true;

	for (const unsigned char *p = file->begin; p < file->end; p++) {
		if (line_start && *p == '\\')
			return true;
		line_start = *p == '\n';
	}
	return false;
}

static struct migration *find_version(struct migration_list *list, int version)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].version == version)
			return &list->items[i];
	return NULL;
}

static struct migration *add_version(struct migration_list *list, int version, const char *name)
{
	list->items = hy_xrealloc(list->items, (list->n + 1) * sizeof(*list->items));
	struct migration *m = &list->items[list->n++];

	*m = (struct migration){ .version = version };
	snprintf(m->name, sizeof(m->name), "%s", name);
	return m;
}

static int compare_versions(const void *a, const void *b)
{
	const struct migration *left = a, *right = b;

	return (left->version > right->version) - (left->version < right->version);
}

static void sort_versions(struct migration_list *list)
{
	if (list->n > 1)
		qsort(list->items, list->n, sizeof(*list->items), compare_versions);
}

static void hash_file(const struct migration_file *file, char sha256_text[SHA256_TEXT])
{
	const struct digest_part part = { file->begin, (size_t)(file->end - file->begin) };
	uint8_t hash[SHA256_BYTES];

	sha256(&part, 1, hash);
	hex_encode(hash, sizeof(hash), sha256_text);
}

static int read_file(struct migration_list *list, const struct migration_file *file, const struct sentence *why)
{
	struct migration *m;
	char name[100];
	int version;
	bool up;

	if (parse_name(file->name, &version, name, &up) < 0)
		return sentence_fail(why, "The migration %s should be named NNNN_name.up.sql or NNNN_name.down.sql.",
				     file->name);
	if (has_psql_command(file))
		return sentence_fail(why,
				     "The migration %s has a psql command (a line that begins with a backslash); "
				     "only SQL is understood.",
				     file->name);
	m = find_version(list, version);
	if (!m)
		m = add_version(list, version, name);
	if ((up ? m->up : m->down) || strcmp(m->name, name) != 0)
		return sentence_fail(why, "There are two migrations %04d; give %s another number.", version,
				     file->name);
	if (up) {
		m->up = file;
		hash_file(file, m->sha256);
	} else {
		m->down = file;
	}
	return 0;
}

int migration_list_read(const struct migration_table *table, struct migration_list *ret_list,
			const struct sentence *why)
{
	struct migration_list list = { 0 };
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < table->count; i++)
		ret = read_file(&list, &table->files[i], why);
	for (size_t i = 0; ret == 0 && i < list.n; i++)
		if (!list.items[i].up)
			ret = sentence_fail(why, "The migration %s has no up file.", list.items[i].down->name);
	if (ret < 0) {
		migration_list_free(&list);
		return -1;
	}
	sort_versions(&list);
	*ret_list = list;
	return 0;
}

void migration_list_free(struct migration_list *list)
{
	free(list->items);
	*list = (struct migration_list){ 0 };
}

static void take_row(struct migration_list *list, const PGresult *res, int row)
{
	int version = (int)strtol(PQgetvalue(res, row, 0), NULL, 10);
	struct migration *m = find_version(list, version);

	if (!m)
		m = add_version(list, version, PQgetvalue(res, row, 1));
	m->applied = true;
	strncat(m->applied_sha256, PQgetvalue(res, row, 2), sizeof(m->applied_sha256) - 1);
	strncat(m->applied_at, PQgetvalue(res, row, 3), sizeof(m->applied_at) - 1);
}

int migration_list_compare(struct migration_list *list, PGconn *conn, const struct sentence *why)
{
	PGresult *res = session_query(conn, "SELECT to_regclass('public.schema_migrations') IS NOT NULL", why);
	bool exists = res && strcmp(PQgetvalue(res, 0, 0), "t") == 0;

	PQclear(res);
	if (!res)
		return -1;
	if (!exists)
		return 0;
	res = session_query(conn,
			    "SELECT version, name, sha256, to_char(applied_at AT TIME ZONE 'UTC', "
			    "'YYYY-MM-DD HH24:MI:SS \"UTC\"') FROM public.schema_migrations",
			    why);
	if (!res)
		return -1;
	for (int row = 0; row < PQntuples(res); row++)
		take_row(list, res, row);
	PQclear(res);
	sort_versions(list);
	return 0;
}

/* What one version says about the whole. */
static enum migrate_state judge(const struct migration *m)
{
	if (!m->up)
		return MIGRATE_NEWER;
	if (!m->applied)
		return MIGRATE_BEHIND;
	return strcmp(m->sha256, m->applied_sha256) == 0 ? MIGRATE_CURRENT : MIGRATE_CHANGED;
}

enum migrate_state migration_list_state(const struct migration_list *list, const struct migration **ret_about)
{
	static const enum migrate_state worst_first[] = { MIGRATE_NEWER, MIGRATE_CHANGED, MIGRATE_BEHIND };

	for (size_t w = 0; w < sizeof(worst_first) / sizeof(worst_first[0]); w++) {
		for (size_t i = 0; i < list->n; i++) {
			if (judge(&list->items[i]) != worst_first[w])
				continue;
			if (ret_about)
				*ret_about = &list->items[i];
			return worst_first[w];
		}
	}
	return MIGRATE_CURRENT;
}
