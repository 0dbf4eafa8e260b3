/* What every decision and every answer needs and what rarely changes: rules, calendar, offices, sessions as of a page.
 * Immutable and counted: the ledger thread publishes a new one after each change, readers hold theirs as long as they
 * need it. */
#ifndef LEDGER_REGISTRY_H
#define LEDGER_REGISTRY_H

#include "domain/calendar.h"
#include "domain/rules/rules.h"

struct office {
	int office_id;
	char code[CODE_SIZE];
	char name_zh[241], name_en[121];
	int position;
	hy_day valid_from, valid_until; /* HY_DAY_NONE: without end */
	int successor_id;               /* who took over its cases; 0: none */
};

/* A person or body of the directory. Telephone and address stand beside the ledger and are not here. */
struct member {
	int member_id;
	char code[CODE_SIZE];
	char name[241], kind[CODE_SIZE], sector[241], title[241];
	int stands_for; /* member this one may stand for; 0: nobody */
	int position;
	hy_day valid_from, valid_until;
	bool has_contact;
	uint8_t contact_hash[32]; /* salted hash of telephone and address */
};

struct session {
	int session_id;
	char code[CODE_SIZE];
	char name_zh[241], name_en[121];
	hy_day starts_on;
	enum level level;
};

/* The page that holds the list of a year in force. */
struct year_page {
	int year;
	int64_t page;
};

struct registry {
	int references;      /* atomic; see registry_hold */
	int64_t page;        /* last page that changed it */
	char place[241];     /* name of the jurisdiction */
	struct rules *rules; /* NULL when none was applied */
	char *rules_text;
	int rules_version;
	int64_t rules_page;
	struct calendar *calendar;
	struct year_page *year_pages; /* of the calendar's lists */
	size_t n_year_pages;
	struct office *offices; /* by position */
	size_t n_offices;
	struct session *sessions; /* by starting day */
	size_t n_sessions;
	struct member *members; /* by position */
	size_t n_members;
};

struct registry *registry_hold(struct registry *registry);
void registry_release(struct registry *registry); /* NULL is fine */
/* Finders; NULL if there is none. */
const struct office *registry_office(const struct registry *registry, int office_id);
const struct office *registry_office_by_code(const struct registry *registry, const char *code);
const struct session *registry_session(const struct registry *registry, int session_id);
const struct session *registry_session_by_code(const struct registry *registry, const char *code);
const struct member *registry_member(const struct registry *registry, int member_id);
const struct member *registry_member_by_code(const struct registry *registry, const char *code);
/* True when a day is within an entry's validity. */
bool registry_is_valid(hy_day from, hy_day until, hy_day day);
/* The page that holds the list of that year, 0 if there is none. */
int64_t registry_year_page(const struct registry *registry, int year);
/* Name in a language (the Chinese one if there is no English one). */
const char *office_name(const struct office *office, enum language language);
const char *session_name(const struct session *session, enum language language);

#endif
