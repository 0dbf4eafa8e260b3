#include "report/deliver_words.h"

#include "domain/rules/rules.h"

#include <stdio.h>
#include <string.h>

static const struct label sentences[TROUBLE_COUNT_] = {
	[TROUBLE_NAME] = { "找不到对方的主机名，请核对地址和域名解析",
			   "the host's name was not found: check the address and the name server" },
	[TROUBLE_CONNECT] = { "连不上对方，请核对地址、端口和防火墙，并确认对方在运行",
			      "nobody answers there: check address, port and firewall, and that the other side runs" },
	[TROUBLE_TLS] = { "未能建立安全连接，请核对对方的证书和本机信任的根证书",
			  "no safe connection: check the other side's certificate and the roots this machine trusts" },
	[TROUBLE_TIMEOUT] = { "对方没有在时限内答复，请查看对方是否繁忙或被防火墙拦截",
			      "no answer in time: see whether the other side is busy or a firewall is between" },
	[TROUBLE_LOGIN] = { "邮件服务器拒绝登录，请核对 --smtp-user 和密码",
			    "the mail server refuses the login: check --smtp-user and the password" },
	[TROUBLE_RECIPIENT] = { "邮件服务器不收这个收件人，请核对邮件地址",
				"the mail server does not take this recipient: check the address" },
	[TROUBLE_MAIL] = { "邮件服务器没有收下，请核对 --mail-from，或询问邮件管理员",
			   "the mail server did not take it: check --mail-from, or ask who runs it" },
	[TROUBLE_HTTP] = { "对方没有收下，请查看对方的日志和网址",
			   "the other side did not take it: see its log and check the address" },
	[TROUBLE_TRANSFER] = { "传送中断，稍后会再试；一再中断请查看网络",
			       "the transfer broke off and is tried again; when it goes on like that look at the "
			       "network" },
	[TROUBLE_FOLDER] = { "文件夹不可写，请核对 --deliver-dir 及其权限",
			     "the folder cannot be written: check --deliver-dir and its permissions" },
	[TROUBLE_DISK] = { "磁盘已满，请腾出空间", "the disk is full: make room" },
};

int deliver_fail(const struct parcel *parcel, enum deliver_trouble trouble, const char *technical,
		 char ret_message[DELIVER_MESSAGE_SIZE])
{
	bool zh = strcmp(parcel->report->language, "en") != 0;

	snprintf(ret_message, DELIVER_MESSAGE_SIZE, zh ? "%s（%s）" : "%s (%s)",
		 zh ? sentences[trouble].zh : sentences[trouble].en, technical);
	return -1;
}
