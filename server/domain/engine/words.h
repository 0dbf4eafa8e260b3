/* The words in which a case's waiting is told: the same in the next step and in refusals. Internal to domain/. */
#ifndef DOMAIN_ENGINE_WORDS_H
#define DOMAIN_ENGINE_WORDS_H

#include "domain/engine/steps.h"
#include "domain/words.h"

/* Something being told in a language. */
struct telling {
	const struct engine_context *context;
	const struct case_state *state;
	enum language language;
	/* Names of offices; NULL: "#" and the id, which whoever has the directory replaces. */
	const char *(*office_name)(void *arg, int office_id, enum language language);
	void *arg;
	struct words words;
};

/* One of the two texts, in the telling's language. */
const char *tell_choose(const struct telling *telling, const char *zh, const char *en)
	__attribute__((format_arg(2), format_arg(3)));
void tell_office(struct telling *telling, int office_id);
/* "已逾期 3 个工作日", nothing before the due day is over; with a comma before it. */
void tell_late(struct telling *telling, hy_day due_on);
/* "期限 2023-06-01，已逾期 3 个工作日"; nothing when there is no due day. */
void tell_due(struct telling *telling, hy_day due_on);
/* "第 2 项承诺（市教育局，期限 …）" and "第 3 位联名人（期限 …）". */
void tell_promise(struct telling *telling, const struct item *promise);
void tell_invited(struct telling *telling, const struct item *signer);
/* "等待提案委员会立案或不予立案", "已结束：已办结": the case's own step, at being its state. */
void tell_case(struct telling *telling, const struct rule_state *at);
/* "等待市教育局拟稿或答复，期限 …", and where somebody decides about it "等待督查室督办审核（市教育局），期限 …". */
void tell_assignment(struct telling *telling, const struct assignment *assignment);
/* "等待市财政局会签". */
void tell_cosign(struct telling *telling, const struct assignment *assignment);
/* "第 1、3 位提案者尚未评价（共 3 位），期限 2023-06-20". */
void tell_evaluation(struct telling *telling, hy_day due_on);
/* "答复待公开（全文公开），期限 2023-06-20". */
void tell_publication(struct telling *telling, hy_day due_on);

/* What is owed in the present round. */
bool owes_opinion(const struct engine_context *context, const struct case_state *state,
		  const struct assignment *assignment);
bool owes_cosign(const struct engine_context *context, const struct case_state *state,
		 const struct assignment *assignment);
bool owes_answer(const struct engine_context *context, const struct case_state *state,
		 const struct assignment *assignment);
/* True for a signer who joined and has not marked the present round. */
bool owes_evaluation(const struct case_state *state, const struct item *item);

#endif
