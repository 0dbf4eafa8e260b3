/* Reading lines back. */
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
	row->item_no = (int)member_int(object, "item");
	row->round = json_object_get(object, "round") ? (int)member_int(object, "round") : 1;
	row->item_due_on = HY_DAY_NONE;
	return 0;
}

static int read_milestones(const json_t *line, const char *key, int64_t page, struct milestone_row *rows, int max)
{
	const json_t *list = json_object_get(json_object_get(line, "effects"), key);
	size_t n = json_array_size(list);

	if (n > (size_t)max)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const json_t *object = json_array_get(list, i), *own = json_object_get(object, "version");

		rows[i] = (struct milestone_row){ .page = page,
						  .case_id = member_int(line, "case"),
						  .version = (int)(own ? json_integer_value(own)
								       : member_int(line, "version")) };
		rows[i].withdrawn = own != NULL;
		if (read_milestone(object, &rows[i]))
			return -1;
	}
	return (int)n;
}

int line_milestones(const json_t *line, int64_t page, struct milestone_row *rows, int max)
{
	return read_milestones(line, "milestones", page, rows, max);
}

int line_superseded(const json_t *line, int64_t page, struct milestone_row *rows, int max)
{
	return read_milestones(line, "superseded", page, rows, max);
}
