#include "embedded/internal.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A conninfo value: quoted, since folders may have blanks in their names. */
static void add_value(struct strbuf *buf, const char *key, const char *value)
{
	strbuf_printf(buf, "%s%s='", buf->len > 0 ? " " : "", key);
	for (; *value; value++) {
		if (*value == '\'' || *value == '\\')
			strbuf_puts(buf, "\\");
		strbuf_add(buf, value, 1);
	}
	strbuf_puts(buf, "'");
}

/* requirepeer: only a server of the account may answer on the socket. */
static char *make_conninfo(const struct embedded *e, const char *role, const char *database)
{
	struct strbuf buf = { 0 };

	add_value(&buf, "host", e->socket_dir);
	add_value(&buf, "port", PORT);
	add_value(&buf, "user", role);
	add_value(&buf, "dbname", database);
	add_value(&buf, "requirepeer", e->account.name);
	return strbuf_take(&buf);
}

/* Frees the object, which also gives the lock back; the cluster stays as it is. */
static void forget(struct embedded *e)
{
	if (e->lock >= 0)
		close(e->lock);
	account_clear(&e->account);
	free(e->dir);
	free(e->data);
	free(e->log);
	free(e->socket_dir);
	free(e->bin);
	free(e->owner);
	free(e->app);
	free(e->superuser);
	free(e);
}

static int start(struct embedded *e, const char *dir, const struct sentence *why)
{
	if (account_find(&e->account, why) < 0 || folder_open(e, dir, why) < 0 || binaries_find(e, why) < 0 ||
	    cluster_make(e, why) < 0 || folder_choose_socket(e, why) < 0)
		return -1;
	e->owner = make_conninfo(e, "huiyin_owner", "huiyin");
	e->app = make_conninfo(e, "huiyin_app", "huiyin");
	e->superuser = make_conninfo(e, "postgres", "postgres");
	if (postmaster_ensure(e, why) < 0)
		return -1;
	if (roles_ensure(e, why) == 0)
		return 0;
	postmaster_stop(e);
	return -1;
}

struct embedded *embedded_start(const char *dir, char *ret_error, size_t error_size)
{
	const struct sentence why = { ret_error, error_size };
	struct embedded *e = hy_xcalloc(1, sizeof(*e));

	e->lock = -1;
	if (start(e, dir, &why) == 0)
		return e;
	forget(e);
	return NULL;
}

const char *embedded_owner_conninfo(const struct embedded *embedded)
{
	return embedded->owner;
}

const char *embedded_app_conninfo(const struct embedded *embedded)
{
	return embedded->app;
}

bool embedded_tend(struct embedded *embedded, char *ret_trouble, size_t trouble_size)
{
	const struct sentence trouble = { ret_trouble, trouble_size };
	char reason[400], end[64] = "it was not our child";
	const struct sentence why = { reason, sizeof(reason) };
	bool was_child = embedded->child > 0;

	if (postmaster_is_alive(embedded))
		return true;
	if (was_child)
		postmaster_say_end(embedded, end, sizeof(end));
	/* The folder of the socket may have gone too: somebody emptied /run or /tmp. */
	free(embedded->socket_dir);
	if (folder_choose_socket(embedded, &why) < 0 || postmaster_ensure(embedded, &why) < 0)
		sentence_fail(&trouble, "PostgreSQL has ended (%s) and cannot be started again: %s", end, reason);
	else
		sentence_fail(&trouble, "PostgreSQL had ended (%s) and was started again.", end);
	return false;
}

void embedded_stop(struct embedded *embedded)
{
	if (!embedded)
		return;
	postmaster_stop(embedded);
	forget(embedded);
}
