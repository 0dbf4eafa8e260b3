/* How things of the contract are written for people. */
#ifndef SHOW_H
#define SHOW_H

#include "base/date.h"
#include "domain/model.h"
#include "domain/rules/rules.h"
#include "report.h"
#include <huiyin/v1/case_service.pb-c.h>
#include <huiyin/v1/rate_service.pb-c.h>

/* Name of an office in the language of the run, its code if it has no name there, "" for none. */
const char *show_office(const Huiyin__V1__Office *office);
const char *show_office_code(const Huiyin__V1__Office *office);
/* Name of a person, with the title; "" for none. Static until the next call. */
const char *show_member(const Huiyin__V1__Member *member);
/* Words for a role of a caller and of an assignment. */
const char *show_role(Huiyin__V1__Role role);
const char *show_assignment_role(Huiyin__V1__AssignmentRole role);
/* The names of roles in rules and options, the same in every language; "" for none. Static. */
const char *show_role_code(Huiyin__V1__Role role);
const char *show_assignment_role_code(Huiyin__V1__AssignmentRole role);
/* How a due day stands: 黄 / 红 / 逾期 in words, and its code yellow, red, overdue; "" for none. Static. */
const char *show_mark(Huiyin__V1__DueMark mark);
const char *show_mark_code(Huiyin__V1__DueMark mark);
/* The colour of a row that holds it. */
enum row_mark show_mark_row(Huiyin__V1__DueMark mark);
/* True when a person reads the result, on a screen or in Excel; programs read JSON and CSV and want codes. */
bool show_to_person(const struct client *client);
#define SHOW_MOMENT_SIZE 32
/* A moment of the server (UTC): to a person as local time of Asia/Shanghai to seconds, in text; for programs as it is.
 */
const char *show_moment(const struct client *client, const char *moment, char text[SHOW_MOMENT_SIZE]);
/* Case number, or "s17" as long as there is none; in a buffer of the caller. */
#define SHOW_CASE_SIZE 48
const char *show_case_name(const char *number, int64_t case_id, char text[SHOW_CASE_SIZE]);
/* "3" → "还有 3 天" / "逾期 3 天"; in a buffer of the caller; "" when the assignment is done. */
#define SHOW_DAYS_SIZE 64
const char *show_days_left(const Huiyin__V1__Assignment *assignment, char text[SHOW_DAYS_SIZE]);
/* A cell with its working days as a number, empty when it is NULL or done. */
void show_add_days_left(struct table *table, const Huiyin__V1__Assignment *assignment);
/* True while an answer or opinion is awaited from the office. */
bool show_is_open(const Huiyin__V1__Assignment *assignment);
/* The open assignment of an office (code; NULL: any) that is due first; NULL if there is none. */
const Huiyin__V1__Assignment *show_open_assignment(const Huiyin__V1__Case *c, const char *office);
/* Proposers "张三、李四" ; fresh memory. */
char *show_proposers(const Huiyin__V1__NewCase *received);
/* A day from an option as YYYY-MM-DD into text, accepting the usual spellings; "" stays "". 0, or -1 after the message
 * table's sentence. */
int show_read_day(const char *field, const char *given, char text[HY_DAY_TEXT]);
/* The same with the refusal handed back instead of printed. */
int show_day(const char *field, const char *given, char text[HY_DAY_TEXT], struct refusal *ret_refusal);
/* Words for a level. Static. */
const char *show_level(Huiyin__V1__Level level);
/* The words of a code in a list of the rules; the code itself without rules, or when they do not have it. */
const char *show_word(const struct rule_word *list, int n, const char *code);
/* A level by name ("" is none given). 0, or -1 with the refusal. */
int show_read_level(const char *name, enum level *ret_level, struct refusal *ret_refusal);

#endif
