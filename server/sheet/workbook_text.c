/* Texts and names as Excel takes them. */
#include "base/text.h"
#include "sheet/workbook_internal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static size_t units_of(uint32_t character)
{
	return character > 0xffff ? 2 : 1;
}

/* "_x000D_" in a file is a carriage return to Excel, so a text that has these seven signs needs its own escape. */
static bool looks_escaped(const char *text)
{
	return strncmp(text, "_x", 2) == 0 && strspn(text + 2, "0123456789abcdefABCDEF") >= 4 && text[6] == '_';
}

static bool xml_can_say(uint32_t character)
{
	return (character >= 0x20 && character != 0xfffe && character != 0xffff) || character == '\t' ||
	       character == '\n';
}

size_t book_escape(const char *text, struct strbuf *out)
{
	size_t units = 0, left = strlen(text);

	while (left) {
		uint32_t character = 0xfffd;
		size_t bytes = text_character(text, left, &character);

		if (bytes == 0)
			strbuf_puts(out, "\xef\xbf\xbd"); /* no character: U+FFFD stands for it */
		else if (character == '\r') {
			if (text[1] != '\n') /* all line ends are line feeds */
				strbuf_puts(out, "\n");
		} else if (!xml_can_say(character))
			strbuf_printf(out, "_x%04X_", character);
		else {
			if (looks_escaped(text))
				strbuf_puts(out, "_x005F");
			strbuf_add(out, text, bytes);
		}
		units += units_of(character);
		bytes = bytes ? bytes : 1;
		text += bytes;
		left -= bytes;
	}
	return units;
}

/* The first characters of a name that take at most so many units, in the letters Excel allows. */
static size_t add_name(struct strbuf *out, const char *name, size_t units)
{
	static const struct {
		char refused;
		const char *instead;
	} signs[] = { { '[', "［" }, { ']', "］" },  { ':', "：" }, { '*', "＊" },
		      { '?', "？" }, { '\\', "＼" }, { '/', "／" }, { '\'', "’" } };
	size_t used = 0, left = strlen(name);

	while (left) {
		uint32_t character = 0;
		size_t bytes = text_character(name, left, &character);
		const char *instead = bytes == 0 || character < 0x20 || !xml_can_say(character) ? " " : NULL;

		bytes = bytes ? bytes : 1;
		for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
			if (name[0] == signs[i].refused)
				instead = signs[i].instead;
		if (used + units_of(character) > units)
			break;
		used += units_of(character);
		strbuf_add(out, instead ? instead : name, instead ? strlen(instead) : bytes);
		name += bytes;
		left -= bytes;
	}
	return used;
}

static bool is_taken(const struct book *book, const char *name)
{
	if (strcasecmp(name, "History") == 0) /* Excel keeps it for itself */
		return true;
	for (size_t i = 0; i < book->n_names; i++)
		if (strcasecmp(book->names[i], name) == 0)
			return true;
	return false;
}

char *book_sheet_name(const struct book *book, const char *name)
{
	struct strbuf made = { 0 };

	if (name[strspn(name, " \t\r\n")] == '\0')
		name = "Sheet";
	add_name(&made, name, BOOK_MAX_SHEET_NAME);
	for (int number = 2; made.text && is_taken(book, made.text); number++) {
		char suffix[16];
		int len = snprintf(suffix, sizeof suffix, " (%d)", number);

		strbuf_clear(&made);
		add_name(&made, name, BOOK_MAX_SHEET_NAME - (size_t)len);
		strbuf_puts(&made, suffix);
	}
	return strbuf_take(&made);
}
