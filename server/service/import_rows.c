#include "service/import_rows.h"

#include "service/check.h"
#include "service/convert.h"
#include "service/errors.h"

#include "base/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sentence of a row's error. */
#define MESSAGE_SIZE 1500

static const char *field_of(const struct refusal *refusal)
{
	for (int i = 0; i < refusal->n; i++)
		if (strcmp(refusal->pairs[i].key, "field") == 0)
			return refusal->pairs[i].value;
	if (refusal->reason == REASON_SESSION_NOT_FOUND)
		return "session";
	return refusal->reason == REASON_SUBMISSION_NUMBER_TAKEN ? "submission_number" : "";
}

void import_rows_fail(struct rpc *rpc, struct import_rows *rows, int row, const struct refusal *refusal)
{
	Huiyin__V1__RowError *error;

	if (rows->n_errors++ >= IMPORT_MAX_ERRORS)
		return;
	if (!rows->errors)
		rows->errors = rpc_alloc(rpc, IMPORT_MAX_ERRORS * sizeof(*rows->errors));
	error = convert_new(rpc, &huiyin__v1__row_error__descriptor);
	error->row = row;
	error->field = convert_text(rpc, field_of(refusal));
	error->reason = convert_text(rpc, reason_name(refusal->reason));
	error->message = rpc_alloc(rpc, MESSAGE_SIZE);
	refusal_text(refusal, rpc->language, error->message, MESSAGE_SIZE);
	rows->errors[rows->n_errors - 1] = error;
}

/* SHA-256 of a proposal's bytes. */
static void digest_case(const Huiyin__V1__NewCase *given, uint8_t ret_digest[SHA256_BYTES])
{
	size_t len = huiyin__v1__new_case__get_packed_size(given);
	uint8_t *bytes = hy_xmalloc(len + 1);
	const struct digest_part part = { bytes, huiyin__v1__new_case__pack(given, bytes) };

	sha256(&part, 1, ret_digest);
	free(bytes);
}

/* The message goes away with the next one: copies its texts. */
static void keep_texts(struct rpc *rpc, struct new_case *given)
{
	const char **texts[] = { &given->kind,
				 &given->submission_number,
				 &given->external_number,
				 &given->title,
				 &given->text,
				 &given->proposer_kind,
				 &given->sector,
				 &given->category,
				 &given->publication_wish_reason };
	const char **proposers = rpc_alloc(rpc, ((size_t)given->n_proposers + 1) * sizeof(*proposers));

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		*texts[i] = convert_text(rpc, *texts[i]);
	for (int i = 0; i < given->n_proposers; i++)
		proposers[i] = convert_text(rpc, given->proposers[i]);
	given->proposers = proposers;
}

static struct import_row *new_row(struct rpc *rpc, struct import_rows *rows)
{
	struct import_row *list;

	if (rows->n == rows->size) {
		rows->size = rows->size ? 2 * rows->size : 64;
		list = rpc_alloc(rpc, rows->size * sizeof(*list));
		if (rows->n)
			memcpy(list, rows->list, rows->n * sizeof(*list));
		rows->list = list;
	}
	return &rows->list[rows->n];
}

void import_rows_add(struct rpc *rpc, struct import_rows *rows, const Huiyin__V1__ImportRow *row, const char *cut_field)
{
	struct import_row *kept = new_row(rpc, rows);
	struct refusal refusal;

	memset(kept, 0, sizeof(*kept));
	kept->number = row->row;
	kept->index = rows->n++;
	if (check_message(&row->base, cut_field, &refusal) < 0 ||
	    (row->case_ && check_given("received_on", row->case_->received_on, &refusal) < 0) ||
	    new_case_read(rpc, row->case_, &kept->given, &refusal) < 0) {
		memset(&kept->given, 0, sizeof(kept->given));
		import_rows_fail(rpc, rows, row->row, &refusal);
		return;
	}
	rows->bytes += huiyin__v1__new_case__get_packed_size(row->case_);
	digest_case(row->case_, kept->digest);
	keep_texts(rpc, &kept->given);
}

/* Pointers to all rows, sorted. */
static struct import_row **sort_rows(struct rpc *rpc, const struct import_rows *rows,
				     int (*compare)(const void *a, const void *b))
{
	struct import_row **sorted = rpc_alloc(rpc, (rows->n + 1) * sizeof(struct import_row *));

	for (size_t i = 0; i < rows->n; i++)
		sorted[i] = &rows->list[i];
	qsort(sorted, rows->n, sizeof(struct import_row *), compare);
	return sorted;
}

static int compare_index(const struct import_row *a, const struct import_row *b)
{
	return (a->index > b->index) - (a->index < b->index);
}

static int compare_content(const void *a, const void *b)
{
	const struct import_row *left = *(const struct import_row *const *)a;
	const struct import_row *right = *(const struct import_row *const *)b;
	int order = memcmp(left->digest, right->digest, SHA256_BYTES);

	return order ? order : compare_index(left, right);
}

void import_rows_identify(struct rpc *rpc, struct import_rows *rows, const uint8_t import_id[UUID_BYTES])
{
	struct import_row **sorted = sort_rows(rpc, rows, compare_content);
	char hex[2 * SHA256_BYTES + 1], name[2 * SHA256_BYTES + 24];
	unsigned same = 0;

	for (size_t i = 0; i < rows->n; i++) {
		if (i && memcmp(sorted[i - 1]->digest, sorted[i]->digest, SHA256_BYTES) == 0)
			same++;
		else
			same = 0;
		snprintf(name, sizeof(name), "%s#%u", hex_encode(sorted[i]->digest, SHA256_BYTES, hex), same);
		uuid_of_name(import_id, name, sorted[i]->request_id);
	}
}

static int compare_submissions(const struct import_row *a, const struct import_row *b)
{
	if (a->given.session_id != b->given.session_id)
		return a->given.session_id < b->given.session_id ? -1 : 1;
	return strcmp(a->given.submission_number ? a->given.submission_number : "",
		      b->given.submission_number ? b->given.submission_number : "");
}

static int compare_numbers(const void *a, const void *b)
{
	const struct import_row *left = *(const struct import_row *const *)a;
	const struct import_row *right = *(const struct import_row *const *)b;
	int order = compare_submissions(left, right);

	return order ? order : compare_index(left, right);
}

void import_rows_fail_taken(struct rpc *rpc, struct import_rows *rows, struct import_row *row)
{
	const struct session *session = registry_session(rpc->registry, row->given.session_id);
	struct refusal refusal;

	if (row->taken)
		return;
	row->taken = true;
	refuse_with(refuse(&refusal, REASON_SUBMISSION_NUMBER_TAKEN), "session", "%s", session ? session->code : "");
	refuse_with(&refusal, "value", "%s", row->given.submission_number);
	import_rows_fail(rpc, rows, row->number, &refusal);
}

void import_rows_find_twins(struct rpc *rpc, struct import_rows *rows)
{
	struct import_row **sorted = sort_rows(rpc, rows, compare_numbers);

	for (size_t i = 1; i < rows->n; i++) {
		const char *number = sorted[i]->given.submission_number;

		if (number && number[0] && compare_submissions(sorted[i - 1], sorted[i]) == 0)
			import_rows_fail_taken(rpc, rows, sorted[i]);
	}
}
