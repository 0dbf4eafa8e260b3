#include "settings_read.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_ADDRESS "127.0.0.1:50051"
#define SOCKET_NAME     "huiyin.sock"
#define MAX_WORKERS     256
/* Characters of the secret that signs webhooks: 16 random ones cannot be guessed. */
#define MIN_WEBHOOK_SECRET 16
/* Administrative codes (GB/T 2260) have six digits. */
#define MIN_JURISDICTION     100000
#define MAX_JURISDICTION     999999
#define DEFAULT_JURISDICTION 150200
#define DEFAULT_NAME         "包头市"

/* ---- One function per setting --------------------------------------------------------------------------------- */

static int take_data(struct reader *reader, const char *value)
{
	reader->settings->data = value;
	reader->data_on_line = true;
	return 0;
}

static int take_url(struct reader *reader, const char *value)
{
	reader->settings->database_url = value;
	reader->url_on_line = true;
	return 0;
}

static int take_listen(struct reader *reader, const char *value)
{
	struct settings *settings = reader->settings;

	if (settings->n_listen == MAX_LISTEN)
		return settings_fail(reader, "There are too many --listen addresses.", "");
	settings->listen[settings->n_listen++] = value;
	return 0;
}

static int take_number(struct reader *reader, const char *value, int min, int max, const char *sentence, int *ret)
{
	int64_t number;

	if (number_parse(value, min, max, &number) < 0)
		return settings_fail(reader, sentence, value);
	*ret = (int)number;
	return 0;
}

static int take_workers(struct reader *reader, const char *value)
{
	return take_number(reader, value, 1, MAX_WORKERS, "--workers takes a number from 1 to 256, not",
			   &reader->settings->workers);
}

static int take_business_date(struct reader *reader, const char *value)
{
	if (day_parse(value, &reader->settings->business_date) < 0)
		return settings_fail(reader, "--business-date takes an existing day as YYYY-MM-DD, not", value);
	return 0;
}

static int take_jurisdiction(struct reader *reader, const char *value)
{
	return take_number(reader, value, MIN_JURISDICTION, MAX_JURISDICTION,
			   "--jurisdiction takes an administrative code of six digits, such as 150200, not",
			   &reader->settings->jurisdiction);
}

static int take_certificate(struct reader *reader, const char *value)
{
	reader->settings->tls_certificate = value;
	return 0;
}

static int take_key(struct reader *reader, const char *value)
{
	reader->settings->tls_key = value;
	return 0;
}

static int take_client_ca(struct reader *reader, const char *value)
{
	reader->settings->tls_client_ca = value;
	return 0;
}

static int take_crl(struct reader *reader, const char *value)
{
	reader->settings->tls_crl = value;
	return 0;
}

static int take_insecure(struct reader *reader, const char *value)
{
	(void)value;
	reader->settings->insecure_listen = true;
	return 0;
}

static int take_log_level(struct reader *reader, const char *value)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };

	for (int i = 0; i < (int)(sizeof(names) / sizeof(*names)); i++)
		if (strcmp(names[i], value) == 0) {
			reader->settings->log_level = i;
			return 0;
		}
	return settings_fail(reader, "--log-level takes debug, info, warn or error, not", value);
}

static int take_deliver_dir(struct reader *reader, const char *value)
{
	reader->settings->deliver.folder = value;
	return 0;
}

static int take_smtp_url(struct reader *reader, const char *value)
{
	reader->settings->deliver.smtp_url = value;
	return 0;
}

static int take_mail_from(struct reader *reader, const char *value)
{
	reader->settings->deliver.mail_from = value;
	return 0;
}

static int take_smtp_user(struct reader *reader, const char *value)
{
	reader->settings->deliver.smtp_user = value;
	return 0;
}

static int take_webhook_prefix(struct reader *reader, const char *value)
{
	struct deliver_settings *deliver = &reader->settings->deliver;

	if (deliver->n_webhook_prefixes == DELIVER_MAX_PREFIXES)
		return settings_fail(reader, "There are too many --webhook-prefix URLs.", "");
	deliver->webhook_prefixes[deliver->n_webhook_prefixes++] = value;
	return 0;
}

static int take_name(struct reader *reader, const char *value)
{
	reader->settings->name = value;
	return text_is_good(value, 1, 60, false) ? 0 : settings_fail(reader, "--name takes 1 to 60 characters.", "");
}

static int take_token_file(struct reader *reader, const char *value)
{
	reader->settings->token_file = value;
	return 0;
}

static int take_new_token(struct reader *reader, const char *value)
{
	(void)value;
	reader->settings->new_token = true;
	return 0;
}

static int take_language(struct reader *reader, const char *value)
{
	reader->settings->language = strncmp(value, "zh", 2) == 0 ? LANGUAGE_ZH : LANGUAGE_EN;
	return 0;
}

static int take_help(struct reader *reader, const char *value)
{
	(void)value;
	reader->settings->command = COMMAND_HELP;
	return 0;
}

static int take_version(struct reader *reader, const char *value)
{
	(void)value;
	reader->settings->command = COMMAND_VERSION;
	return 0;
}

/* Commands a setting belongs to. */
#define SERVE   1u
#define INIT    2u
#define MIGRATE 4u
#define ALL     (SERVE | INIT | MIGRATE)

static const struct setting {
	const char *name, *value; /* value NULL: a switch */
	unsigned commands;
	int (*take)(struct reader *reader, const char *value);
	const char *zh, *en;
} table[] = {
	{ "--data", "DIR", ALL, take_data, "数据目录：在其中自建并管理 PostgreSQL（环境变量 HUIYIN_DATA）",
	  "data folder: makes and keeps a PostgreSQL of its own in it (HUIYIN_DATA)" },
	{ "--database-url", "URL", ALL, take_url,
	  "使用现有的 PostgreSQL 15+（HUIYIN_DATABASE_URL，或 HUIYIN_DATABASE_URL_FILE 指向的文件）",
	  "an existing PostgreSQL 15+ instead (HUIYIN_DATABASE_URL, or the file HUIYIN_DATABASE_URL_FILE names)" },
	{ "--listen", "ADDR", SERVE, take_listen,
	  "监听地址 HOST:PORT 或 unix:PATH，可重复；默认 127.0.0.1:50051，有 --data 时另加 unix:DIR/huiyin.sock",
	  "address HOST:PORT or unix:PATH, repeatable; default 127.0.0.1:50051, with --data also "
	  "unix:DIR/huiyin.sock" },
	{ "--tls-certificate", "FILE", SERVE, take_certificate,
	  "服务证书链（PEM）：TCP 地址上加密（TLS 1.2 以上）；文件更新后自动重读",
	  "certificate chain (PEM): TLS 1.2 or newer on TCP addresses; read again when it changes" },
	{ "--tls-key", "FILE", SERVE, take_key, "服务证书的私钥（PEM）", "its private key (PEM)" },
	{ "--tls-client-ca", "FILE", SERVE, take_client_ca, "客户端须出示由此文件中的机构签发的证书",
	  "clients must show a certificate that comes from these CAs" },
	{ "--tls-crl", "FILE", SERVE, take_crl, "吊销名单（PEM），与 --tls-client-ca 同用",
	  "revoked client certificates (PEM), with --tls-client-ca" },
	{ "--insecure-listen", NULL, SERVE, take_insecure, "允许在本机以外的地址上不加密监听",
	  "allow plain text on addresses other machines reach" },
	{ "--workers", "N", SERVE, take_workers, "工作线程数；默认为处理器核数",
	  "worker threads; default: the number of cores" },
	{ "--business-date", "D", SERVE, take_business_date, "把 D（YYYY-MM-DD）当作今天，仅限 --data，用于示例和测试",
	  "take D (YYYY-MM-DD) as today; with --data only, for examples and tests" },
	{ "--jurisdiction", "CODE", SERVE | INIT, take_jurisdiction,
	  "行政区划代码；init 默认 150200，serve 默认库中唯一的一个",
	  "administrative code; init: 150200 unless given, serve: the only one in the database" },
	{ "--name", "NAME", INIT, take_name, "行政区名称；默认 包头市", "name of the jurisdiction; default 包头市" },
	{ "--token-file", "FILE", INIT, take_token_file, "把令牌写入新文件（0600）而不显示",
	  "write the token into a new file (0600) instead of printing it" },
	{ "--new-token", NULL, INIT, take_new_token, "已初始化时再发一个管理员令牌",
	  "make another operator token when there is one already" },
	{ "--deliver-dir", "DIR", SERVE, take_deliver_dir, "定期报告送入此目录下的文件夹（HUIYIN_DELIVER_DIR）",
	  "scheduled reports may go into folders below this one (HUIYIN_DELIVER_DIR)" },
	{ "--smtp-url", "URL", SERVE, take_smtp_url,
	  "邮件服务器 smtp://主机:端口 或 smtps://…（HUIYIN_SMTP_URL；密码 HUIYIN_SMTP_PASSWORD 或 …_FILE）",
	  "mail server smtp://HOST:PORT or smtps://… (HUIYIN_SMTP_URL; password HUIYIN_SMTP_PASSWORD or …_FILE)" },
	{ "--smtp-user", "NAME", SERVE, take_smtp_user, "邮件服务器的用户名（HUIYIN_SMTP_USER）",
	  "user of the mail server (HUIYIN_SMTP_USER)" },
	{ "--mail-from", "ADDRESS", SERVE, take_mail_from, "发件地址（HUIYIN_MAIL_FROM）",
	  "address mail comes from (HUIYIN_MAIL_FROM)" },
	{ "--webhook-prefix", "URL", SERVE, take_webhook_prefix,
	  "允许推送的网址开头，可重复（HUIYIN_WEBHOOK_PREFIX，空格分隔；签名密钥 HUIYIN_WEBHOOK_SECRET 或 …_FILE）",
	  "webhooks may begin with this, repeatable (HUIYIN_WEBHOOK_PREFIX, separated by blanks; they are signed with "
	  "HUIYIN_WEBHOOK_SECRET or …_FILE)" },
	{ "--log-level", "LEVEL", SERVE, take_log_level, "日志级别 debug、info、warn、error；默认 info",
	  "debug, info, warn or error; default info" },
	{ "--lang", "zh|en", ALL, take_language, "帮助的语言；默认随系统",
	  "language of this help; default: the locale's" },
	{ "--help", NULL, ALL, take_help, "显示本帮助", "print this" },
	{ "--version", NULL, ALL, take_version, "显示版本", "print the version" },
};

/* ---- The command line ----------------------------------------------------------------------------------------- */

static const struct setting *find_setting(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strlen(table[i].name) == len && strncmp(table[i].name, name, len) == 0)
			return &table[i];
	return NULL;
}

static unsigned command_bit(enum command command)
{
	return command == COMMAND_INIT ? INIT : command == COMMAND_MIGRATE ? MIGRATE : SERVE;
}

/* "--name VALUE" or "--name=VALUE" at argv[*i]. */
static int read_option(struct reader *reader, int argc, char **argv, int *i)
{
	const char *equals = strchr(argv[*i], '=');
	size_t len = equals ? (size_t)(equals - argv[*i]) : strlen(argv[*i]);
	const struct setting *setting = find_setting(argv[*i], len);
	const char *value = equals ? equals + 1 : NULL;

	if (!setting)
		return settings_fail(reader, "huiyind --help lists the options; there is no", argv[*i]);
	if (reader->settings->command <= COMMAND_MIGRATE &&
	    !(setting->commands & command_bit(reader->settings->command)))
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
		return take_number(reader, argv[*i], 0, 9999, "migrate down takes the number of a version, not",
				   &settings->version);
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

/* ---- Defaults and what does not go together ------------------------------------------------------------------- */

bool settings_is_local(const char *address)
{
	bool loopback = strncmp(address, "127.", 4) == 0 && address[strspn(address, "0123456789.")] == ':';

	return strncmp(address, "unix:", 5) == 0 || loopback || strncmp(address, "localhost:", 10) == 0 ||
	       strncmp(address, "[::1]:", 6) == 0;
}

static void set_defaults(struct settings *settings)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (settings->workers == 0)
		settings->workers = cores < 1 ? 1 : cores > MAX_WORKERS ? MAX_WORKERS : (int)cores;
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

static int check_tls(const struct reader *reader)
{
	const struct settings *settings = reader->settings;

	if (!settings->tls_certificate != !settings->tls_key)
		return settings_fail(reader, "--tls-certificate and --tls-key go together; one of them is missing.",
				     "");
	if (settings->tls_client_ca && !settings->tls_certificate)
		return settings_fail(reader, "--tls-client-ca needs --tls-certificate and --tls-key beside it.", "");
	if (settings->tls_crl && !settings->tls_client_ca)
		return settings_fail(reader, "--tls-crl needs --tls-client-ca beside it.", "");
	return 0;
}

/* What reports are delivered with. */
static int check_deliver(const struct reader *reader)
{
	const struct deliver_settings *deliver = &reader->settings->deliver;

	if (deliver->smtp_url && strncmp(deliver->smtp_url, "smtp://", 7) != 0 &&
	    strncmp(deliver->smtp_url, "smtps://", 8) != 0)
		return settings_fail(reader, "--smtp-url begins with smtp:// or smtps://, unlike", deliver->smtp_url);
	if (!deliver->smtp_url != !deliver->mail_from)
		return settings_fail(reader, "--smtp-url and --mail-from go together; one of them is missing.", "");
	if (!deliver->smtp_user != !deliver->smtp_password)
		return settings_fail(
			reader,
			"--smtp-user and HUIYIN_SMTP_PASSWORD (or HUIYIN_SMTP_PASSWORD_FILE) go together; one "
			"of them is missing.",
			"");
	for (int i = 0; i < deliver->n_webhook_prefixes; i++)
		if (!deliver_prefix_is_good(deliver->webhook_prefixes[i]))
			return settings_fail(reader,
					     "--webhook-prefix takes http(s)://HOST/…, with the slash behind the host, "
					     "not",
					     deliver->webhook_prefixes[i]);
	if (deliver->n_webhook_prefixes &&
	    (!deliver->webhook_secret || strlen(deliver->webhook_secret) < MIN_WEBHOOK_SECRET))
		return settings_fail(
			reader,
			"--webhook-prefix needs a secret of at least 16 characters in HUIYIN_WEBHOOK_SECRET "
			"or in the file HUIYIN_WEBHOOK_SECRET_FILE names.",
			"");
	return 0;
}

static int check(const struct reader *reader)
{
	const struct settings *settings = reader->settings;

	if (settings->data && settings->database_url)
		return settings_fail(reader, "Give --data or --database-url, not both.", "");
	if (!settings->data && !settings->database_url &&
	    !(settings->command == COMMAND_MIGRATE && settings->migrate_url))
		return settings_fail(reader,
				     "Say where the data is: --data DIR (a database of its own) or --database-url URL "
				     "(environment: HUIYIN_DATA, HUIYIN_DATABASE_URL).",
				     "");
	if (settings->business_date != HY_DAY_NONE && !settings->data)
		return settings_fail(
			reader,
			"--business-date is for the embedded database only; with a database URL today is today.", "");
	if (check_tls(reader) < 0 || check_deliver(reader) < 0)
		return -1;
	for (int i = 0; i < settings->n_listen; i++)
		if (!settings->insecure_listen && !settings->tls_certificate && !settings_is_local(settings->listen[i]))
			return settings_fail(
				reader,
				"Other machines could read what goes over this address in plain text; give "
				"--tls-certificate and --tls-key, use a loopback address or unix:PATH, or allow it "
				"with --insecure-listen:",
				settings->listen[i]);
	return 0;
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
	return check(&reader);
}

void settings_free(struct settings *settings)
{
	for (int i = 0; i < settings->n_owned; i++)
		free(settings->owned[i]);
	settings->n_owned = 0;
}

/* ---- Help ----------------------------------------------------------------------------------------------------- */

static const struct {
	const char *usage, *options;
} words[] = {
	[LANGUAGE_ZH] = { "回音服务 huiyind " HUIYIN_VERSION "：提案办理，件件有回音。\n\n"
			  "用法：\n"
			  "  huiyind [serve] [选项]                     提供服务，直到 SIGTERM 或 Ctrl-C\n"
			  "  huiyind init [选项]                        建立行政区和第一个管理员令牌（只显示一次）\n"
			  "  huiyind migrate [up|status|down 版本号]    升级、查看、回退数据库结构\n"
			  "                                             （外部数据库用 HUIYIN_MIGRATE_URL "
			  "的所有者角色）\n",
			  "选项" },
	[LANGUAGE_EN] = { "huiyind " HUIYIN_VERSION ": the server of Huiyin, where every proposal gets an answer.\n\n"
			  "Usage:\n"
			  "  huiyind [serve] [options]                  serve until SIGTERM or Ctrl-C\n"
			  "  huiyind init [options]                     make the jurisdiction and the first operator "
			  "token "
			  "(shown once)\n"
			  "  huiyind migrate [up|status|down VERSION]   bring the schema up, show it, take it down\n"
			  "                                             (external databases: as the owner, "
			  "HUIYIN_MIGRATE_URL)\n",
			  "Options" },
};

void settings_help(enum language language)
{
	printf("%s\n%s\n", words[language].usage, words[language].options);
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		char head[40];

		snprintf(head, sizeof(head), "%s%s%s", table[i].name, table[i].value ? " " : "",
			 table[i].value ? table[i].value : "");
		printf("  %-22s %s\n", head, language == LANGUAGE_ZH ? table[i].zh : table[i].en);
	}
}
