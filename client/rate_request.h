/* What questions about rates have in common: the day, the page, which cases, which rates. */
#ifndef RATE_REQUEST_H
#define RATE_REQUEST_H

#include "client.h"
#include "options.h"
#include "show.h"
#include <huiyin/v1/rate_service.pb-c.h>

/* The options for it, to stand in a verb's table; those of questions about more than one day have no --as-of. */
#define RATE_CASES_OPTIONS                                                                                             \
	{ "known-at", 0, "PAGE", TXT_OPT_KNOWN_AT }, { "session", 0, "CODE", TXT_OPT_SESSION },                        \
		{ "role", 0, "ROLE", TXT_OPT_ROLE_COUNTED }, { "office", 0, "CODE", TXT_OPT_OFFICE_FILTER },           \
		{ "category", 0, "TEXT", TXT_OPT_CATEGORY_FILTER }, { "sector", 0, "TEXT", TXT_OPT_SECTOR_FILTER },    \
		{ "proposer-kind", 0, "CODE", TXT_OPT_PROPOSER_KIND_FILTER },                                          \
		{ "committee", 0, "NAME", TXT_OPT_COMMITTEE_FILTER }, { "level", 0, "LEVEL", TXT_OPT_LEVEL },          \
		{ "class", 0, "LETTER", TXT_OPT_CLASS_FILTER }, { "leader", 0, "CODE", TXT_OPT_LEADER_FILTER },        \
	{                                                                                                              \
		"key", 0, NULL, TXT_OPT_KEY_FILTER                                                                     \
	}
#define RATE_REQUEST_OPTIONS { "as-of", 0, "DATE", TXT_OPT_AS_OF }, RATE_CASES_OPTIONS

#define MAX_RATES_ASKED 40 /* of one table: more than fit any screen */

struct rate_request {
	char as_of[HY_DAY_TEXT];
	int64_t page;
	char *session;
	Huiyin__V1__AssignmentRole role;
	Huiyin__V1__RateFilter filter; /* with the office */
	char *rates[MAX_RATES_ASKED];  /* of --rate, where the verb has it */
	size_t n_rates;
};
/* The code of a rate, also by the word for what it counts: "answered" is the answer rate. Other words stay as they are.
 */
char *rate_code(const char *word);
/* Texts are borrowed from arguments. 0, or -1 after a sentence. */
int rate_request_read(const struct arguments *arguments, struct rate_request *ret_request);
/* Which cases a message of the contract asks about; the messages have these fields but no type in common. Borrowed from
 * asked, a struct rate_request. */
#define RATE_REQUEST_FILL(message, asked)                                                                              \
	((message)->session = (asked)->session, (message)->role = (asked)->role, (message)->page = (asked)->page,      \
	 (message)->filter = &(asked)->filter)

#define RATE_PRINTING_OPTIONS                                                                                          \
	{ "rounding", 0, "half-up|truncate|sum-100", TXT_OPT_ROUNDING },                                               \
	{                                                                                                              \
		"decimals", 0, "0-4", TXT_OPT_DECIMALS                                                                 \
	}
/* How percentages are printed: what these options say. */
struct rate_printing {
	Huiyin__V1__Rounding rounding;
	bool decimals_given;
	int32_t decimals;
};
/* Left alone where nothing is given. 0, or -1 after a sentence. */
int rate_printing_read(const struct arguments *arguments, struct rate_printing *printing);

#endif
