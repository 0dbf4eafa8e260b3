/* ledger head|verify|recount: where the ledger stands and whether it is whole. */
#include "base/text.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "verbs.h"
#include <huiyin/v1/ledger_service.evgrpc.h>
#include <limits.h>

#define HASH_BYTES 32 /* SHA-256 */

static const struct option_row verify_options[] = {
	{ "from", 0, "PAGE", TXT_OPT_FROM_PAGE },
};

static const struct column difference_columns[] = {
	{ "table", TXT_COL_TABLE, COLUMN_FIXED },
	{ "key", TXT_COL_KEY, COLUMN_TEXT },
	{ "expected", TXT_COL_EXPECTED, COLUMN_TEXT },
	{ "found", TXT_COL_FOUND, COLUMN_TEXT },
};

static const char *hash_text(const ProtobufCBinaryData *hash, char text[2 * HASH_BYTES + 1])
{
	text[0] = '\0';
	return hash->len <= HASH_BYTES ? hex_encode(hash->data, hash->len, text) : text;
}

static int run_head(struct client *client, const struct arguments *arguments)
{
	(void)arguments;
	Huiyin__V1__GetHeadRequest request = HUIYIN__V1__GET_HEAD_REQUEST__INIT;
	Huiyin__V1__GetHeadResponse *head;
	int result = REMOTE_CALL(client, huiyin__v1__ledger_service__get_head__unary, &request, &head);
	if (result != CLIENT_OK)
		return result;
	char hash[2 * HASH_BYTES + 1];
	struct report *report = report_new();
	report_number(report, "jurisdiction", TXT_FACT_JURISDICTION, head->jurisdiction);
	report_number(report, "page", TXT_FACT_PAGE, head->page);
	report_fact(report, "hash", TXT_FACT_HASH, hash_text(&head->hash, hash));
	report_fact(report, "recorded_at", TXT_FACT_RECORDED_AT, head->recorded_at);
	report_number(report, "lines", TXT_FACT_LINES, head->lines);
	report_number(report, "fold_page", TXT_FACT_FOLD_PAGE, head->fold_page);
	report_number(report, "largest_page_lines", TXT_FACT_LARGEST_PAGE, head->largest_page_lines);
	report_number(report, "shared_pages", TXT_FACT_SHARED_PAGES, head->shared_pages);
	report_print(report, client);
	remote_free(head);
	return CLIENT_OK;
}

static int run_verify(struct client *client, const struct arguments *arguments)
{
	long from = 0;
	if (option_number(arguments, "from", 1, LONG_MAX, &from) != 0)
		return CLIENT_USAGE;
	Huiyin__V1__VerifyLedgerRequest request = HUIYIN__V1__VERIFY_LEDGER_REQUEST__INIT;
	request.from_page = from;
	Huiyin__V1__VerifyLedgerResponse *answer;
	int result = REMOTE_CALL_LONG(client, huiyin__v1__ledger_service__verify_ledger__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	char hash[2 * HASH_BYTES + 1];
	struct report *report = report_new();
	report_line(report, "message",
		    *answer->message ? answer->message : txt(answer->intact ? TXT_LEDGER_INTACT : TXT_LEDGER_BROKEN));
	report_truth(report, "intact", TXT_FACT_INTACT, answer->intact);
	report_number(report, "pages", TXT_FACT_PAGES, answer->pages);
	report_number(report, "lines", TXT_FACT_LINES, answer->lines);
	if (!answer->intact) {
		report_number(report, "bad_page", TXT_FACT_BAD_PAGE, answer->bad_page);
		report_number(report, "bad_line", TXT_FACT_BAD_LINE, answer->bad_line);
	}
	report_number(report, "head_page", TXT_FACT_PAGE, answer->head_page);
	report_fact(report, "head_hash", TXT_FACT_HASH, hash_text(&answer->head_hash, hash));
	report_print(report, client);
	result = answer->intact ? CLIENT_OK : CLIENT_FAILED;
	remote_free(answer);
	return result;
}

static int run_recount(struct client *client, const struct arguments *arguments)
{
	(void)arguments;
	Huiyin__V1__RecountRequest request = HUIYIN__V1__RECOUNT_REQUEST__INIT;
	Huiyin__V1__RecountResponse *answer;
	int result = REMOTE_CALL_LONG(client, huiyin__v1__ledger_service__recount__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	struct report *report = report_new();
	report_line(report, "message", txt(answer->n_differences ? TXT_RECOUNT_DIFFERS : TXT_RECOUNT_AGREES));
	report_number(report, "page", TXT_FACT_PAGE, answer->page);
	report_number(report, "lines", TXT_FACT_LINES, answer->lines);
	report_number(report, "rows", TXT_FACT_ROWS_COMPARED, answer->rows);
	struct table *table = report_table(report, "differences", difference_columns, 4, true);
	for (size_t i = 0; i < answer->n_differences; i++) {
		const Huiyin__V1__Difference *difference = answer->differences[i];
		table_row(table, ROW_BAD);
		table_cell(table, difference->table);
		table_cell(table, difference->key);
		table_cell(table, difference->expected);
		table_cell(table, difference->found);
	}
	report_print(report, client);
	result = answer->n_differences ? CLIENT_FAILED : CLIENT_OK;
	remote_free(answer);
	return result;
}

const struct verb cmd_ledger_verbs[] = {
	{ "ledger head",
	  "",
	  TXT_LEDGER_HEAD_SUMMARY,
	  TXT_LEDGER_HEAD_ABOUT,
	  NULL,
	  0,
	  0,
	  0,
	  { "huiyin ledger head", "huiyin ledger head --output json" },
	  run_head },
	{ "ledger verify",
	  "",
	  TXT_LEDGER_VERIFY_SUMMARY,
	  TXT_LEDGER_VERIFY_ABOUT,
	  verify_options,
	  1,
	  0,
	  0,
	  { "huiyin ledger verify", "huiyin ledger verify --from 4711" },
	  run_verify },
	{ "ledger recount",
	  "",
	  TXT_LEDGER_RECOUNT_SUMMARY,
	  TXT_LEDGER_RECOUNT_ABOUT,
	  NULL,
	  0,
	  0,
	  0,
	  { "huiyin ledger recount", "huiyin ledger recount --timeout 1200" },
	  run_recount },
	{ 0 },
};
