/* A place with an office, a session and two people, for tests that look names up. Included after cmocka.h. */
#ifndef TESTS_SERVICE_PLACE_H
#define TESTS_SERVICE_PLACE_H

#include "ledger/registry.h"

static struct office offices[] = {
	{ .office_id = 7, .code = "jtj", .name_zh = "交通局", .name_en = "Transport Bureau", .position = 1 },
};
static struct session sessions[] = {
	{ .session_id = 3, .code = "14-2", .name_zh = "十四届二次", .name_en = "", .level = LEVEL_CITY },
};
static struct member members[] = {
	{ .member_id = 4, .code = "wang", .name = "示例委员王", .valid_from = HY_DAY_NONE, .valid_until = HY_DAY_NONE },
	{ .member_id = 5,
	  .code = "li",
	  .name = "示例委员李",
	  .stands_for = 4,
	  .valid_from = HY_DAY_NONE,
	  .valid_until = HY_DAY_NONE },
};
static struct registry registry = { .members = members,
				    .n_members = 2,
				    .references = 1,
				    .offices = offices,
				    .n_offices = 1,
				    .sessions = sessions,
				    .n_sessions = 1 };

#endif
