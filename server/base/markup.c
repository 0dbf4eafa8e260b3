#include "base/markup.h"
#include <string.h>

void markup_write(FILE *out, const char *text, const char *line_feed)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\'':
			fputs("&#39;", out);
			break;
		case '\n':
			fputs(line_feed, out);
			break;
		case '\xef': /* U+FFFE and U+FFFF are no characters of XML */
			if (strncmp(text, "\xef\xbf\xbe", 3) == 0 || strncmp(text, "\xef\xbf\xbf", 3) == 0)
				text += 2;
			else
				fputc(*text, out);
			break;
		default:
			if ((unsigned char)*text >= ' ' || *text == '\t') /* no other control character is XML */
				fputc(*text, out);
		}
}

void markup_element(FILE *out, const char *open, const char *text, const char *close)
{
	fputs(open, out);
	markup_write(out, text, "<br/>");
	fprintf(out, "%s\n", close);
}
