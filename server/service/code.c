#include "service/code.h"

#include "base/digest.h"

#include <ctype.h>
#include <string.h>

/* Crockford's base 32: no I, L, O (they look like digits), no U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
#define GROUP 4

void code_make(char text[CODE_TEXT])
{
	uint8_t bytes[CODE_CHARS];
	size_t len = 0;

	random_bytes(bytes, sizeof(bytes));
	for (size_t i = 0; i < CODE_CHARS; i++) {
		if (i && i % GROUP == 0)
			text[len++] = '-';
		text[len++] = alphabet[bytes[i] % (sizeof(alphabet) - 1)];
	}
	text[len] = '\0';
}

int code_normalise(const char *text, char ret_code[CODE_CHARS + 1])
{
	size_t len = 0;

	for (; *text; text++) {
		char c = (char)toupper((unsigned char)*text);

		if (c == '-' || c == ' ')
			continue;
		c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
		if (len == CODE_CHARS || !strchr(alphabet, c))
			return -1;
		ret_code[len++] = c;
	}
	ret_code[len] = '\0';
	return len == CODE_CHARS ? 0 : -1;
}
