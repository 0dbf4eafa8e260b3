/* The set of files in force: read at the start, looked at from time to time and replaced as a whole when every file of
 * the new set can be read. Sessions hold on to the context they began with. */
#include "tls.h"

#include "clock.h"
#include "tls_context.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

enum {
	RELOAD_MS = 10000,
	N_FILES = 4,
};

/* What tells one content of a file from another. Not mtime: it can be set back, and cp -p and rsync do. */
struct stamp {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

struct evg_tls {
	struct evgrpc_tls_options options;
	bool is_server;
	BIO_METHOD *socket;
	pthread_mutex_t lock; /* guards what is below; taken per connection and look, never per call */
	SSL_CTX *context;
	unsigned set;                 /* number of the context */
	struct stamp stamps[N_FILES]; /* of the files when they were last read */
	bool unreadable;              /* they gave no set: the one before is in force */
	int64_t next_look_us;
};

/* ---- Sockets without SIGPIPE -------------------------------------------------------------------------------- */

static int write_socket(BIO *bio, const char *bytes, int n)
{
	ssize_t sent = send((int)BIO_get_fd(bio, NULL), bytes, (size_t)n, MSG_NOSIGNAL);

	BIO_clear_retry_flags(bio);
	if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		BIO_set_retry_write(bio);
	return (int)sent;
}

/* OpenSSL's own, but that it writes with send(2). */
static BIO_METHOD *make_socket_method(void)
{
	const BIO_METHOD *own = BIO_s_socket();
	BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOCKET, "socket without SIGPIPE");

	if (!method)
		return NULL;
	BIO_meth_set_write(method, write_socket);
	BIO_meth_set_read(method, BIO_meth_get_read(own));
	BIO_meth_set_ctrl(method, BIO_meth_get_ctrl(own));
	BIO_meth_set_create(method, BIO_meth_get_create(own));
	BIO_meth_set_destroy(method, BIO_meth_get_destroy(own));
	return method;
}

/* ---- The set ------------------------------------------------------------------------------------------------ */

/* Of a file that is missing: all zero. */
static struct stamp stamp_of(const char *file)
{
	struct stat status;

	if (!file || stat(file, &status) < 0)
		return (struct stamp){ 0 };
	return (struct stamp){
		.device = status.st_dev, .inode = status.st_ino, .size = status.st_size, .changed = status.st_ctim
	};
}

static bool is_same(const struct stamp *a, const struct stamp *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

/* Reads the files if they have changed or could not be read the last time. The stamps are taken first: a file written
 * meanwhile is read again at the next look. What there is to say: 1 a new set is in force, -1 a new one could not be
 * read, with a sentence, and nothing has changed; 0 nothing new. */
static int read_set(struct evg_tls *tls, char *ret_error, size_t error_size)
{
	const struct evgrpc_tls_options *options = &tls->options;
	const char *const files[N_FILES] = { options->certificate_file, options->key_file, options->ca_file,
					     options->crl_file };
	struct stamp stamps[N_FILES];
	bool same = tls->context;
	SSL_CTX *context;

	for (int i = 0; i < N_FILES; i++) {
		stamps[i] = stamp_of(files[i]);
		same = same && is_same(&stamps[i], &tls->stamps[i]);
	}
	if (same && !tls->unreadable)
		return 0;
	context = evg_tls_context_new(options, tls->is_server, ret_error, error_size);
	memcpy(tls->stamps, stamps, sizeof stamps);
	tls->unreadable = !context;
	if (!context)
		return same ? 0 : -1;
	SSL_CTX_free(tls->context);
	tls->context = context;
	tls->set++;
	return 1;
}

void evg_tls_look(struct evg_tls *tls)
{
	int64_t now_us = evg_now_us();
	char problem[512];
	int news = 0;

	pthread_mutex_lock(&tls->lock);
	if (now_us >= tls->next_look_us) {
		tls->next_look_us = now_us + (int64_t)evg_tls_reload_ms(tls) * 1000;
		news = read_set(tls, problem, sizeof problem);
	}
	pthread_mutex_unlock(&tls->lock);
	if (news && tls->options.on_reload)
		tls->options.on_reload(news < 0 ? problem : NULL, tls->options.arg);
}

unsigned evg_tls_reload_ms(const struct evg_tls *tls)
{
	return tls->options.reload_ms ? tls->options.reload_ms : RELOAD_MS;
}

SSL *evg_tls_session(struct evg_tls *tls, unsigned *ret_set)
{
	SSL *ssl;

	pthread_mutex_lock(&tls->lock);
	ssl = SSL_new(tls->context);
	*ret_set = tls->set;
	pthread_mutex_unlock(&tls->lock);
	return ssl;
}

SSL_CTX *evg_tls_newer(struct evg_tls *tls, unsigned *set)
{
	SSL_CTX *context = NULL;

	pthread_mutex_lock(&tls->lock);
	if (*set != tls->set && SSL_CTX_up_ref(tls->context) == 1) {
		context = tls->context;
		*set = tls->set;
	}
	pthread_mutex_unlock(&tls->lock);
	return context;
}

const struct evgrpc_tls_options *evg_tls_options(const struct evg_tls *tls)
{
	return &tls->options;
}

bool evg_tls_is_server(const struct evg_tls *tls)
{
	return tls->is_server;
}

const BIO_METHOD *evg_tls_socket(const struct evg_tls *tls)
{
	return tls->socket;
}

/* ---- Making and freeing ------------------------------------------------------------------------------------- */

static struct evg_tls *make(const struct evgrpc_tls_options *options, bool is_server, char *ret_error,
			    size_t error_size)
{
	struct evg_tls *tls = calloc(1, sizeof *tls);

	if (!tls) {
		snprintf(ret_error, error_size, "cannot set up TLS: memory is short");
		return NULL;
	}
	tls->options = *options;
	tls->is_server = is_server;
	pthread_mutex_init(&tls->lock, NULL);
	tls->next_look_us = evg_now_us() + (int64_t)evg_tls_reload_ms(tls) * 1000;
	tls->socket = make_socket_method();
	if (!tls->socket)
		snprintf(ret_error, error_size, "cannot set up TLS: memory is short");
	else if (read_set(tls, ret_error, error_size) > 0)
		return tls;
	evg_tls_free(tls);
	return NULL;
}

struct evg_tls *evg_tls_server_new(const struct evgrpc_tls_options *options, char *ret_error, size_t error_size)
{
	return make(options, true, ret_error, error_size);
}

struct evg_tls *evg_tls_client_new(const struct evgrpc_tls_options *options, char *ret_error, size_t error_size)
{
	return make(options, false, ret_error, error_size);
}

void evg_tls_free(struct evg_tls *tls)
{
	if (!tls)
		return;
	SSL_CTX_free(tls->context);
	BIO_meth_free(tls->socket);
	pthread_mutex_destroy(&tls->lock);
	free(tls);
}
