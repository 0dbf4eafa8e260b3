/* member list|add|update|erase-contact|sectors: the people of the directory. */
#include "directory.h"
#include "members.h"
#include "remote.h"
#include "say.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/directory_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

#define MAX_POSITION 10000 /* the server's */
#define COUNT(a)     (sizeof(a) / sizeof(a)[0])

#define ENTRY_OPTIONS                                                                                                  \
	{ "name", 0, "TEXT", TXT_OPT_MEMBER_NAME }, { "kind", 0, "KIND", TXT_OPT_MEMBER_KIND },                        \
		{ "sector", 0, "TEXT" OR_NOTHING, TXT_OPT_SECTOR },                                                    \
		{ "title", 0, "TEXT" OR_NOTHING, TXT_OPT_MEMBER_TITLE },                                               \
		{ "stands-for", 0, "CODE" OR_NOTHING, TXT_OPT_STANDS_FOR }, { "position", 0, "N", TXT_OPT_POSITION },  \
		{ "valid-from", 0, "DATE" OR_NOTHING, TXT_OPT_VALID_FROM },                                            \
		{ "valid-until", 0, "DATE" OR_NOTHING, TXT_OPT_VALID_UNTIL },                                          \
		{ "telephone", 0, "TEXT" OR_NOTHING, TXT_OPT_TELEPHONE },                                              \
	{                                                                                                              \
		"address", 0, "TEXT" OR_NOTHING, TXT_OPT_ADDRESS                                                       \
	}
static const struct option_row entry_options[] = { ENTRY_OPTIONS };

static const struct option_row list_options[] = {
	{ "kind", 0, "KIND", TXT_OPT_MEMBER_KIND },
	{ "sector", 0, "TEXT", TXT_OPT_SECTOR },
	{ "current", 0, NULL, TXT_OPT_CURRENT },
};
static const struct option_row sectors_options[] = {
	{ "kind", 0, "KIND", TXT_OPT_MEMBER_KIND },
};

static const struct column member_columns[] = {
	{ "code", TXT_COL_CODE, COLUMN_FIXED },
	{ "name", TXT_COL_NAME, COLUMN_TEXT },
	{ "kind", TXT_COL_MEMBER_KIND, COLUMN_FIXED | COLUMN_DROP(2) },
	{ "sector", TXT_COL_SECTOR, COLUMN_TEXT | COLUMN_IF_ANY },
	{ "title", TXT_COL_MEMBER_TITLE, COLUMN_TEXT | COLUMN_DROP(4) | COLUMN_IF_ANY },
	{ "stands_for", TXT_COL_STANDS_FOR, COLUMN_FIXED | COLUMN_DROP(3) | COLUMN_IF_ANY },
	{ "valid_from", TXT_COL_VALID_FROM, COLUMN_FIXED | COLUMN_DROP(6) | COLUMN_IF_ANY },
	{ "valid_until", TXT_COL_VALID_UNTIL, COLUMN_FIXED | COLUMN_DROP(5) | COLUMN_IF_ANY },
	{ "telephone", TXT_COL_TELEPHONE, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "address", TXT_COL_ADDRESS, COLUMN_TEXT | COLUMN_DROP(1) | COLUMN_IF_ANY },
	/* What programs want besides. */
	{ "position", TXT_COL_POSITION, COLUMN_NUMBER },
	{ "member_id", TXT_COL_ID, COLUMN_NUMBER },
};
#define N_MEMBER_DATA 2
static const struct column sector_columns[] = {
	{ "sector", TXT_COL_SECTOR, COLUMN_TEXT },
	{ "members", TXT_COL_MEMBERS, COLUMN_NUMBER },
};

/* ---- Lists ---------------------------------------------------------------------------------------------------- */

static int ask_members(struct client *client, const struct arguments *arguments, bool current_only,
		       Huiyin__V1__ListMembersResponse **ret_list)
{
	Huiyin__V1__ListMembersRequest request = HUIYIN__V1__LIST_MEMBERS_REQUEST__INIT;
	request.kind = option_text(arguments, "kind");
	request.sector = option_text(arguments, "sector");
	request.current_only = current_only;
	return REMOTE_CALL(client, huiyin__v1__directory_service__list_members__unary, &request, ret_list);
}

/* The words of a kind; programs get the code. */
static const char *kind_word(const struct client *client, const char *kind)
{
	static const struct {
		const char *kind;
		enum text_id text;
	} words[] = { { "member", TXT_KIND_MEMBER }, { "leader", TXT_KIND_LEADER },
		      { "party", TXT_KIND_PARTY },   { "organisation", TXT_KIND_ORGANISATION },
		      { "sector", TXT_KIND_SECTOR }, { "committee", TXT_KIND_COMMITTEE },
		      { "group", TXT_KIND_GROUP } };
	for (size_t i = 0; client->output == OUTPUT_TABLE && i < COUNT(words); i++)
		if (strcmp(words[i].kind, kind) == 0)
			return txt(words[i].text);
	return kind;
}

static void add_member(const struct client *client, struct table *table, const Huiyin__V1__Member *member)
{
	table_row(table, ROW_PLAIN);
	table_cell(table, member->code);
	table_cell(table, member->name);
	table_cell(table, kind_word(client, member->kind));
	table_cell(table, member->sector);
	table_cell(table, member->title);
	table_cell(table, member->stands_for);
	table_cell(table, member->valid_from);
	table_cell(table, member->valid_until);
	table_cell(table, member->telephone);
	table_cell(table, member->address);
	table_cell_number(table, member->position);
	table_cell_number(table, member->member_id);
}

static int run_list(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__ListMembersResponse *list;
	int result = ask_members(client, arguments, option_given(arguments, "current"), &list);
	if (result != CLIENT_OK)
		return result;
	struct report *report = report_new();
	size_t n_columns = COUNT(member_columns) - (client->output == OUTPUT_TABLE ? N_MEMBER_DATA : 0);
	struct table *table = report_table(report, "members", member_columns, n_columns, false);
	for (size_t i = 0; i < list->n_members; i++)
		add_member(client, table, list->members[i]);
	report_print(report, client);
	remote_free(list);
	return CLIENT_OK;
}

/* True when a person before has the same sector. */
static bool sector_was_before(const Huiyin__V1__ListMembersResponse *list, size_t place)
{
	for (size_t i = 0; i < place; i++)
		if (strcmp(list->members[i]->sector, list->members[place]->sector) == 0)
			return true;
	return false;
}

static int run_sectors(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__ListMembersRequest request = HUIYIN__V1__LIST_MEMBERS_REQUEST__INIT;
	Huiyin__V1__ListMembersResponse *list;
	request.kind = option_given(arguments, "kind") ? option_text(arguments, "kind") : (char *)"member";
	request.current_only = true;
	int result = REMOTE_CALL(client, huiyin__v1__directory_service__list_members__unary, &request, &list);
	if (result != CLIENT_OK)
		return result;
	struct report *report = report_new();
	struct table *table = report_table(report, "sectors", sector_columns, COUNT(sector_columns), false);
	for (size_t i = 0; i < list->n_members; i++) {
		const char *sector = list->members[i]->sector;
		long long n = 0;
		if (sector_was_before(list, i))
			continue;
		for (size_t k = i; k < list->n_members; k++)
			n += strcmp(list->members[k]->sector, sector) == 0;
		table_row(table, ROW_PLAIN);
		table_cell(table, *sector || client->output != OUTPUT_TABLE ? sector : txt(TXT_WORD_NO_SECTOR));
		table_cell_number(table, n);
	}
	report_number(report, "count", TXT_COL_MEMBERS, (long long)list->n_members);
	report_print(report, client);
	remote_free(list);
	return CLIENT_OK;
}

/* ---- Entries -------------------------------------------------------------------------------------------------- */

/* What was given on the command line, over an entry. The days are written into the texts. 0, or -1 after a sentence. */
static int read_entry(const struct arguments *arguments, Huiyin__V1__Member *member, char valid_from[HY_DAY_TEXT],
		      char valid_until[HY_DAY_TEXT])
{
	const struct {
		const char *option;
		char **field;
	} texts[] = {
		{ "name", &member->name },
		{ "kind", &member->kind },
		{ "sector", &member->sector },
		{ "title", &member->title },
		{ "stands-for", &member->stands_for },
		{ "telephone", &member->telephone },
		{ "address", &member->address },
	};
	long position = member->position;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (option_given(arguments, texts[i].option))
			*texts[i].field = option_text(arguments, texts[i].option);
	if (option_number(arguments, "position", 1, MAX_POSITION, &position) != 0)
		return -1;
	member->position = (int32_t)position;
	if (option_given(arguments, "valid-from")) {
		if (show_read_day("valid_from", option_value(arguments, "valid-from"), valid_from) != 0)
			return -1;
		member->valid_from = valid_from;
	}
	if (option_given(arguments, "valid-until")) {
		if (show_read_day("valid_until", option_value(arguments, "valid-until"), valid_until) != 0)
			return -1;
		member->valid_until = valid_until;
	}
	return 0;
}

static int print_stored(struct client *client, int result, bool already)
{
	if (result == CLIENT_OK)
		directory_print_count(client, already ? 0 : 1, already ? 1 : 0);
	return result;
}

static int run_add(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__Member member = HUIYIN__V1__MEMBER__INIT;
	char valid_from[HY_DAY_TEXT], valid_until[HY_DAY_TEXT], request_id[UUID_TEXT], kind[] = "member";
	bool already = false;
	member.code = arguments->words[0];
	member.kind = kind;
	if (read_entry(arguments, &member, valid_from, valid_until) != 0)
		return CLIENT_USAGE;
	directory_request_id(request_id);
	return print_stored(client, members_create(client, &member, request_id, &already), already);
}

static int say_not_found(const char *code)
{
	struct refusal refusal = { 0 };
	refuse_with(refuse(&refusal, REASON_MEMBER_NOT_FOUND), "member", "%s", code);
	return say_refusal(&refusal);
}

static int run_update(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__ListMembersResponse *list;
	char valid_from[HY_DAY_TEXT], valid_until[HY_DAY_TEXT], request_id[UUID_TEXT], none[] = "";
	bool already = false;
	int result = members_fetch(client, &list);
	if (result != CLIENT_OK)
		return result;
	const Huiyin__V1__Member *known = members_find(list, arguments->words[0]);
	if (!known) {
		remote_free(list);
		return say_not_found(arguments->words[0]);
	}
	Huiyin__V1__Member member = *known;
	member.telephone = member.address = none; /* as they are, unless given */
	if (read_entry(arguments, &member, valid_from, valid_until) != 0) {
		remote_free(list);
		return CLIENT_USAGE;
	}
	directory_request_id(request_id);
	result = print_stored(client, members_update(client, &member, request_id, &already), already);
	remote_free(list);
	return result;
}

static int run_erase(struct client *client, const struct arguments *arguments)
{
	long long erased = 0, already = 0;
	int last = CLIENT_OK;
	for (int i = 0; i < arguments->n_words; i++) {
		Huiyin__V1__EraseMemberContactRequest request = HUIYIN__V1__ERASE_MEMBER_CONTACT_REQUEST__INIT;
		Huiyin__V1__EraseMemberContactResponse *answer;
		request.code = arguments->words[i];
		int result = REMOTE_CALL(client, huiyin__v1__directory_service__erase_member_contact__unary, &request,
					 &answer);
		if (result != CLIENT_OK) {
			last = result;
			if (result == CLIENT_DENIED || result == CLIENT_UNREACHABLE)
				break;
			continue;
		}
		already += answer->already_erased;
		erased += !answer->already_erased;
		remote_free(answer);
	}
	struct report *report = report_new();
	report_number(report, "erased", TXT_FACT_ERASED, erased);
	report_number(report, "already_erased", TXT_FACT_ALREADY_ERASED, already);
	report_print(report, client);
	return last == CLIENT_OK ? CLIENT_OK : erased + already ? CLIENT_PARTIAL : last;
}

const struct verb cmd_member_verbs[] = {
	{ "member list",
	  "",
	  TXT_MEMBER_LIST_SUMMARY,
	  TXT_MEMBER_LIST_ABOUT,
	  list_options,
	  COUNT(list_options),
	  0,
	  0,
	  { "huiyin member list --sector 教育界 --current", "huiyin member list --kind leader" },
	  run_list },
	{ "member sectors",
	  "",
	  TXT_MEMBER_SECTORS_SUMMARY,
	  TXT_MEMBER_SECTORS_ABOUT,
	  sectors_options,
	  COUNT(sectors_options),
	  0,
	  0,
	  { "huiyin member sectors", "huiyin member sectors --output csv" },
	  run_sectors },
	{ "member add",
	  "CODE",
	  TXT_MEMBER_ADD_SUMMARY,
	  TXT_MEMBER_ADD_ABOUT,
	  entry_options,
	  COUNT(entry_options),
	  1,
	  1,
	  { "huiyin member add m001 --name 张三 --sector 教育界 --telephone 0472-5550000",
	    "huiyin member add l01 --name 王市长 --kind leader --title 副市长" },
	  run_add },
	{ "member update",
	  "CODE",
	  TXT_MEMBER_UPDATE_SUMMARY,
	  TXT_MEMBER_UPDATE_ABOUT,
	  entry_options,
	  COUNT(entry_options),
	  1,
	  1,
	  { "huiyin member update m001 --sector 经济界", "huiyin member update m001 --valid-until 2027-12-31" },
	  run_update },
	{ "member erase-contact",
	  "CODE…",
	  TXT_MEMBER_ERASE_SUMMARY,
	  TXT_MEMBER_ERASE_ABOUT,
	  NULL,
	  0,
	  1,
	  -1,
	  { "huiyin member erase-contact m001", "huiyin member erase-contact m001 m002" },
	  run_erase },
	{ 0 },
};
