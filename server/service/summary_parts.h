/* What a line says, piece by piece: "主办：交通局；会办：…" or "lead: …; assist: …". */
#ifndef SERVICE_SUMMARY_PARTS_H
#define SERVICE_SUMMARY_PARTS_H

#include "service/convert.h"

/* A summary being written. */
struct summary {
	struct rpc *rpc;
	struct strbuf text;
	const json_t *numbers; /* 案号 of the cases it names by id, by id as text; NULL: none are known */
};

/* Begins a piece with its label: "label: ". The caller adds the value to summary->text. */
void summary_begin(struct summary *summary, const struct label *label);
/* Adds what the input of an update, the object `received` of a created case say. */
void summary_add_input(struct summary *summary, const json_t *input);
void summary_add_received(struct summary *summary, const json_t *received);
/* Adds what effects tell beside: numbers given, things that came (promises, files, people invited, links). */
void summary_add_effects(struct summary *summary, const json_t *effects);
/* Adds what a correction replaces, old and new; earlier: list of the corrected line and its corrections so far. */
void summary_add_correction(struct summary *summary, const json_t *input, const json_t *earlier);
/* Adds the name of a case by its id. */
void summary_add_case(struct summary *summary, int64_t case_id);
void summary_add_office(struct summary *summary, int office_id);

#endif
