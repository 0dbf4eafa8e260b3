/* Reading lines back, and gathering what a decision does. */
#include "ledger/line.h"
#include <string.h>

const char *member_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

int64_t member_int(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

bool member_bool(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

hy_day member_day(const json_t *object, const char *key)
{
	hy_day day;

	return day_parse(member_text(object, key), &day) ? HY_DAY_NONE : day;
}

json_t *line_parse(const char *body)
{
	json_t *line = json_loads(body, JSON_REJECT_DUPLICATES, NULL);

	if (line && (!json_is_object(line) || member_int(line, "v") != LINE_FORMAT)) {
		json_decref(line);
		line = NULL;
	}
	return line;
}

static int read_milestone(const json_t *object, struct milestone_row *row)
{
	const char *class = member_text(object, "class");

	row->milestone = milestone_by_name(member_text(object, "milestone"));
	row->assignment_no = (int)member_int(object, "assignment");
	row->office_id = (int)member_int(object, "office");
	row->role = assignment_role_by_name(member_text(object, "role"));
	row->on = member_day(object, "on");
	if (strlen(class) >= sizeof row->class || row->milestone == MILESTONE_NONE || row->on == HY_DAY_NONE)
		return -1;
	memcpy(row->class, class, strlen(class) + 1);
	row->class_meaning = class_meaning_by_name(member_text(object, "meaning"));
	row->late = member_bool(object, "late");
	row->due_on = member_day(object, "due_on");
	row->level = level_by_name(member_text(object, "level"));
	row->session_id = (int)member_int(object, "session");
	return 0;
}

int line_milestones(const json_t *line, int64_t page, struct milestone_row *rows, int max)
{
	const json_t *list = json_object_get(json_object_get(line, "effects"), "milestones");
	size_t n = json_array_size(list);

	if (n > (size_t)max)
		return -1;
	for (size_t i = 0; i < n; i++) {
		rows[i] = (struct milestone_row){ .page = page,
						  .case_id = member_int(line, "case"),
						  .version = (int)member_int(line, "version") };
		if (read_milestone(json_array_get(list, i), &rows[i]))
			return -1;
	}
	return (int)n;
}

static bool same_assignment(const struct assignment *a, const struct assignment *b)
{
	return a->no == b->no && a->office_id == b->office_id && a->role == b->role && !strcmp(a->state, b->state) &&
	       a->assigned_on == b->assigned_on && a->due_on == b->due_on && a->return_by == b->return_by &&
	       a->accepted_on == b->accepted_on && a->returned_on == b->returned_on &&
	       a->contacted_on == b->contacted_on && a->answered_on == b->answered_on && !strcmp(a->class, b->class) &&
	       a->class_meaning == b->class_meaning;
}

static void gather_assignments(struct change *change, const struct rules *rules)
{
	const struct case_state *before = change->before, *after = change->after;

	for (int i = 0; i < after->n_assignments; i++) {
		if (before && i < before->n_assignments &&
		    same_assignment(&before->assignments[i], &after->assignments[i]))
			continue;
		change->changed[change->n_changed] = i;
		change->open[change->n_changed] = engine_assignment_is_open(rules, &after->assignments[i]);
		change->n_changed++;
	}
}

static hy_day due_day(const struct case_state *state, int assignment_no)
{
	for (int i = 0; i < state->n_assignments; i++)
		if (state->assignments[i].no == assignment_no)
			return state->assignments[i].due_on;
	return HY_DAY_NONE;
}

void change_gather(struct change *ret_change, const struct rules *rules, int rules_version,
		   const struct case_state *before, const struct case_state *after,
		   const struct milestone_effect *effects, int n_effects)
{
	*ret_change = (struct change){ .before = before, .after = after, .rules_version = rules_version };
	gather_assignments(ret_change, rules);
	ret_change->n_milestones = n_effects;
	for (int i = 0; i < n_effects; i++) {
		struct milestone_row *row = &ret_change->milestones[i];

		row->case_id = after->case_id;
		row->version = after->version;
		row->assignment_no = effects[i].assignment_no;
		row->milestone = effects[i].milestone;
		row->on = effects[i].on;
		row->due_on = due_day(after, effects[i].assignment_no);
		row->level = after->level;
		row->session_id = after->session_id;
		row->office_id = effects[i].office_id;
		row->role = effects[i].role;
		memcpy(row->class, effects[i].class, sizeof row->class);
		row->class_meaning = effects[i].class_meaning;
		row->late = effects[i].late;
	}
}
