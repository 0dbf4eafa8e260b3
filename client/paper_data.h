/* What papers say, as JSON for their templates: one object for each sheet, every value a text ready to be printed. */
#ifndef PAPER_DATA_H
#define PAPER_DATA_H

#include "domain/rules/rules.h"
#include "texts.h"
#include <huiyin/v1/access_service.pb-c.h>
#include <huiyin/v1/case_service.pb-c.h>
#include <huiyin/v1/directory_service.pb-c.h>
#include <jansson.h>

/* What all sheets are made with. Texts are in txt_language(). */
struct paper_context {
	const struct rules *rules;
	const Huiyin__V1__ListSessionsResponse *sessions;
	const char *today;  /* YYYY-MM-DD */
	const char *office; /* only sheets of this office (code); NULL: of all */
	/* of an evaluation form: the codes made for this case; NULL: none */
	const Huiyin__V1__CreateEvaluationCodesResponse *codes;
};

struct paper_kind {
	const char *name; /* "answer" … */
	enum text_id title;
	/* Appends the sheets of a case to a list. */
	void (*add)(const struct paper_context *context, const Huiyin__V1__Case *c, json_t *sheets);
	/* The cases' sheets are rows of one paper: its data from them, which it takes over. NULL: each is a paper. */
	json_t *(*together)(const struct paper_context *context, json_t *sheets);
	const char *zh, *en; /* the templates */
};
/* The kind of a name; NULL if there is none. */
const struct paper_kind *paper_kind(const char *name);
/* The kind number i from 0; NULL beyond the last. */
const struct paper_kind *paper_kind_at(size_t i);

/* ---- Parts that several kinds share (paper_words.c) ---- */

/* The members every sheet of a case has: committee, session, number, title, proposers, sector, category, lead, assist,
 * copies. A fresh object. */
json_t *paper_case(const struct paper_context *context, const Huiyin__V1__Case *c);
/* Adds a text. */
void paper_set(json_t *object, const char *key, const char *text);
/* The same, taking the text over. */
void paper_take_text(json_t *object, const char *key, char *text);
/* A day in prose: 2023年8月14日, 14 August 2023; fresh, "" stays "". */
char *paper_day(const char *day);
/* "□满意　□基本满意": boxes to tick for a list of words. Fresh. */
char *paper_boxes(const struct rule_word *words, int n);
/* Names of the offices whose part is in a set of roles (bits 1 << AssignmentRole) in the latest round. Fresh. */
char *paper_offices(const Huiyin__V1__Case *c, unsigned roles);
#define PAPER_LEADS ANSWERING_ROLES
/* True when the sheets of an office are asked for. */
bool paper_wants(const struct paper_context *context, const Huiyin__V1__Office *office);

#endif
