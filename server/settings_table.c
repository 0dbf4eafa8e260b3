/* Every setting of the command line: one function for each, one table of all, the help made of it. */
#include "settings_read.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Administrative codes (GB/T 2260) have six digits. */
#define MIN_JURISDICTION 100000
#define MAX_JURISDICTION 999999

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

static int take_workers(struct reader *reader, const char *value)
{
	return settings_take_number(reader, value, 1, MAX_WORKERS, "--workers takes a number from 1 to 256, not",
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
	return settings_take_number(reader, value, MIN_JURISDICTION, MAX_JURISDICTION,
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

#define SERVE   (1u << COMMAND_SERVE)
#define INIT    (1u << COMMAND_INIT)
#define MIGRATE (1u << COMMAND_MIGRATE)
#define ALL     (SERVE | INIT | MIGRATE)

static const struct setting table[] = {
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
	{ "--workers", "N", SERVE, take_workers, "工作线程数；默认为处理器核数，用 --data 时至多 12",
	  "worker threads; default: the number of cores, with --data 12 at most" },
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

const struct setting *settings_find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strlen(table[i].name) == len && strncmp(table[i].name, name, len) == 0)
			return &table[i];
	return NULL;
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
