#include "rate_request.h"

#include "base/memory.h"
#include "say.h"
#include <stdlib.h>
#include <string.h>

#define MAX_PAGE     1000000000000 /* a page a second for 30,000 years */
#define MAX_DECIMALS 4             /* of the contract */

static int read_role(const struct arguments *arguments, Huiyin__V1__AssignmentRole *ret_role)
{
	static const struct named_value roles[] = {
		{ "lead", HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_LEAD },
		{ "assist", HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST },
		{ "separate", HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_SEPARATE },
		{ "sole", HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_SOLE },
	};
	int role = HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_UNSPECIFIED;
	int result = option_named(arguments, "role", roles, sizeof roles / sizeof roles[0], &role);
	*ret_role = (Huiyin__V1__AssignmentRole)role;
	return result;
}

static int read_level(const struct arguments *arguments, Huiyin__V1__RateFilter *filter)
{
	struct refusal refusal = { 0 };
	enum level level;
	if (show_read_level(option_text(arguments, "level"), &level, &refusal) != 0) {
		say_refusal(&refusal);
		return -1;
	}
	filter->level = (Huiyin__V1__Level)level;
	return 0;
}

static int read_filter(const struct arguments *arguments, Huiyin__V1__RateFilter *filter)
{
	*filter = (Huiyin__V1__RateFilter)HUIYIN__V1__RATE_FILTER__INIT;
	filter->office = option_text(arguments, "office");
	filter->category = option_text(arguments, "category");
	filter->sector = option_text(arguments, "sector");
	filter->proposer_kind = option_text(arguments, "proposer-kind");
	filter->committee = option_text(arguments, "committee");
	filter->class_ = option_text(arguments, "class");
	filter->leader = option_text(arguments, "leader");
	filter->key_only = option_given(arguments, "key");
	return read_level(arguments, filter);
}

int rate_printing_read(const struct arguments *arguments, struct rate_printing *printing)
{
	static const struct named_value roundings[] = {
		{ "half-up", HUIYIN__V1__ROUNDING__ROUNDING_HALF_UP },
		{ "truncate", HUIYIN__V1__ROUNDING__ROUNDING_TRUNCATE },
		{ "sum-100", HUIYIN__V1__ROUNDING__ROUNDING_SUM_100 },
	};
	int rounding = (int)printing->rounding;
	long decimals = printing->decimals;
	if (option_named(arguments, "rounding", roundings, sizeof roundings / sizeof roundings[0], &rounding) != 0 ||
	    option_number(arguments, "decimals", 0, MAX_DECIMALS, &decimals) != 0)
		return -1;
	printing->rounding = (Huiyin__V1__Rounding)rounding;
	printing->decimals_given = option_given(arguments, "decimals");
	printing->decimals = (int32_t)decimals;
	return 0;
}

char *rate_code(const char *word)
{
	static const struct {
		const char *word;
		char code[16];
	} counted[] = {
		{ "filed", "filing" },
		{ "merged", "merging" },
		{ "redirected", "redirection" },
		{ "returned", "return" },
		{ "accepted", "acceptance" },
		{ "contacted", "contact" },
		{ "met", "meeting" },
		{ "answered", "answer" },
		{ "on-time", "on_time" },
		{ "evaluated", "returned_forms" },
		{ "satisfied", "satisfaction" },
		{ "closed", "closing" },
		{ "kept", "promises_kept" },
		{ "published", "publication" },
	};
	for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++)
		if (strcmp(counted[i].word, word) == 0)
			return (char *)counted[i].code;
	return (char *)word;
}

int rate_request_read(const struct arguments *arguments, struct rate_request *ret_request)
{
	struct rate_request *request = ret_request;
	long page = 0;
	*request = (struct rate_request){ .session = option_text(arguments, "session") };
	if (show_read_day("as_of", option_value(arguments, "as-of"), request->as_of) != 0 ||
	    option_number(arguments, "known-at", 1, MAX_PAGE, &page) != 0 ||
	    read_role(arguments, &request->role) != 0 || read_filter(arguments, &request->filter) != 0)
		return -1;
	request->page = page;
	for (const char *rate; (rate = option_repeated(arguments, "rate", request->n_rates));) {
		if (request->n_rates == MAX_RATES_ASKED) {
			say_error(TXT_RATES_TOO_MANY, NULL);
			return -1;
		}
		request->rates[request->n_rates++] = rate_code(rate);
	}
	return 0;
}
