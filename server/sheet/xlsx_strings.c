#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "sheet/xlsx.h"

struct reading {
	struct xlsx_strings *strings;
	struct strbuf text;
	size_t bytes; /* of all texts */
	bool item, wanted;
	int readings; /* open rPh */
};

int xlsx_add_text(struct strbuf *buf, const char *text, size_t len)
{
	if (buf->len + len > GRID_MAX_CELL_BYTES)
		return -1;
	strbuf_add(buf, text, len);
	return 0;
}

/* The code of _xHHHH_ at text; -1 if that is not what stands there. */
static int escape_at(const char *text)
{
	uint8_t code[2];

	if (strncmp(text, "_x", 2) != 0 || strnlen(text, 7) < 7 || text[6] != '_')
		return -1;
	char digits[5] = { text[2], text[3], text[4], text[5], '\0' };
	for (char *p = digits; *p; p++)
		if (*p >= 'A' && *p <= 'F')
			*p = (char)(*p - 'A' + 'a');
	return hex_decode(digits, code, 2) == 0 ? code[0] << 8 | code[1] : -1;
}

void xlsx_unescape(char *text)
{
	char *out = text;

	for (const char *p = text; *p;) {
		int code = *p == '_' ? escape_at(p) : -1;

		if (code < 0 || code > 0x7e) { /* only signs that XML cannot hold are written so */
			if (*p != '\r')
				*out++ = *p;
			p++;
			continue;
		}
		if (code != '\r')
			*out++ = (char)(code < ' ' && code != '\n' && code != '\t' ? ' ' : code);
		p += 7;
	}
	*out = '\0';
}

static void keep(struct xml *xml, struct reading *reading)
{
	struct xlsx_strings *strings = reading->strings;

	reading->bytes += reading->text.len;
	if (strings->n == GRID_MAX_STRINGS || reading->bytes > GRID_MAX_TEXT_BYTES) {
		xml_fail(xml, "共享文字过多", "it has too many texts");
		return;
	}
	if (strings->n == strings->room) {
		strings->room = strings->room ? strings->room * 2 : 256;
		strings->list = hy_xrealloc(strings->list, strings->room * sizeof(*strings->list));
	}
	strings->list[strings->n] = arena_strdup(strings->arena, reading->text.text ? reading->text.text : "");
	xlsx_unescape(strings->list[strings->n++]);
	reading->text.len = 0;
	if (reading->text.text)
		reading->text.text[0] = '\0';
}

static void on_start(struct xml *xml, const char *name, const char *const *attributes)
{
	struct reading *reading = xml_context(xml);

	(void)attributes;
	if (strcmp(name, "si") == 0)
		reading->item = true;
	else if (strcmp(name, "rPh") == 0)
		reading->readings++;
	else if (strcmp(name, "t") == 0)
		reading->wanted = reading->item && reading->readings == 0;
}

static void on_end(struct xml *xml, const char *name)
{
	struct reading *reading = xml_context(xml);

	if (strcmp(name, "t") == 0) {
		reading->wanted = false;
	} else if (strcmp(name, "rPh") == 0) {
		reading->readings--;
	} else if (strcmp(name, "si") == 0) {
		reading->item = false;
		keep(xml, reading);
	}
}

static void on_text(struct xml *xml, const char *text, size_t len)
{
	struct reading *reading = xml_context(xml);

	if (reading->wanted && xlsx_add_text(&reading->text, text, len) != 0)
		xml_fail(xml, "有一段文字过长", "one of its texts is too long");
}

int xlsx_read_strings(struct package *package, const char *part, struct xlsx_strings *strings)
{
	static const struct xml_handlers handlers = { on_start, on_end, on_text };
	struct reading reading = { .strings = strings };
	int result = package_parse(package, part, &handlers, &reading);

	strbuf_clear(&reading.text);
	return result;
}

void xlsx_strings_clear(struct xlsx_strings *strings)
{
	free(strings->list);
	*strings = (struct xlsx_strings){ 0 };
}
