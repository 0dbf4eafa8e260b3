/* import: many proposals, or what happened to many cases, from one sheet. */
#include "base/csv.h"
#include "base/file.h"
#include "bulk.h"
#include "import_mapped.h"
#include "import_plain.h"
#include "say.h"
#include "verbs.h"
#include <errno.h>
#include <string.h>

#define DEFAULT_PARALLEL 8

static const struct option_row import_options[] = {
	{ "dry-run", 'n', NULL, TXT_OPT_DRY_RUN },           { "yes", 'y', NULL, TXT_OPT_IMPORT_YES },
	{ "partial", 0, NULL, TXT_OPT_IMPORT_PARTIAL },      { "kind", 0, "KIND", TXT_OPT_IMPORT_KIND },
	{ "sheet", 0, "NAME", TXT_OPT_IMPORT_SHEET },        { "set", 0, "FIELD=VALUE", TXT_OPT_IMPORT_SET },
	{ "mapping", 0, "FILE", TXT_OPT_IMPORT_MAPPING },    { "save-mapping", 0, "FILE", TXT_OPT_IMPORT_SAVE_MAPPING },
	{ "result", 0, "FILE.xlsx", TXT_OPT_IMPORT_RESULT }, { "parallel", 0, "N", TXT_OPT_PARALLEL },
};

/* The columns of the contract stand in the first line of a CSV, as programs write it. */
static bool is_plain(const struct strbuf *bytes)
{
	static const char *const names[] = { "submission_number", "proposer_kind", "received_on" };
	const char *end = bytes->len ? memchr(bytes->text, '\n', bytes->len) : NULL;
	size_t len = end ? (size_t)(end - bytes->text) : bytes->len;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (len && memmem(bytes->text, len, names[i], strlen(names[i])))
			return grid_is_text((const uint8_t *)bytes->text, bytes->len);
	return false;
}

static bool wants_mapping(const struct arguments *arguments)
{
	static const char *const options[] = { "yes", "partial", "kind",         "sheet",
					       "set", "mapping", "save-mapping", "result" };
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
		if (option_given(arguments, options[i]))
			return true;
	return false;
}

static int read_kind(const struct arguments *arguments, enum import_kind *ret_kind)
{
	const char *kind = option_text(arguments, "kind");
	*ret_kind = import_kind_by_name(kind);
	if (*ret_kind || !*kind)
		return CLIENT_OK;
	say_error(TXT_IMPORT_KIND_WRONG, "value", kind, NULL);
	return CLIENT_USAGE;
}

static int run_mapped(struct client *client, const struct arguments *arguments, const struct strbuf *bytes)
{
	long parallel = DEFAULT_PARALLEL;
	struct import_wish wish = {
		.path = arguments->words[0],
		.bytes = bytes,
		.sheet = option_text(arguments, "sheet"),
		.mapping = option_value(arguments, "mapping"),
		.save_mapping = option_value(arguments, "save-mapping"),
		.result = option_value(arguments, "result"),
		.arguments = arguments,
		.dry_run = option_given(arguments, "dry-run"),
		.yes = option_given(arguments, "yes"),
		.partial = option_given(arguments, "partial"),
	};
	if (option_number(arguments, "parallel", 1, BULK_MAX_PARALLEL, &parallel) != 0 ||
	    read_kind(arguments, &wish.kind) != CLIENT_OK)
		return CLIENT_USAGE;
	wish.parallel = (int)parallel;
	return import_mapped(client, &wish);
}

static int run_import(struct client *client, const struct arguments *arguments)
{
	const char *path = arguments->words[0];
	struct strbuf bytes = { 0 };
	struct refusal refusal = { 0 };
	int result;
	if (file_load(path, CSV_MAX_BYTES, &bytes) != 0)
		result = say_refusal(refuse_with(refuse(&refusal, REASON_CSV_UNREADABLE), "path", "%s", path));
	else if (is_plain(&bytes) && !wants_mapping(arguments))
		result = import_plain(client, path, &bytes, option_given(arguments, "dry-run"));
	else
		result = run_mapped(client, arguments, &bytes);
	strbuf_clear(&bytes);
	return result;
}

const struct verb cmd_import_verbs[] = {
	{ "import",
	  "FILE",
	  TXT_IMPORT_SUMMARY,
	  TXT_IMPORT_ABOUT,
	  import_options,
	  sizeof import_options / sizeof import_options[0],
	  1,
	  1,
	  { "huiyin import 台账.xlsx --set session=14-2 --set level=city --save-mapping 台账.json",
	    "huiyin import todo.xlsx --yes" },
	  run_import },
	{ 0 },
};
