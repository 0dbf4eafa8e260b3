/* The milestones of a line as the fold takes them: with what facts need beside, and with those that the line does not
 * name but its other effects imply. Made of a change and of the line it became, alike. */
#include "base/text.h"
#include "ledger/line.h"
#include <string.h>

/* What a line gives beside its milestones. */
struct given {
	const char *contact_method, *attitude, *result;
	int member_id, item_no;
	hy_day due_on;
	enum publication publication;
	enum publication decided; /* what the case's publication became; NONE: it stayed as it was */
};

/* The days of an item. */
struct item_days {
	hy_day due_on, done_on;
};

/* ---- words ----------------------------------------------------------------------------------------------------- */

/* What is longer than a code is none. */
static void put_code(char out[CODE_SIZE], const char *code)
{
	size_t length = strlen(code);

	if (length < CODE_SIZE)
		memcpy(out, code, length + 1);
}

/* The kind of item whose days the row tells. */
static enum item_kind item_kind_of(const struct milestone_row *row)
{
	if (row->milestone == MILESTONE_PROMISED || row->milestone == MILESTONE_POSTPONED)
		return ITEM_PROMISE;
	return row->milestone == MILESTONE_EXTENDED ? ITEM_EXTENSION : ITEM_NONE;
}

static void add_item_days(struct milestone_row *row, const struct given *given, const struct item_days *item)
{
	bool is_meant = given->item_no == 0 || given->item_no == row->item_no;

	if (row->replaces && (row->milestone == MILESTONE_EXTENDED || is_meant))
		row->item_due_on = given->due_on;
	else if (!row->replaces)
		row->item_due_on = row->milestone == MILESTONE_EXTENDED ? item->done_on : item->due_on;
}

static void add_facts(struct milestone_row *row, const struct given *given, const struct item_days *item)
{
	switch ((int)row->milestone) {
	case MILESTONE_CONTACTED:
		put_code(row->contact_method, given->contact_method);
		break;
	case MILESTONE_EVALUATED:
		put_code(row->attitude, given->attitude);
		put_code(row->result, given->result);
		break;
	case MILESTONE_KEY_CHOSEN:
		row->member_id = given->member_id;
		break;
	case MILESTONE_PUBLISHED:
		row->publication = given->publication;
		break;
	case MILESTONE_ANSWERED:
		row->publication = given->decided;
		break;
	case MILESTONE_PROMISED:
	case MILESTONE_POSTPONED:
	case MILESTONE_EXTENDED:
		add_item_days(row, given, item);
		break;
	default:
		break;
	}
}

/* ---- what is implied: an assignment is as told (history_take drops the row when that is known), and a decision ----
 */

/* Nobody was told by a milestone that the answer is not to be published. */
static bool implies_private(const struct milestone_row *rows, int n, const struct given *given)
{
	for (int i = 0; i < n; i++)
		if (rows[i].milestone == MILESTONE_ANSWERED || rows[i].milestone == MILESTONE_PUBLISHED)
			return false;
	return given->decided == PUBLICATION_PRIVATE;
}

/* Completes an implied row; what the case has (level, session, round) is filled in by history_take. */
static struct milestone_row *imply(struct milestone_row *row, int64_t page, int64_t case_id, int version, hy_day on)
{
	row->page = page;
	row->case_id = case_id;
	row->version = version;
	row->on = on;
	row->implied = true;
	return row;
}

static struct milestone_row implied_row(enum milestone milestone)
{
	return (struct milestone_row){
		.milestone = milestone, .due_on = HY_DAY_NONE, .item_due_on = HY_DAY_NONE, .round = 1
	};
}

static struct milestone_row private_row(void)
{
	struct milestone_row row = implied_row(MILESTONE_PUBLISHED);

	row.publication = PUBLICATION_PRIVATE;
	return row;
}

/* ---- of a change ----------------------------------------------------------------------------------------------- */

static struct given given_by_change(const struct change *change, const struct update *update)
{
	enum publication before = change->before ? change->before->publication : PUBLICATION_NONE;
	struct given given = { .contact_method = "", .attitude = "", .result = "", .due_on = HY_DAY_NONE };

	if (update)
		given = (struct given){ .contact_method = update->contact_method,
					.attitude = update->attitude,
					.result = update->result,
					.member_id = update->member_id,
					.item_no = update->item_no,
					.due_on = update->due_on,
					.publication = update->publication };
	if (change->after->publication != before)
		given.decided = change->after->publication;
	return given;
}

static struct item_days days_in_change(const struct change *change, enum item_kind kind, int no)
{
	for (int i = 0; i < change->n_items; i++) {
		const struct item *item = &change->after->items[change->items[i]];

		if (item->kind == kind && item->no == no)
			return (struct item_days){ item->due_on, item->done_on };
	}
	return (struct item_days){ HY_DAY_NONE, HY_DAY_NONE };
}

void change_add_facts(struct change *change, const struct update *update)
{
	struct given given = given_by_change(change, update);

	for (int i = 0; i < change->n_milestones; i++) {
		struct milestone_row *row = &change->milestones[i];
		struct item_days days = days_in_change(change, item_kind_of(row), row->item_no);

		row->replaces = i < change->n_superseded;
		add_facts(row, &given, &days);
	}
}

static struct milestone_row part_of_change(const struct assignment *part)
{
	struct milestone_row row = implied_row(MILESTONE_REDATED);

	row.assignment_no = part->no;
	row.due_on = part->due_on;
	row.office_id = part->office_id;
	row.role = part->role;
	row.round = part->round;
	return row;
}

int change_rows(const struct change *change, int64_t page, struct milestone_row *rows)
{
	const struct case_state *after = change->after;
	const struct given given = given_by_change(change, NULL);
	int reached = change->n_milestones, n = reached;

	memcpy(rows, change->milestones, (size_t)reached * sizeof *rows);
	for (int i = 0; i < change->n_changed; i++) {
		const struct assignment *part = &after->assignments[change->changed[i]];

		rows[n] = part_of_change(part);
		imply(&rows[n++], page, after->case_id, after->version, change->on);
	}
	if (implies_private(rows, reached, &given)) {
		rows[n] = private_row();
		imply(&rows[n++], page, after->case_id, after->version, change->on);
	}
	memcpy(rows + n, change->superseded, (size_t)change->n_superseded * sizeof *rows);
	for (int i = 0; i < change->n_superseded; i++)
		rows[n + i].withdrawn = true;
	n += change->n_superseded;
	for (int i = 0; i < n; i++)
		rows[i].page = page;
	return n;
}

/* ---- of a line ------------------------------------------------------------------------------------------------- */

static struct given given_by_line(const json_t *line)
{
	const json_t *input = json_object_get(line, "input");

	return (struct given){
		.contact_method = member_text(input, "contact_method"),
		.attitude = member_text(input, "attitude"),
		.result = member_text(input, "result"),
		.member_id = (int)member_int(input, "member"),
		.item_no = (int)member_int(input, "item"),
		.due_on = member_day(input, "due_on"),
		.publication = publication_by_name(member_text(input, "publication")),
		.decided = publication_by_name(member_text(json_object_get(line, "effects"), "publication")),
	};
}

static struct item_days days_in_line(const json_t *effects, enum item_kind kind, int no)
{
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(effects, "items"), i, item)
	{
		if (item_kind_by_name(member_text(item, "kind")) == kind && member_int(item, "no") == no)
			return (struct item_days){ member_day(item, "due_on"), member_day(item, "done_on") };
	}
	return (struct item_days){ HY_DAY_NONE, HY_DAY_NONE };
}

static int round_of(const json_t *object)
{
	return json_object_get(object, "round") ? (int)member_int(object, "round") : 1;
}

static struct milestone_row part_of_line(const json_t *part)
{
	struct milestone_row row = implied_row(MILESTONE_REDATED);

	row.assignment_no = (int)member_int(part, "no");
	row.due_on = member_day(part, "due_on");
	row.office_id = (int)member_int(part, "office");
	row.role = assignment_role_by_name(member_text(part, "role"));
	row.round = round_of(part);
	return row;
}

/* The rows that are implied; how many. */
static int add_implied(const json_t *line, int64_t page, struct milestone_row *rows, int reached,
		       const struct given *given)
{
	const json_t *effects = json_object_get(line, "effects"), *part;
	int64_t case_id = member_int(line, "case");
	int version = (int)member_int(line, "version"), n = reached;
	hy_day on = member_day(line, "on");
	size_t i;

	json_array_foreach(json_object_get(effects, "assignments"), i, part)
	{
		if (i >= MAX_ASSIGNMENTS)
			return -1;
		rows[n] = part_of_line(part);
		imply(&rows[n++], page, case_id, version, on);
	}
	if (implies_private(rows, reached, given)) {
		rows[n] = private_row();
		imply(&rows[n++], page, case_id, version, on);
	}
	return n;
}

int line_rows(const json_t *line, int64_t page, struct milestone_row *rows)
{
	const json_t *effects = json_object_get(line, "effects");
	const struct given given = given_by_line(line);
	int n_withdrawn = (int)json_array_size(json_object_get(effects, "superseded"));
	int reached = line_milestones(line, page, rows, MAX_EFFECTS), n;

	if (reached < 0)
		return -1;
	for (int i = 0; i < reached; i++) {
		struct item_days days = days_in_line(effects, item_kind_of(&rows[i]), rows[i].item_no);

		rows[i].replaces = i < n_withdrawn;
		add_facts(&rows[i], &given, &days);
	}
	n = add_implied(line, page, rows, reached, &given);
	if (n < 0 || line_superseded(line, page, rows + n, MAX_EFFECTS) < 0)
		return -1;
	return n + n_withdrawn;
}
