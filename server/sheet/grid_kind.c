/* What kind of file it is, by its content; the name is not asked. */
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "sheet/grid_build.h"

#define MOST_CONTROLS 64 /* one character in so many may be a control character; in random bytes one in nine is */

static bool begins(const uint8_t *bytes, size_t size, const char *with, size_t len)
{
	return size >= len && memcmp(bytes, with, len) == 0;
}
#define BEGINS(bytes, size, literal) begins(bytes, size, literal, sizeof(literal) - 1)

/* Excel and WPS put a workbook with a password into a compound file with a stream of this name (UTF-16). */
static bool has_encrypted_package(const uint8_t *bytes, size_t size)
{
	static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

	return memmem(bytes, size, name, sizeof(name)) != NULL;
}

static bool is_markup(const uint8_t *bytes, size_t size)
{
	size_t i = BEGINS(bytes, size, "\xef\xbb\xbf") ? 3 : 0;

	while (i < size && isspace(bytes[i]))
		i++;
	return i < size && bytes[i] == '<';
}

/* A zero, or more than a few control characters: a text may have one that was pasted. UTF-16 has zeros, and says so. */
static bool is_binary(const uint8_t *bytes, size_t size)
{
	size_t n = 0;

	if (BEGINS(bytes, size, "\xff\xfe") || BEGINS(bytes, size, "\xfe\xff"))
		return false;
	for (size_t i = 0; i < size; i++)
		n += iscntrl(bytes[i]) && !isspace(bytes[i]);
	return n > size / MOST_CONTROLS || memchr(bytes, '\0', size);
}

/* Refuses what is known not to be read here. */
static int refuse_foreign(const uint8_t *bytes, size_t size, const char *name, struct refusal *refusal)
{
	if (BEGINS(bytes, size, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		if (has_encrypted_package(bytes, size))
			return grid_refuse_format(refusal, name, "有密码的工作簿", "a workbook with a password");
		return grid_refuse_format(refusal, name, "旧格式（.xls 或 .et）", "of an old format (.xls or .et)");
	}
	for (uint8_t version = 0; version <= 8; version = (uint8_t)(version + 2)) /* BIFF 2 to 8 without a container */
		if (size >= 4 && bytes[0] == 0x09 && bytes[1] == version && bytes[3] == 0)
			return grid_refuse_format(refusal, name, "旧格式（.xls）", "of an old format (.xls)");
	if (BEGINS(bytes, size, "%PDF"))
		return grid_refuse_format(refusal, name, "PDF", "a PDF");
	if (BEGINS(bytes, size, "{\\rtf"))
		return grid_refuse_format(refusal, name, "RTF 文档", "an RTF document");
	if (is_markup(bytes, size))
		return grid_refuse_format(refusal, name, "网页或 XML（有的 .xls 其实是）",
					  "a web page or XML (some .xls are)");
	if (is_binary(bytes, size))
		return grid_refuse_format(refusal, name, "无法识别的内容（不是 Excel 工作簿，或已损坏）",
					  "nothing that is known (no Excel workbook, or a damaged one)");
	return 0;
}

static bool is_package(const uint8_t *bytes, size_t size)
{
	return BEGINS(bytes, size, "PK\3\4") || BEGINS(bytes, size, "PK\5\6");
}

bool grid_is_text(const uint8_t *bytes, size_t size)
{
	struct refusal refusal = { 0 };

	return !is_package(bytes, size) && refuse_foreign(bytes, size, "", &refusal) == 0;
}

int grid_parse(const uint8_t *bytes, size_t size, const char *name, const char *sheet, struct grid **ret_grid,
	       struct refusal *ret_refusal)
{
	*ret_grid = NULL;
	if (size > GRID_MAX_FILE_BYTES)
		return grid_refuse_limit(ret_refusal, name, "字节数", "bytes", GRID_MAX_FILE_BYTES);
	if (is_package(bytes, size))
		return grid_parse_xlsx(bytes, size, name, sheet, ret_grid, ret_refusal);
	if (refuse_foreign(bytes, size, name, ret_refusal) != 0)
		return -1;
	return grid_parse_text(bytes, size, name, ret_grid, ret_refusal);
}

int grid_read(const char *path, const char *sheet, struct grid **ret_grid, struct refusal *ret_refusal)
{
	struct strbuf bytes = { 0 };
	int result = -1;

	*ret_grid = NULL;
	if (file_load(path, GRID_MAX_FILE_BYTES, &bytes) != 0)
		refuse_with(refuse(ret_refusal, REASON_CSV_UNREADABLE), "path", "%s", path);
	else
		result = grid_parse((const uint8_t *)(bytes.text ? bytes.text : ""), bytes.len, path, sheet, ret_grid,
				    ret_refusal);
	strbuf_clear(&bytes);
	return result;
}
