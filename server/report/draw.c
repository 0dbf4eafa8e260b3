/* Drawing up a report: the registry of its page, its kind's blocks, what stands around them. */
#include "report/draw.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static draw_kind *const kinds[REPORT_KIND_COUNT_] = {
	[REPORT_SUPERVISION] = draw_supervision,
	[REPORT_REVIEW] = draw_review,
	[REPORT_HANDLING] = draw_handling,
	[REPORT_KEY] = draw_key,
	[REPORT_PROMISES] = draw_promises,
	[REPORT_OFFICE] = draw_office,
	[REPORT_SCORE] = draw_score,
	[REPORT_DUNNING] = draw_dunning,
};

/* ---- Registries ---- */

struct asked_registries {
	struct draw *draw;
	size_t first, first_previous;
	bool has_previous;
};

static void take_registries(const struct db_result *result, void *arg)
{
	struct asked_registries *asked = arg;
	const struct registry *present = asked->draw->source->present;
	asked->draw->registry = registry_at_take(result, asked->first, present);
	if (asked->has_previous)
		asked->draw->previous_registry = registry_at_take(result, asked->first_previous, present);
}

static bool ask_registries(struct draw *draw)
{
	struct db_batch *batch = db_batch_new(draw->source->db);
	struct asked_registries asked = { .draw = draw, .has_previous = draw->query->previous.as_of != HY_DAY_NONE };
	asked.first = registry_at_add(batch, draw->source->jurisdiction, draw->query->page);
	if (asked.has_previous)
		asked.first_previous = registry_at_add(batch, draw->source->jurisdiction, draw->query->previous.page);
	if (report_ask(draw->source, batch, take_registries, &asked, draw->error, draw->error_size) < 0)
		return false;
	if (draw->registry && draw->registry->rules && (!asked.has_previous || draw->previous_registry))
		return true;
	snprintf(draw->error, draw->error_size, "the rules of page %lld cannot be read", (long long)draw->query->page);
	return false;
}

/* ---- Around the blocks ---- */

static const char *title_of(struct draw *draw)
{
	static const struct label titles[REPORT_KIND_COUNT_] = {
		[REPORT_SUPERVISION] = { "关于{session}提案办理情况的通报", "On the handling of proposals{session}" },
		[REPORT_REVIEW] = { "关于{session}提案审查情况的报告", "On the review of proposals{session}" },
		[REPORT_HANDLING] = { "关于{session}提案办理情况的报告",
				      "Report on the handling of proposals{session}" },
		[REPORT_KEY] = { "关于{session}重点提案办理情况的报告", "On the key proposals{session}" },
		[REPORT_PROMISES] = { "关于{session}提案答复承诺事项落实情况的报告",
				      "On the promises made in answers{session}" },
		[REPORT_OFFICE] = { "{office}承办{session}提案情况", "{office}: proposals{session}" },
		[REPORT_SCORE] = { "关于{session}提案承办单位绩效考核的情况",
				   "Scores of offices for proposals{session}" },
		[REPORT_DUNNING] = { "关于催办{session}逾期未答复提案的清单",
				     "Reminders of overdue proposals{session}" },
	};
	const char *session = draw_session_name(draw);
	if (*draw->query->title)
		return draw->query->title;
	if (draw->language == LANGUAGE_EN && *session)
		session = arena_printf(draw->arena, ", %s", session);
	return draw_say(draw, titles[draw->query->kind], "session", session, "office",
			draw_office_name(draw, draw->query->office_id), NULL);
}

/* Only the supervision bulletin is a numbered series for its readers. */
static const char *subtitle_of(struct draw *draw)
{
	const struct report_query *query = draw->query;
	if (query->kind != REPORT_SUPERVISION || !query->serial)
		return "";
	return draw_say(draw, (struct label){ "{year}年第{serial}期", "No. {serial} of {year}" }, "year",
			draw_number(draw, query->year), "serial", draw_number(draw, query->serial), NULL);
}

static const char *foot_of(struct draw *draw)
{
	static const struct label foot = {
		"截至 {as_of}，账页 {page}，口径见文末说明，{rounding}；复核：huiyin report reproduce "
		"{kind}-{year}-{serial}",
		"As of {as_of}, page {page}, definitions above, {rounding}; check: huiyin report reproduce "
		"{kind}-{year}-{serial}"
	};
	const struct report_query *query = draw->query;
	char as_of[HY_DAY_TEXT];
	return draw_say(draw, foot, "as_of", day_format(query->as_of, as_of), "page", draw_number(draw, query->page),
			"rounding", rounding_label(query->rounding, draw->language), "kind",
			report_kind_name(query->kind), "year", draw_number(draw, query->year), "serial",
			draw_number(draw, query->serial), NULL);
}

/* A definition without its own name at the beginning: "答复率＝已答复…" stands behind the name anyway. */
static const char *without_name(const char *text, const char *name)
{
	size_t len = strlen(name);
	if (strncmp(text, name, len) != 0)
		return text;
	text += len;
	text += strspn(text, " ");
	if (strncmp(text, "＝", strlen("＝")) == 0)
		text += strlen("＝");
	else if (*text == '=')
		text++;
	return text + strspn(text, " ");
}

static json_t *definitions_of(const struct draw *draw)
{
	json_t *list = json_array();
	for (size_t i = 0; i < draw->n_used; i++) {
		const struct rate_definition *definition = draw->used[i];
		const char *label = label_text(&definition->label, draw->language);
		const char *text = without_name(label_text(&definition->definition, draw->language), label);
		json_array_append_new(
			list, json_pack("{s:s,s:s,s:s}", "code", definition->code, "label", label, "text", text));
	}
	return list;
}

/* The rules of an example city say so in their name. */
static bool is_example(const struct draw *draw)
{
	return strstr(draw->registry->rules->name.zh, "示例") != NULL;
}

static json_t *document_of(struct draw *draw)
{
	const struct report_query *query = draw->query;
	char as_of[HY_DAY_TEXT], date[HY_DAY_TEXT];
	json_t *document =
		json_pack("{s:i,s:s,s:s,s:s,s:s,s:{s:i,s:i},s:s,s:s,s:s,s:I,s:o,s:b,s:o,s:s}", "format", 1, "kind",
			  report_kind_name(query->kind), "language", draw->language == LANGUAGE_EN ? "en" : "zh",
			  "title", title_of(draw), "subtitle", subtitle_of(draw), "serial", "year", query->year,
			  "number", query->serial, "place", label_text(&draw->registry->rules->place, draw->language),
			  "date", day_format(query->date, date), "as_of", day_format(query->as_of, as_of), "page",
			  (json_int_t)query->page, "query", report_query_json(query), "example", (int)is_example(draw),
			  "definitions", definitions_of(draw), "foot", foot_of(draw));
	if (!document) {
		snprintf(draw->error, draw->error_size, "a text of the report is not UTF-8");
		return NULL;
	}
	json_object_set(document, "blocks", draw->blocks);
	if (json_array_size(draw->dunned))
		json_object_set(document, "dunned", draw->dunned);
	return document;
}

json_t *report_draw_up(struct report_source *source, const struct report_query *query, char *ret_error,
		       size_t error_size)
{
	struct draw draw = { .source = source,
			     .query = query,
			     .language = query->language,
			     .arena = arena_new(),
			     .blocks = json_array(),
			     .dunned = json_array(),
			     .error = ret_error,
			     .error_size = error_size };
	json_t *document = NULL;
	draw_kind *kind = (unsigned)query->kind < REPORT_KIND_COUNT_ ? kinds[query->kind] : NULL;
	snprintf(ret_error, error_size, "there is no such kind of report");
	if (kind && ask_registries(&draw) && kind(&draw)) {
		draw_annexes_told(&draw);
		document = document_of(&draw);
	}
	strbuf_clear(&draw.annexes);
	json_decref(draw.blocks);
	json_decref(draw.dunned);
	registry_release(draw.registry);
	registry_release(draw.previous_registry);
	arena_free(draw.arena);
	return document;
}
