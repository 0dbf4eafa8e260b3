#include "settings_read.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "service/view.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_ADDRESS      "127.0.0.1:50051"
#define SOCKET_NAME          "huiyin.sock"
#define DEFAULT_JURISDICTION 150200
#define DEFAULT_NAME         "包头市"
/* Workers where nobody says how many: as many as there are cores, but of a cluster of its own only so many as its 50
 * connections suffice for: one for each worker and its views, three that PostgreSQL keeps for itself, and those of the
 * ledger, the fold, the helper, the reports, the deliveries and whoever looks in with psql. */
#define EMBEDDED_WORKERS     12
#define EMBEDDED_CONNECTIONS (50 - 3 - 8)
_Static_assert(EMBEDDED_WORKERS *(1 + VIEWS_MAX) <= EMBEDDED_CONNECTIONS, "every worker may have all of its views");

int settings_take_number(struct reader *reader, const char *value, int min, int max, const char *sentence, int *ret)
{
	int64_t number;

	if (number_parse(value, min, max, &number) < 0)
		return settings_fail(reader, sentence, value);
	*ret = (int)number;
	return 0;
}

/* "--name VALUE" or "--name=VALUE" at argv[*i]. */
static int read_option(struct reader *reader, int argc, char **argv, int *i)
{
	const char *equals = strchr(argv[*i], '=');
	size_t len = equals ? (size_t)(equals - argv[*i]) : strlen(argv[*i]);
	const struct setting *setting = settings_find(argv[*i], len);
	const char *value = equals ? equals + 1 : NULL;

	if (!setting)
		return settings_fail(reader, "huiyind --help lists the options; there is no", argv[*i]);
	if (reader->settings->command <= COMMAND_MIGRATE && !(setting->commands >> reader->settings->command & 1))
		return settings_fail(reader, "This command does not take", setting->name);
	if (setting->value && !value) {
		if (*i + 1 >= argc)
			return settings_fail(reader, "A value is missing after", setting->name);
		value = argv[++*i];
	}
	if (!setting->value && value)
		return settings_fail(reader, "No value belongs to", setting->name);
	return setting->take(reader, value ? value : "");
}

/* migrate [up|status|down VERSION] */
static int read_action(struct reader *reader, int argc, char **argv, int *i)
{
	struct settings *settings = reader->settings;

	if (strcmp(argv[*i], "up") == 0)
		settings->action = MIGRATE_UP;
	else if (strcmp(argv[*i], "status") == 0)
		settings->action = MIGRATE_STATUS;
	else if (strcmp(argv[*i], "down") != 0)
		return settings_fail(reader, "migrate takes up, status or down VERSION, not", argv[*i]);
	else if (settings->action = MIGRATE_DOWN, ++*i >= argc)
		return settings_fail(reader, "migrate down needs the version to go down to; 0 undoes everything.", "");
	else
		return settings_take_number(reader, argv[*i], 0, 9999,
					    "migrate down takes the number of a version, not", &settings->version);
	return 0;
}

/* The command, if argv begins with one; returns where the rest begins. */
static int read_command(struct settings *settings, int argc, char **argv)
{
	static const struct {
		const char *word;
		enum command command;
	} words[] = { { "serve", COMMAND_SERVE },
		      { "init", COMMAND_INIT },
		      { "migrate", COMMAND_MIGRATE },
		      { "help", COMMAND_HELP },
		      { "version", COMMAND_VERSION } };

	for (size_t i = 0; argc > 1 && i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(argv[1], words[i].word) == 0) {
			settings->command = words[i].command;
			return 2;
		}
	return 1;
}

static int read_line(struct reader *reader, int argc, char **argv)
{
	for (int i = read_command(reader->settings, argc, argv); i < argc; i++) {
		int bad;

		if (argv[i][0] == '-')
			bad = read_option(reader, argc, argv, &i);
		else if (reader->settings->command == COMMAND_MIGRATE)
			bad = read_action(reader, argc, argv, &i);
		else
			bad = settings_fail(reader, "huiyind --help lists the commands; there is no", argv[i]);
		if (bad < 0)
			return -1;
	}
	return 0;
}

static void set_defaults(struct settings *settings)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN), most = settings->data ? EMBEDDED_WORKERS : MAX_WORKERS;

	if (settings->workers == 0)
		settings->workers = (int)(cores < 1 ? 1 : cores > most ? most : cores);
	if (settings->command == COMMAND_INIT && settings->jurisdiction == 0)
		settings->jurisdiction = DEFAULT_JURISDICTION;
	if (!settings->name)
		settings->name = DEFAULT_NAME;
	if (!settings->migrate_url)
		settings->migrate_url = settings->database_url;
	if (settings->n_listen)
		return;
	settings->listen[settings->n_listen++] = DEFAULT_ADDRESS;
	if (settings->data)
		settings->listen[settings->n_listen++] =
			settings_own(settings, hy_xasprintf("unix:%s/" SOCKET_NAME, settings->data));
}

int settings_read(int argc, char **argv, struct settings *ret_settings, char *ret_error, size_t error_size)
{
	struct reader reader = { .settings = ret_settings, .error = ret_error, .error_size = error_size };

	*ret_settings = (struct settings){
		.business_date = HY_DAY_NONE,
		.log_level = LOG_INFO_,
		.language = settings_language(),
	};
	if (read_line(&reader, argc, argv) < 0)
		return -1;
	if (ret_settings->command > COMMAND_MIGRATE)
		return 0;
	if (settings_environment(&reader) < 0)
		return -1;
	set_defaults(ret_settings);
	return settings_check(&reader);
}

void settings_free(struct settings *settings)
{
	for (int i = 0; i < settings->n_owned; i++)
		free(settings->owned[i]);
	settings->n_owned = 0;
}
