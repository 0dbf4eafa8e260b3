#include "names.h"

#include <string.h>

/* ctype.h without its locale. */
static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_alnum(char c)
{
	return is_upper(c) || is_lower(c) || (c >= '0' && c <= '9');
}

static char to_lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

static char to_upper(char c)
{
	return is_lower(c) ? (char)(c - 'a' + 'A') : c;
}

static void add_char(struct pool *pool, struct text *out, char c)
{
	text_add(pool, out, &c, 1);
}

/* One piece with "_" before each upper-case letter that follows another character. */
static void add_snake(struct pool *pool, struct text *out, const char *piece, size_t n, char (*turn)(char c))
{
	bool was_upper = true;

	for (size_t i = 0; i < n; i++) {
		if (is_upper(piece[i]) && !was_upper)
			add_char(pool, out, '_');
		add_char(pool, out, turn(piece[i]));
		was_upper = is_upper(piece[i]);
	}
}

/* One piece without its "_", upper case after each. */
static void add_camel(struct pool *pool, struct text *out, const char *piece, size_t n, char (*turn)(char c))
{
	bool next_is_upper = true;

	for (size_t i = 0; i < n; i++) {
		if (piece[i] != '_')
			add_char(pool, out, next_is_upper ? turn(piece[i]) : piece[i]);
		next_is_upper = piece[i] == '_';
	}
}

typedef void add_piece(struct pool *pool, struct text *out, const char *piece, size_t n, char (*turn)(char c));

static char *turn_pieces(struct pool *pool, const char *full_name, add_piece *add, char (*turn)(char c))
{
	struct text out = { 0 };

	text_adds(pool, &out, "");
	while (*full_name) {
		size_t n = strcspn(full_name, ".");

		if (n && out.len)
			text_adds(pool, &out, "__");
		add(pool, &out, full_name, n, turn);
		full_name += n + (full_name[n] == '.');
	}
	return out.text;
}

char *name_full_lower(struct pool *pool, const char *full_name)
{
	return turn_pieces(pool, full_name, add_snake, to_lower);
}

char *name_lower(struct pool *pool, const char *name)
{
	return name_full_lower(pool, name);
}

char *name_full_upper(struct pool *pool, const char *full_name)
{
	return turn_pieces(pool, full_name, add_snake, to_upper);
}

char *name_full_camel(struct pool *pool, const char *full_name)
{
	return turn_pieces(pool, full_name, add_camel, to_upper);
}

char *name_of_file(struct pool *pool, const char *file)
{
	static const char hex[] = "0123456789abcdef";
	struct text out = { 0 };

	for (; *file; file++) {
		unsigned char c = (unsigned char)*file;
		const char code[3] = { '_', hex[c >> 4], hex[c & 15] };

		text_add(pool, &out, is_alnum(*file) ? file : code, is_alnum(*file) ? 1 : 3);
	}
	return out.text;
}

char *name_stem(struct pool *pool, const char *file)
{
	static const char *const endings[] = { ".protodevel", ".proto" };
	size_t n = strlen(file);

	for (size_t i = 0; i < 2; i++) {
		size_t ending = strlen(endings[i]);

		if (n >= ending && !strcmp(file + n - ending, endings[i]))
			return pool_printf(pool, "%.*s", (int)(n - ending), file);
	}
	return pool_printf(pool, "%s", file);
}

/* ---- Keywords --------------------------------------------------------------------------------------------------- */

static bool is_among(const char *name, const char *words)
{
	size_t n = strlen(name);

	for (const char *at = words; n && (at = strstr(at, name)); at += n)
		if ((at == words || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

bool name_is_c_keyword(const char *name)
{
	return is_among(name, "asm auto break case char const continue default do double else enum extern float for "
			      "goto if inline int long register restrict return short signed sizeof static struct "
			      "switch typedef typeof union unsigned void volatile while");
}

bool name_is_keyword(const char *name)
{
	return name_is_c_keyword(name) ||
	       is_among(name,
			"and and_eq bitand bitor bool catch class compl const_cast delete dynamic_cast explicit "
			"false friend mutable namespace new not not_eq operator or or_eq private protected public "
			"reinterpret_cast static_cast template this throw true try typeid typename using virtual "
			"wchar_t xor xor_eq");
}
