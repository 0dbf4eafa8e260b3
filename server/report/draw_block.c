/* Blocks of the document under way. */
#include "report/draw.h"

static const char *const numerals[] = { "一", "二", "三", "四", "五", "六", "七", "八", "九", "十" };
#define N_NUMERALS ((int)(sizeof numerals / sizeof numerals[0]))

static json_t *block_of(struct draw *draw, const char *type)
{
	json_t *block = json_object();
	json_object_set_new(block, "type", json_string(type));
	json_array_append_new(draw->blocks, block);
	return block;
}

static void set_text(json_t *object, const char *key, const char *text)
{
	json_object_set_new(object, key, json_string(text));
}

const char *draw_numeral(struct draw *draw, int n)
{
	bool has_numeral = draw->language == LANGUAGE_ZH && n >= 1 && n <= N_NUMERALS;
	return has_numeral ? numerals[n - 1] : draw_number(draw, n);
}

void draw_heading(struct draw *draw, struct label text)
{
	int n = ++draw->n_headings;
	const char *words = label_text(&text, draw->language);
	draw->n_below = 0;
	set_text(block_of(draw, "heading"), "text",
		 draw->language == LANGUAGE_EN ? arena_printf(draw->arena, "%d. %s", n, words)
					       : arena_printf(draw->arena, "%s、%s", draw_numeral(draw, n), words));
}

void draw_heading_below(struct draw *draw, struct label text)
{
	int n = ++draw->n_below;
	const char *words = label_text(&text, draw->language);
	json_t *block = block_of(draw, "heading");
	json_object_set_new(block, "level", json_integer(2));
	set_text(block, "text",
		 draw->language == LANGUAGE_EN ? arena_printf(draw->arena, "%d.%d %s", draw->n_headings, n, words)
					       : arena_printf(draw->arena, "（%s）%s", draw_numeral(draw, n), words));
}

void draw_paragraph(struct draw *draw, const char *text)
{
	set_text(block_of(draw, "paragraph"), "text", text);
}

/* ---- Tables ---- */

/* "表3　各承办单位办理情况", "Table 3. Offices". */
static const char *numbered(struct draw *draw, struct label what, int n, struct label title)
{
	return arena_printf(draw->arena, "%s%s%d%s%s", label_text(&what, draw->language),
			    draw->language == LANGUAGE_EN ? " " : "", n, draw->language == LANGUAGE_EN ? ". " : "　",
			    label_text(&title, draw->language));
}

void draw_add_column(struct draw *draw, json_t *table, const char *key, const char *kind, const char *title)
{
	json_t *column = json_object();
	(void)draw;
	set_text(column, "key", key);
	set_text(column, "kind", kind);
	set_text(column, "title", title);
	json_array_append_new(json_object_get(table, "columns"), column);
}

static json_t *table_of(struct draw *draw, const char *key, const char *title, struct label empty,
			const struct draw_column *columns, size_t n)
{
	json_t *table = block_of(draw, "table");
	set_text(table, "key", key);
	set_text(table, "title", title);
	set_text(table, "empty", label_text(&empty, draw->language));
	json_object_set_new(table, "columns", json_array());
	json_object_set_new(table, "rows", json_array());
	json_object_set_new(table, "total", json_null());
	json_object_set_new(table, "notes", json_array());
	for (size_t i = 0; i < n; i++)
		draw_add_column(draw, table, columns[i].key, columns[i].kind,
				label_text(&columns[i].title, draw->language));
	return table;
}

json_t *draw_table(struct draw *draw, const char *key, struct label title, struct label empty,
		   const struct draw_column *columns, size_t n)
{
	const char *words = numbered(draw, (struct label){ "表", "Table" }, ++draw->n_tables, title);
	return table_of(draw, key, words, empty, columns, n);
}

json_t *draw_annex(struct draw *draw, const char *key, struct label title, struct label empty,
		   const struct draw_column *columns, size_t n)
{
	static const struct label entry = { "{n}．{title}", "{n}. {title}" };
	if (!draw->n_annexes)
		draw->first_annex = json_array_size(draw->blocks);
	const char *words = numbered(draw, (struct label){ "附件", "Annex" }, ++draw->n_annexes, title);
	if (draw->n_annexes > 1)
		strbuf_puts(&draw->annexes, draw->language == LANGUAGE_EN ? "; " : "；");
	strbuf_puts(&draw->annexes, draw_say(draw, entry, "n", draw_number(draw, draw->n_annexes), "title",
					     label_text(&title, draw->language), NULL));
	json_t *table = table_of(draw, key, words, empty, columns, n);
	json_object_set_new(table, "annex", json_true());
	return table;
}

void draw_annexes_told(struct draw *draw)
{
	static const struct label told = { "附件：{annexes}", "Annexes: {annexes}" };
	if (!draw->n_annexes)
		return;
	json_t *block = json_object();
	set_text(block, "type", "paragraph");
	set_text(block, "text", draw_say(draw, told, "annexes", draw->annexes.text, NULL));
	json_array_insert_new(draw->blocks, draw->first_annex, block);
}

void draw_note(json_t *table, const char *text)
{
	json_array_append_new(json_object_get(table, "notes"), json_string(text));
}

json_t *draw_row(json_t *table)
{
	json_t *row = json_array();
	json_array_append_new(json_object_get(table, "rows"), row);
	return row;
}

size_t draw_n_rows(const json_t *table)
{
	return json_array_size(json_object_get(table, "rows"));
}

/* ---- Cells ---- */

void cell_text(json_t *row, const char *text)
{
	json_array_append_new(row, json_string(text));
}

json_t *draw_total(struct draw *draw, json_t *table)
{
	json_t *row = json_array();
	json_object_set_new(table, "total", row);
	cell_text(row, draw_word(draw, "合计", "Total"));
	return row;
}

void cell_count(json_t *row, int64_t number)
{
	json_array_append_new(row, json_integer(number));
}

void cell_none(json_t *row)
{
	json_array_append_new(row, json_null());
}

void cell_day(json_t *row, hy_day day)
{
	char text[HY_DAY_TEXT];
	if (day == HY_DAY_NONE)
		cell_none(row);
	else
		cell_text(row, day_format(day, text));
}

void cell_share(json_t *row, int64_t n, int64_t d, const char *text)
{
	json_array_append_new(row, json_pack("{s:I,s:I,s:s}", "n", (json_int_t)n, "d", (json_int_t)d, "text", text));
}

void cell_percent(struct draw *draw, json_t *row, int64_t n, int64_t d)
{
	char text[PERCENT_SIZE];
	percent_text(n, d, draw->query->rounding, text);
	cell_share(row, n, d, text);
}

void cell_points(json_t *row, int64_t tenths)
{
	struct arena *arena = arena_new();
	json_array_append_new(row,
			      json_pack("{s:I,s:s}", "tenths", (json_int_t)tenths, "text", points_text(arena, tenths)));
	arena_free(arena);
}

/* ---- Charts ---- */

void draw_chart(struct draw *draw, const char *chart, struct label title, const char *table, const char *category,
		const char *const *series)
{
	const char *words = numbered(draw, (struct label){ "图", "Figure" }, ++draw->n_charts, title);
	json_t *block = block_of(draw, "chart"), *list = json_array();
	set_text(block, "chart", chart);
	set_text(block, "title", words);
	set_text(block, "table", table);
	set_text(block, "category", category);
	for (; *series; series++)
		json_array_append_new(list, json_string(*series));
	json_object_set_new(block, "series", list);
}
