/* Random updates of every verb of rules/baotou.yaml on a few cases that get entangled: whatever was accepted, the lines
 * alone give every row of every table, a server that reads the cases has them as the one that decided, and the facts
 * say what the tables of the cases say. */
#include "ledger/place.h"

#define CASES   24
#define UPDATES 2500
#define MEMBERS 6

struct world {
	struct place *place;
	uint64_t random;
	int64_t ids[CASES];
	struct case_state *states; /* as last answered */
	struct asked *last[CASES]; /* the last accepted update of each */
	const struct rules *rules;
	int accepted[100], tried[100]; /* per move */
};

static unsigned draw(struct world *world, unsigned below)
{
	world->random = world->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(world->random >> 33) % below;
}

static hy_day draw_day(struct world *world)
{
	return draw(world, 3) ? HY_DAY_NONE : on_day("2023-03-01") - (int)draw(world, 25);
}

static const char *draw_mark(struct world *world)
{
	return world->rules->marks[draw(world, (unsigned)world->rules->n_marks)].code;
}

static enum role draw_role(struct world *world, const struct rule_move *move)
{
	enum role role;

	do
		role = (enum role)(1 + draw(world, ROLE_COUNT_ - 1));
	while (!(move->roles & 1u << role));
	return role;
}

static void add_item(struct world *world, struct update *update, enum item_kind kind, const char *text)
{
	struct new_item *item = &update->new_items[update->n_new_items++];

	*item = (struct new_item){ .kind = kind, .text = text, .measure = "", .media_type = "" };
	item->on = HY_DAY_NONE;
	item->due_on = kind == ITEM_PROMISE ? on_day("2023-05-01") + (int)draw(world, 200) : HY_DAY_NONE;
	if (kind == ITEM_SIGNER)
		item->member_id = (int)draw(world, MEMBERS + 1);
	if (kind != ITEM_ATTACHMENT)
		return;
	uuid_random(item->attachment);
	random_bytes(item->digest, sizeof item->digest);
	item->media_type = "application/pdf";
	item->size = 1 + draw(world, 100000);
}

static void draw_offices(struct world *world, struct update *update)
{
	int first = 1 + (int)draw(world, OFFICES), n = (int)draw(world, 3);

	if (draw(world, 4) == 0) {
		update->sole_office = first;
		return;
	}
	if (draw(world, 4) == 0) {
		update->separate_offices[update->n_separate++] = first;
		update->separate_offices[update->n_separate++] = first % OFFICES + 1;
		return;
	}
	update->lead_office = first;
	for (int i = 0; i < n; i++)
		update->assist_offices[update->n_assist++] = (first + i) % OFFICES + 1;
}

static void draw_other_cases(struct world *world, struct asked *asked)
{
	int n = asked->update.verb[0] == 'm' && asked->update.verb[2] == 'r' ? 1 : 1 + (int)draw(world, 3);

	for (int i = 0; i < n; i++)
		name_other(asked, world->ids[draw(world, CASES)]);
}

/* The words a move asks for, and what else only it takes. */
static void draw_words(struct world *world, struct update *update, const struct rule_move *move)
{
	unsigned requires = move->requires;

	if (draw(world, 2) || requires & FIELD_REASON)
		update->reason = "原因 \"甲\"";
	if (move->action == ACTION_ASSIGN)
		draw_offices(world, update);
	if (requires & FIELD_LEAD_OFFICE)
		update->lead_office = 1 + (int)draw(world, OFFICES);
	if (requires & (FIELD_CONTACT_METHOD | FIELD_CONTACT_PERSONS))
		update->contact_persons = "张三";
	if (requires & FIELD_CONTACT_METHOD)
		update->contact_method = "visit";
	if (requires & FIELD_CLASS || move->action == ACTION_REVIEW)
		update->class = world->rules->classes[draw(world, (unsigned)world->rules->n_classes)].letter;
	if (requires & FIELD_DOCUMENT_NUMBER)
		update->document_number = "包住建函〔2023〕1号";
	if (requires & FIELD_TEXT)
		update->text = "第一行\n第二行";
	if (requires & FIELD_ATTITUDE) {
		update->attitude = draw_mark(world);
		update->result = draw_mark(world);
		update->signer_no = (int)draw(world, 3);
	}
	if (requires & FIELD_OUTCOMES)
		update->outcomes[update->n_outcomes++] = (struct outcome){ "改造", "12", "个", HY_DAY_NONE };
	if (requires & FIELD_CHANNEL)
		update->channel = world->rules->channels.list[0].code;
}

/* The things, people and days. */
static void draw_things(struct world *world, struct update *update, const struct rule_move *move)
{
	unsigned requires = move->requires;

	if (requires & FIELD_PROMISES || (*update->class && draw(world, 2)))
		add_item(world, update, ITEM_PROMISE, "承诺");
	if (requires & FIELD_ATTACHMENTS)
		add_item(world, update, ITEM_ATTACHMENT, "答复.pdf");
	if (requires & FIELD_MEDIA)
		add_item(world, update, ITEM_MEDIA, "报道");
	if (requires & FIELD_SIGNERS)
		add_item(world, update, ITEM_SIGNER, "王五");
	if (requires & FIELD_SIGNER)
		update->signer_no = 1 + (int)draw(world, 5);
	if (requires & FIELD_ITEM)
		update->item_no = 1 + (int)draw(world, 4);
	if (requires & FIELD_MEMBER)
		update->member_id = 1 + (int)draw(world, MEMBERS);
	if (requires & FIELD_DUE_ON || (move->action == ACTION_EXTEND && draw(world, 2)))
		update->due_on = on_day("2023-06-01") + (int)draw(world, 100);
	if (requires & FIELD_PLACE)
		update->place = "会议室";
	if (requires & FIELD_PUBLICATION)
		update->publication = (enum publication)(1 + draw(world, 2));
}

static void draw_correction(struct world *world, struct update *update, int version)
{
	update->corrects = 1 + (int)draw(world, (unsigned)version + 1);
	update->reason = "更正";
	if (draw(world, 2))
		update->happened_on = on_day("2023-03-01") - (int)draw(world, 25);
	else if (draw(world, 2))
		update->class = "A";
	else
		update->attitude = draw_mark(world);
}

static void draw_fields(struct world *world, struct asked *asked, const struct rule_move *move,
			const struct case_state *state)
{
	struct update *update = &asked->update;

	draw_words(world, update, move);
	draw_things(world, update, move);
	if (move->requires & FIELD_OTHER_CASES || (move->action == ACTION_MEET && draw(world, 2)))
		draw_other_cases(world, asked);
	if (move->action == ACTION_LINK)
		update->link = move->link;
	if (move->action == ACTION_CORRECT)
		draw_correction(world, update, state->version);
}

/* One in so many is taken: what leaves a case where it is comes up often enough by itself, and a merge ends much. */
static unsigned weight(const struct rule_move *move)
{
	switch ((int)move->action) {
	case ACTION_CORRECT:
	case ACTION_LINK:
	case ACTION_ATTACH:
	case ACTION_INSTRUCT:
	case ACTION_MEET:
	case ACTION_MEDIA:
	case ACTION_CHOOSE_KEY:
		return 6;
	case ACTION_MERGE:
	case ACTION_RETURN:
		return 4;
	default:
		return move->to || move->case_to ? 1 : 3;
	}
}

/* An update of a case that may well be possible; ends of a case are rare, so that cases live. */
static const struct rule_move *draw_move(struct world *world, const struct case_state *state)
{
	for (int tries = 0; tries < 300; tries++) {
		const struct rule_move *move = &world->rules->moves[draw(world, (unsigned)world->rules->n_moves)];
		const struct rule_state *to =
			move->to && move->subject == SUBJECT_CASE ? rules_state(world->rules, move->to) : NULL;

		if (move_fits_case(move, state) && (!to || !to->final || draw(world, 8) == 0) &&
		    draw(world, weight(move)) == 0)
			return move;
	}
	return &world->rules->moves[0];
}

static int draw_office(struct world *world, const struct case_state *state, const struct rule_move *move)
{
	for (int tries = 0; tries < 20 && state->n_assignments; tries++) {
		const struct assignment *a = &state->assignments[draw(world, (unsigned)state->n_assignments)];

		if (move->subject == SUBJECT_CASE || move_fits_assignment(move, a))
			return a->office_id;
	}
	return move->roles & 1u << ROLE_HANDLER ? 1 + (int)draw(world, OFFICES) : 0;
}

static struct asked *draw_update(struct world *world, int which)
{
	const struct case_state *state = &world->states[which];
	const struct rule_move *move = draw_move(world, state);
	enum role role = draw_role(world, move);
	struct asked *asked = new_update(state->case_id, move->verb, role, 0);

	asked->update.office_id = draw_office(world, state, move);
	asked->update.happened_on = draw_day(world);
	draw_fields(world, asked, move, state);
	world->tried[move - world->rules->moves]++;
	return asked;
}

/* Others changed with it. */
static void note_others(struct world *world, const struct asked *asked)
{
	for (int i = 0; i < asked->job.n_others; i++)
		for (int k = 0; k < CASES; k++)
			if (world->ids[k] == asked->job.others[i].case_id)
				world->states[k].case_id = 0;
}

static void remember(struct world *world, int which, struct asked *asked)
{
	world->states[which] = asked->job.after;
	if (world->last[which])
		asked_free(world->last[which]);
	world->last[which] = asked;
}

/* Asks for the last update again: the stored one, with the case as it is now. */
static const struct case_state *ask_again(struct world *world, int which)
{
	struct ledger_job *job = ask(world->place->ledger, world->last[which]);

	assert_true(job->accepted && job->already_stored);
	return &job->after;
}

static void do_one(struct world *world)
{
	int which = (int)draw(world, CASES);
	struct asked *asked;

	if (!world->states[which].case_id)
		world->states[which] = *ask_again(world, which);
	asked = draw_update(world, which);
	if (!ask(world->place->ledger, asked)->accepted) {
		if (asked->job.refusal.reason == REASON_INTERNAL)
			fail_msg("%s failed", asked->update.verb);
		asked_free(asked);
		return;
	}
	world->accepted[rules_move(world->rules, asked->update.verb) - world->rules->moves]++;
	remember(world, which, asked);
	note_others(world, asked);
}

static int order_items(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return x->kind != y->kind ? (int)x->kind - (int)y->kind : x->no - y->no;
}

/* As one text, so that a difference is told. */
static void tell_state(struct case_state *s, struct strbuf *out)
{
	qsort(s->items, (size_t)s->n_items, sizeof *s->items, order_items);
	strbuf_printf(out, "%" PRId64 " v%d %s %s %d %s %d %d %d %s %s r%d m%" PRId64 " %d %d %d %d %s %d\n",
		      s->case_id, s->version, s->kind, s->state, (int)s->phase, s->number, s->received_on, s->filed_on,
		      s->last_on, s->attitude, s->result, s->round, s->main_case, s->key, s->leader_id,
		      (int)s->publication, s->published_on, s->proposer_kind, s->between_sessions);
	for (int i = 0; i < s->n_assignments; i++) {
		const struct assignment *a = &s->assignments[i];

		strbuf_printf(out, " a%d o%d %d %s %d %d %d %d %d %d %d %s %d r%d e%d %d %d %d %d %s\n", a->no,
			      a->office_id, (int)a->role, a->state, a->assigned_on, a->due_on, a->return_by,
			      a->accepted_on, a->returned_on, a->contacted_on, a->answered_on, a->class,
			      (int)a->class_meaning, a->round, a->extensions, a->contact_by, a->drafted_on,
			      a->reviewed_on, a->cosigned_on, a->later_class);
	}
	for (int i = 0; i < s->n_items; i++) {
		const struct item *t = &s->items[i];

		strbuf_printf(out, " i%d/%d %d a%d r%d s%d o%d m%d c%" PRId64 " %d %d %d %s %s\n", (int)t->kind, t->no,
			      (int)t->state, t->assignment_no, t->round, t->signer_no, t->office_id, t->member_id,
			      t->other_case, t->on, t->due_on, t->done_on, t->attitude, t->result);
	}
}

/* A server that has to read the cases has them as the one that wrote them. */
static void expect_same_after_restart(struct world *world)
{
	struct strbuf before = { 0 }, after = { 0 };
	struct case_state *copy = hy_xmalloc(sizeof *copy);

	for (int i = 0; i < CASES; i++) {
		*copy = *ask_again(world, i);
		tell_state(copy, &before);
	}
	ledger_stop(world->place->ledger);
	world->place->ledger = start_ledger(&world->place->cluster);
	for (int i = 0; i < CASES; i++) {
		*copy = *ask_again(world, i);
		world->states[i] = *copy;
		tell_state(copy, &after);
	}
	assert_string_equal(before.text, after.text);
	strbuf_clear(&before);
	strbuf_clear(&after);
	free(copy);
}

static void add_members(struct ledger *ledger)
{
	for (int i = 1; i <= MEMBERS; i++) {
		struct member member = { .kind = "member", .valid_from = HY_DAY_NONE, .valid_until = HY_DAY_NONE };
		struct asked *asked = asked_new(JOB_MEMBER, ROLE_COMMITTEE, 0);

		snprintf(member.code, sizeof member.code, "m%d", i);
		snprintf(member.name, sizeof member.name, "委员%d", i);
		asked->job.member = &member;
		assert_true(ask(ledger, asked)->accepted);
		asked_free(asked);
	}
}

static void begin_world(struct world *world, struct place *place)
{
	world->place = place;
	world->states = hy_xcalloc(CASES, sizeof *world->states);
	add_members(place->ledger);
	for (int i = 0; i < CASES; i++) {
		struct asked *asked = new_create(1, "");

		asked->new_case.draft = i % 6 == 0;
		assert_true(ask(place->ledger, asked)->accepted);
		world->ids[i] = asked->job.after.case_id;
		remember(world, i, asked);
	}
}

static void tell_verbs(const struct world *world)
{
	int verbs = 0;

	for (int i = 0; i < world->rules->n_moves; i++) {
		verbs += world->accepted[i] > 0;
		print_message("%s %d/%d, ", world->rules->moves[i].verb, world->accepted[i], world->tried[i]);
	}
	print_message("\n%d of %d verbs accepted\n", verbs, world->rules->n_moves);
	assert_true(verbs >= world->rules->n_moves * 3 / 4);
}

static void test_random_updates(void **state)
{
	struct place *place = *state;
	struct registry *registry = ledger_registry(place->ledger);
	struct world world = { .random = 20230301, .rules = registry->rules };

	begin_world(&world, place);
	for (int i = 0; i < UPDATES; i++) {
		do_one(&world);
		if (i % 500 == 499)
			expect_same_after_restart(&world);
	}
	tell_verbs(&world);
	assert_true(wait_fold(place->ledger, 20000));
	expect_intact(&place->cluster);
	expect_facts_agree(owner(place));
	assert_int_equal(verify_independently(owner(place)), 0);
	for (int i = 0; i < CASES; i++)
		asked_free(world.last[i]);
	free(world.states);
	registry_release(registry);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_random_updates) };

	return cmocka_run_group_tests_name("ledger_random", tests, start_place, stop_place);
}
