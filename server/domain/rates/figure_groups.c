/* Figures by bulletin and group, and what names tell: totals, offices, a total in the name of a group. */
#include "domain/rates/figure_groups.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Totals of a bulletin that others are held against: none has half as many. */
#define MAX_TOTALS 20

static bool is_one_of(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(name, list[i]) == 0)
			return true;
	return false;
}

static bool names_totals(const char *group)
{
	static const char *const names[] = { "total", "totals", "总数", "总计", "合计", "总量", "总体", "总体情况" };

	return is_one_of(group, names, COUNT(names));
}

static bool names_inner_total(const char *item)
{
	static const char *const names[] = { "合计", "总计", "小计", "共计", "total", "sum" };

	return is_one_of(item, names, COUNT(names));
}

/* "承办单位": a number of offices, which no cases add up to. */
static bool counts_offices(const char *item)
{
	static const char *const words[] = { "单位", "部门", "offices", "departments" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (strstr(item, words[i]))
			return true;
	return false;
}

static bool names_rates(const char *group)
{
	static const char *const words[] = { "rate", "率", "follow", "跟踪", "回头看" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (strstr(group, words[i]))
			return true;
	return false;
}

/* An office or a role of offices: a case may have several. */
static bool is_office(const char *item)
{
	static const char *const ends[] = {
		"局", "委", "办", "厅", "部", "院", "公司", "区", "县", "旗", "市", "中心"
	};
	static const char *const roles[] = { "主办", "会办", "协办", "分办", "独办", "承办" };
	size_t len = strlen(item);

	if (is_one_of(item, roles, COUNT(roles)))
		return true;
	for (size_t i = 0; i < COUNT(ends); i++) {
		size_t end = strlen(ends[i]);

		if (len > end && strcmp(item + len - end, ends[i]) == 0)
			return true;
	}
	return false;
}

/* The number a name ends with after a Chinese character, 市代表建议34, unless it looks like a year. */
static int64_t total_of_name(const char *name)
{
	size_t len = strlen(name), digits = 0;
	int64_t total;

	while (digits < len && name[len - digits - 1] >= '0' && name[len - digits - 1] <= '9')
		digits++;
	if (digits == 0 || digits > 9 || digits == len || (unsigned char)name[len - digits - 1] < 0x80)
		return NO_COUNT;
	total = strtoll(name + len - digits, NULL, 10);
	return digits == 4 && total >= 1900 && total < 2100 ? NO_COUNT : total;
}

int64_t figure_count(const struct figure_group *group, size_t member)
{
	return member == group->inner_total ? NO_COUNT : group->counts[member];
}

static int decimals_of(const char *printed)
{
	const char *point = strchr(printed, '.');

	return point ? (int)strlen(point + 1) : 0;
}

/* What the members of a group come to. */
static void sum_up(const struct figure *figures, struct figure_group *group)
{
	size_t offices = 0;

	group->inner_total = NO_FIGURE;
	for (size_t i = 0; i < group->n; i++)
		if (names_inner_total(figures[group->members[i]].item) && group->counts[i] != NO_COUNT)
			group->inner_total = i;
	for (size_t i = 0; i < group->n; i++) {
		const struct figure *figure = &figures[group->members[i]];

		offices += is_office(figure->item);
		if (figure_count(group, i) == NO_COUNT)
			continue;
		group->n_counts++;
		group->sum += group->counts[i];
		group->n_percents += figure->printed[0] != '\0';
		if (figure->printed[0] && decimals_of(figure->printed) > group->decimals)
			group->decimals = decimals_of(figure->printed);
	}
	group->offices = 2 * offices > group->n || counts_offices(group->name);
}

/* A figure's place when sorted: by its bulletin's first figure, its group's first figure, itself. */
struct place {
	size_t bulletin, group, figure;
};

static int compare_places(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->bulletin != b->bulletin)
		return a->bulletin < b->bulletin ? -1 : 1;
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return (a->figure > b->figure) - (a->figure < b->figure);
}

/* Neighbours mostly belong together, so the search goes backwards. */
static void find_place(const struct figure *figures, struct place *places, size_t i)
{
	places[i] = (struct place){ i, i, i };
	for (size_t k = i; k-- > 0;) {
		if (strcmp(figures[k].id, figures[i].id) != 0)
			continue;
		places[i].bulletin = places[k].bulletin;
		if (strcmp(figures[k].group, figures[i].group) != 0)
			continue;
		places[i].group = places[k].group;
		return;
	}
}

static void fill_group(const struct figure *figures, const struct place *places, size_t n, struct figure_group *group,
		       struct arena *arena)
{
	const struct figure *first = &figures[places->figure];

	*group = (struct figure_group){ .id = first->id, .name = first->group, .n = n, .only = NO_FIGURE };
	group->members = arena_alloc(arena, n * sizeof(*group->members));
	group->counts = arena_alloc(arena, n * sizeof(*group->counts));
	group->totals = names_totals(first->group);
	group->rates = names_rates(first->group);
	group->name_total = total_of_name(first->group);
	for (size_t i = 0; i < n; i++) {
		const struct figure *figure = &figures[places[i].figure];

		group->members[i] = places[i].figure;
		group->counts[i] = figure->has_count ? figure->count : NO_COUNT;
	}
	sum_up(figures, group);
}

struct figure_group *figure_groups(const struct figure *figures, size_t n, struct arena *arena, size_t *ret_n)
{
	struct place *places = arena_alloc(arena, (n + 1) * sizeof(*places));
	struct figure_group *groups = arena_alloc(arena, (n + 1) * sizeof(*groups));

	for (size_t i = 0; i < n; i++)
		find_place(figures, places, i);
	qsort(places, n, sizeof(*places), compare_places);
	*ret_n = 0;
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && places[end].group == places[i].group; end++)
			;
		fill_group(figures, places + i, end - i, &groups[(*ret_n)++], arena);
	}
	return groups;
}

void figure_bulletin_begin(struct figure_bulletin *bulletin, const struct figure *figures, struct figure_group *groups,
			   size_t n, struct arena *arena)
{
	*bulletin = (struct figure_bulletin){ .figures = figures, .groups = groups, .n_groups = n };
	for (size_t i = 0; i < n; i++)
		if (groups[i].totals)
			bulletin->totals = &groups[i];
	if (!bulletin->totals)
		return;
	bulletin->total_figures = arena_alloc(arena, bulletin->totals->n * sizeof(*bulletin->total_figures));
	for (size_t i = 0; i < bulletin->totals->n; i++) {
		size_t place = bulletin->totals->members[i];

		if (bulletin->n_totals < MAX_TOTALS && figures[place].has_count && !counts_offices(figures[place].item))
			bulletin->total_figures[bulletin->n_totals++] = place;
	}
}
