#include "setup.h"

#include "db/check.h"
#include "db/migrate.h"
#include "embedded/embedded.h"
#include "service/auth.h"
#include "store/once.h"
#include "store/token_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- The database --------------------------------------------------------------------------------------------- */

int setup_open(const struct settings *settings, struct place *ret_place, char *ret_error, size_t error_size)
{
	*ret_place = (struct place){ .app = settings->database_url, .owner = settings->migrate_url };
	if (!settings->data)
		return 0;
	ret_place->embedded = embedded_start(settings->data, ret_error, error_size);
	if (!ret_place->embedded)
		return -1;
	ret_place->app = embedded_app_conninfo(ret_place->embedded);
	ret_place->owner = embedded_owner_conninfo(ret_place->embedded);
	return 0;
}

void setup_close(struct place *place)
{
	embedded_stop(place->embedded);
	place->embedded = NULL;
}

/* What to do about a schema that is not this program's. */
static int refuse_schema(enum migrate_state state, char *ret_error, size_t error_size)
{
	static const char *const sentences[] = {
		[MIGRATE_CURRENT] = "",
		[MIGRATE_BEHIND] = "The database's schema is older than this huiyind; run huiyind migrate up first.",
		[MIGRATE_NEWER] =
			"The database's schema is newer than this huiyind; run the huiyind that belongs to it.",
		[MIGRATE_CHANGED] = "The schema was made by other migrations; huiyind migrate status shows which.",
	};

	snprintf(ret_error, error_size, "%s", sentences[state]);
	return state == MIGRATE_CURRENT ? 0 : -1;
}

int setup_check(const struct place *place, char *ret_error, size_t error_size)
{
	enum migrate_state state;
	int applied;

	if (place->embedded)
		return migrate_up(place->owner, &applied, ret_error, error_size);
	if (db_check_server(place->app, false, ret_error, error_size) < 0 ||
	    migrate_check(place->app, &state, ret_error, error_size) < 0)
		return -1;
	return refuse_schema(state, ret_error, error_size);
}

/* ---- The jurisdiction ----------------------------------------------------------------------------------------- */

/* What the table of jurisdictions and tokens says about one. */
struct survey {
	int wanted; /* 0: any */
	int found, n;
	int64_t tokens; /* of the wanted one */
};

static void fill_survey(struct db_batch *batch, void *arg)
{
	const struct survey *survey = arg;

	jurisdiction_store_list(batch);
	token_store_count(batch, survey->wanted);
}

static void take_survey(const struct db_result *result, void *arg)
{
	struct survey *survey = arg;

	for (size_t row = 0; row < db_rows(result, 0); row++) {
		int code = (int)db_int(result, 0, row, 0);

		survey->n++;
		if (survey->wanted == 0 || survey->wanted == code)
			survey->found = code;
	}
	survey->tokens = db_int(result, 1, 0, 0);
}

int setup_find_jurisdiction(const char *conninfo, int wanted, int *ret_jurisdiction, char *ret_error, size_t error_size)
{
	struct survey survey = { .wanted = wanted };

	if (store_once(conninfo, fill_survey, take_survey, &survey, ret_error, error_size) < 0)
		return -1;
	if (survey.n == 0)
		snprintf(ret_error, error_size, "There is no jurisdiction yet; run huiyind init first.");
	else if (!survey.found)
		snprintf(ret_error, error_size, "There is no jurisdiction %d in this database; huiyind init makes it.",
			 wanted);
	else if (!wanted && survey.n > 1)
		snprintf(ret_error, error_size,
			 "There are %d jurisdictions in this database; say which with --jurisdiction.", survey.n);
	else
		*ret_jurisdiction = survey.found;
	return ret_error[0] ? -1 : 0;
}

/* ---- init ----------------------------------------------------------------------------------------------------- */

/* Room of a new token's file, or -1 with a sentence. */
static int open_token_file(const char *path, char *ret_error, size_t error_size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		snprintf(ret_error, error_size, "The token cannot be written to %s: %s. Nothing was made.", path,
			 errno == EEXIST ? "the file is there already" : strerror(errno));
	return fd;
}

struct first_token {
	const struct settings *settings;
	uint8_t hash[SHA256_BYTES];
};

static void fill_init(struct db_batch *batch, void *arg)
{
	const struct first_token *first = arg;
	struct token_row token = { .role = ROLE_OPERATOR, .expires_on = HY_DAY_NONE };

	snprintf(token.label, sizeof(token.label), "huiyind init");
	jurisdiction_store_add(batch, first->settings->jurisdiction, first->settings->name);
	token_store_add(batch, first->settings->jurisdiction, first->hash, &token);
}

static void take_nothing(const struct db_result *result, void *arg)
{
	(void)result;
	(void)arg;
}

/* Stores a token and gives its secret to fd. */
static int make_token(const struct settings *settings, const char *conninfo, int fd, char *ret_error, size_t error_size)
{
	struct first_token first = { .settings = settings };
	char secret[SECRET_CHARS + 2];
	int done;

	auth_make_secret(secret);
	auth_hash(secret, first.hash);
	done = store_once(conninfo, fill_init, take_nothing, &first, ret_error, error_size);
	secret[SECRET_CHARS] = '\n';
	if (done == 0 &&
	    (write(fd, secret, SECRET_CHARS + 1) != SECRET_CHARS + 1 || (fd != STDOUT_FILENO && fsync(fd) != 0))) {
		snprintf(ret_error, error_size, "The token could not be written: %s. Make another with --new-token.",
			 strerror(errno));
		done = -1;
	}
	explicit_bzero(secret, sizeof(secret));
	return done;
}

int setup_init(const struct settings *settings, const struct place *place, char *ret_error, size_t error_size)
{
	struct survey survey = { .wanted = settings->jurisdiction };
	int fd = STDOUT_FILENO, done;

	if (setup_check(place, ret_error, error_size) < 0 ||
	    store_once(place->app, fill_survey, take_survey, &survey, ret_error, error_size) < 0)
		return -1;
	if (survey.tokens > 0 && !settings->new_token) {
		snprintf(
			ret_error, error_size,
			"Jurisdiction %d is there already and has an operator; --new-token makes another token for it.",
			settings->jurisdiction);
		return -1;
	}
	if (settings->token_file && (fd = open_token_file(settings->token_file, ret_error, error_size)) < 0)
		return -1;
	done = make_token(settings, place->app, fd, ret_error, error_size);
	if (fd != STDOUT_FILENO)
		close(fd);
	if (done < 0 && settings->token_file)
		unlink(settings->token_file);
	if (done == 0 && settings->token_file)
		fprintf(stderr, "huiyind: the operator's token is in %s\n", settings->token_file);
	else if (done == 0)
		fprintf(stderr, "huiyind: that is the operator's token; it is shown this once\n");
	return done;
}

/* ---- migrate -------------------------------------------------------------------------------------------------- */

int setup_migrate(const struct settings *settings, const struct place *place, char *ret_error, size_t error_size)
{
	int n, done = -1;

	switch (settings->action) {
	case MIGRATE_UP:
		done = migrate_up(place->owner, &n, ret_error, error_size);
		if (done == 0)
			fprintf(stderr, "huiyind: %d migrations applied\n", n);
		break;
	case MIGRATE_STATUS:
		done = migrate_status(place->owner, stdout, ret_error, error_size);
		break;
	case MIGRATE_DOWN:
		done = migrate_down(place->owner, settings->version, &n, ret_error, error_size);
		if (done == 0)
			fprintf(stderr, "huiyind: %d migrations undone\n", n);
		break;
	}
	return done;
}
