/* The figures of data/bulletins/bulletins.tsv, for tests of the checker. Included after cmocka.h. */
#ifndef TESTS_FIGURES_FIXTURE_H
#define TESTS_FIGURES_FIXTURE_H

#include "domain/rates/figures.h"
#include "domain_fixture.h"

/* Figures and the text they point into. */
struct bulletins {
	struct figure list[400];
	size_t n;
	char *text;
};

/* The next field of a line, "" at its end. */
static inline const char *next_field(char **at)
{
	char *field = strsep(at, "\t");

	return field ? field : "";
}

static inline struct bulletins *load_bulletins(void)
{
	struct bulletins *bulletins = hy_xcalloc(1, sizeof(*bulletins));
	char *rest, *line;

	bulletins->text = load_file("data/bulletins/bulletins.tsv");
	rest = bulletins->text;
	strsep(&rest, "\n"); /* the header */
	while ((line = strsep(&rest, "\n")) && line[0]) {
		struct figure *figure = &bulletins->list[bulletins->n++];
		const char *count;

		figure->id = next_field(&line);
		figure->place = next_field(&line);
		figure->source = next_field(&line);
		figure->group = next_field(&line);
		figure->item = next_field(&line);
		count = next_field(&line);
		figure->has_count = count[0] != '\0';
		figure->count = strtoll(count, NULL, 10);
		figure->printed = next_field(&line);
	}
	return bulletins;
}

static inline void free_bulletins(struct bulletins *bulletins)
{
	free(bulletins->text);
	free(bulletins);
}

/* The findings of a list; in the arena. */
struct found {
	struct finding *list;
	size_t n;
	struct arena *arena;
};

static inline struct found check_figures(const struct figure *figures, size_t n)
{
	struct found found = { .arena = arena_new() };

	found.list = figures_check(figures, n, found.arena, &found.n);
	return found;
}

/* How many findings of a bulletin ("": of all) are faults. */
static inline size_t faults_of(const struct found *found, const char *id)
{
	size_t n = 0;

	for (size_t i = 0; i < found->n; i++)
		n += found->list[i].fault && (id[0] == '\0' || strcmp(found->list[i].id, id) == 0);
	return n;
}

/* The first finding of a kind about a group; NULL if there is none. */
static inline const struct finding *finding_of(const struct found *found, const char *id, const char *group,
					       enum finding_kind kind)
{
	for (size_t i = 0; i < found->n; i++) {
		const struct finding *finding = &found->list[i];

		if (finding->kind == kind && strcmp(finding->id, id) == 0 && strcmp(finding->group, group) == 0)
			return finding;
	}
	return NULL;
}

#endif
