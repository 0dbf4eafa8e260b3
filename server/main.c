/* huiyind: serves, makes the first token, brings the schema up. */
#include "base/log.h"
#include "serve.h"
#include "settings.h"
#include "setup.h"

#include <signal.h>
#include <stdio.h>

/* How the program ends. */
enum { EXIT_WELL = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* A peer that leaves is no reason to die; SIGTERM and SIGINT are waited for, by no thread but the first. */
static void set_signals(void)
{
	sigset_t signals;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

static int run(const struct settings *settings, char *ret_error, size_t error_size)
{
	struct place place;
	int done;

	if (setup_open(settings, &place, ret_error, error_size) < 0)
		return -1;
	if (settings->command == COMMAND_INIT)
		done = setup_init(settings, &place, ret_error, error_size);
	else if (settings->command == COMMAND_MIGRATE)
		done = setup_migrate(settings, &place, ret_error, error_size);
	else
		done = serve(settings, &place, ret_error, error_size);
	setup_close(&place);
	return done;
}

/* Does what was asked for; the exit code. */
static int obey(const struct settings *settings)
{
	char error[1000] = "";

	if (settings->command == COMMAND_HELP) {
		settings_help(settings->language);
		return EXIT_WELL;
	}
	if (settings->command == COMMAND_VERSION) {
		printf("huiyind %s\n", HUIYIN_VERSION);
		return EXIT_WELL;
	}
	log_set_level((enum log_level)settings->log_level);
	set_signals();
	if (run(settings, error, sizeof(error)) == 0)
		return EXIT_WELL;
	fprintf(stderr, "huiyind: %s\n", error);
	return EXIT_FAILED;
}

int main(int argc, char **argv)
{
	struct settings settings;
	char error[1000] = "";
	int code = EXIT_USAGE;

	if (settings_read(argc, argv, &settings, error, sizeof(error)) == 0)
		code = obey(&settings);
	else
		fprintf(stderr, "huiyind: %s\n", error);
	settings_free(&settings);
	return code;
}
