/* Numbers, names and lists as words of a report. */
#include "report/draw.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *draw_number(struct draw *draw, int64_t number)
{
	return arena_printf(draw->arena, "%" PRId64, number);
}

const char *draw_percent(struct draw *draw, int64_t n, int64_t d)
{
	char text[PERCENT_SIZE];
	percent_text(n, d, draw->query->rounding, text);
	return *text ? arena_printf(draw->arena, "%s%%", text) : "—";
}

const char *draw_rate(struct draw *draw, struct rate_figure figure)
{
	return draw_percent(draw, figure.numerator, figure.denominator);
}

const char *draw_count(struct draw *draw, struct rate_figure figure)
{
	return draw_number(draw, figure.numerator);
}

const char *const *draw_shares(struct draw *draw, const int64_t *counts, size_t n)
{
	char(*printed)[PERCENT_SIZE] = arena_alloc(draw->arena, (n + 1) * sizeof *printed);
	const char **shares = arena_alloc(draw->arena, (n + 1) * sizeof *shares);
	percent_shares(counts, n, draw->query->rounding, printed);
	for (size_t i = 0; i < n; i++)
		shares[i] = printed[i];
	return shares;
}

const char *points_text(struct arena *arena, int64_t tenths)
{
	int64_t size = tenths < 0 ? -tenths : tenths;
	const char *sign = tenths < 0 ? "-" : "";
	if (size % 10 == 0)
		return arena_printf(arena, "%s%" PRId64, sign, size / 10);
	return arena_printf(arena, "%s%" PRId64 ".%" PRId64, sign, size / 10, size % 10);
}

const char *draw_change(struct draw *draw, struct rate_figure before, struct rate_figure now, int *ret_sign)
{
	char then_text[PERCENT_SIZE], now_text[PERCENT_SIZE], change[PERCENT_SIZE];
	percent_text(before.numerator, before.denominator, draw->query->rounding, then_text);
	percent_text(now.numerator, now.denominator, draw->query->rounding, now_text);
	percent_change(then_text, now_text, change);
	*ret_sign = *change == '-' ? -1 : *change == '+';
	return arena_strdup(draw->arena, change);
}

const char *draw_office_name(const struct draw *draw, int office_id)
{
	const struct office *office = registry_office(draw->registry, office_id);
	return office ? office_name(office, draw->language) : "";
}

const char *draw_row_name(const struct draw *draw, const struct rate_group_row *row)
{
	const char *name = draw->language == LANGUAGE_EN ? row->label_en : row->label_zh;
	if (name && *name)
		return name;
	name = row->label_zh && *row->label_zh ? row->label_zh : row->code;
	return *name ? name : draw_word(draw, "未注明", "not told");
}

const char *draw_session_name(const struct draw *draw)
{
	const struct session *session = registry_session(draw->registry, draw->query->session_id);
	return session ? session_name(session, draw->language) : "";
}

const char *draw_of_session(struct draw *draw)
{
	const char *session = draw_session_name(draw);
	if (draw->language == LANGUAGE_EN && *session)
		return arena_printf(draw->arena, " of %s", session);
	return session;
}

const char *draw_as_of(struct draw *draw)
{
	return day_in_words(draw->arena, draw->query->as_of, draw->language);
}

void draw_names_add(struct draw *draw, struct draw_names *names, const char *name)
{
	if (names->n++)
		strbuf_puts(&names->text, draw->language == LANGUAGE_EN ? ", " : "、");
	strbuf_puts(&names->text, name);
}

const char *draw_names_take(struct draw *draw, struct draw_names *names)
{
	char *taken = strbuf_take(&names->text);
	const char *copy = arena_strdup(draw->arena, taken);
	free(taken);
	return copy;
}
