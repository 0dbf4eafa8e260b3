/* XML of parts: no DOCTYPE (so no entities), bounded depth, and no tag of a size that would fill memory. */
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "sheet/grid_build.h"
#include "sheet/package_part.h"

#define CHUNK_BYTES     (1u << 16)
#define MAX_DEPTH       64         /* a sheet has 8 */
#define MAX_TOKEN_BYTES (1u << 20) /* of one tag with its attributes, a comment: expat keeps it whole */
#define NAME_SEPARATOR  '\n'       /* between name space and name; in no name */

struct xml {
	XML_Parser parser;
	struct package *package;
	const char *part;
	const struct xml_handlers *handlers;
	void *context;
	size_t depth;
	bool failed; /* the refusal is filled in */
};

void *xml_context(const struct xml *xml)
{
	return xml->context;
}

struct refusal *xml_refusal(const struct xml *xml)
{
	return package_refusal(xml->package);
}

size_t xml_depth(const struct xml *xml)
{
	return xml->depth;
}

void xml_stop(struct xml *xml)
{
	xml->failed = true;
	XML_StopParser(xml->parser, XML_FALSE);
}

void xml_fail(struct xml *xml, const char *zh, const char *en)
{
	grid_refuse_part(package_refusal(xml->package), package_name(xml->package), xml->part, zh, en);
	xml_stop(xml);
}

static const char *local_name(const char *name)
{
	const char *border = strrchr(name, NAME_SEPARATOR);

	return border ? border + 1 : name;
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
	for (size_t i = 0; attributes[i]; i += 2)
		if (strcmp(attributes[i], name) == 0)
			return attributes[i + 1];
	for (size_t i = 0; attributes[i]; i += 2)
		if (strcmp(local_name(attributes[i]), name) == 0)
			return attributes[i + 1];
	return NULL;
}

size_t xml_number(const char *text)
{
	int64_t number;

	return number_parse(text, 0, INT32_MAX, &number) == 0 ? (size_t)number : SIZE_MAX;
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct xml *xml = data;

	if (xml->failed)
		return;
	if (xml->depth == MAX_DEPTH) {
		xml_fail(xml, "元素嵌套过深", "elements are nested too deeply");
		return;
	}
	xml->handlers->start(xml, local_name(name), (const char *const *)attributes);
	xml->depth++;
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
	struct xml *xml = data;

	if (xml->failed)
		return;
	xml->depth--;
	if (xml->handlers->end)
		xml->handlers->end(xml, local_name(name));
}

static void XMLCALL on_text(void *data, const XML_Char *text, int len)
{
	struct xml *xml = data;

	if (!xml->failed)
		xml->handlers->text(xml, text, (size_t)len);
}

static void XMLCALL on_doctype(void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public,
			       int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	xml_fail(data, "含有 DOCTYPE", "it has a DOCTYPE");
}

static void fail_syntax(struct xml *xml)
{
	char zh[96], en[160];

	snprintf(zh, sizeof(zh), "第 %lu 行不是合规的 XML", XML_GetCurrentLineNumber(xml->parser));
	snprintf(en, sizeof(en), "line %lu is not XML (%s)", XML_GetCurrentLineNumber(xml->parser),
		 XML_ErrorString(XML_GetErrorCode(xml->parser)));
	xml_fail(xml, zh, en);
}

static int feed(struct xml *xml, struct package_part *part)
{
	char *chunk = hy_xmalloc(CHUNK_BYTES);
	long fed = 0, n;

	do {
		n = package_part_read(part, chunk, CHUNK_BYTES);
		if (n < 0) {
			xml->failed = true;
			break;
		}
		fed += n;
		if (XML_Parse(xml->parser, chunk, (int)n, n == 0) != XML_STATUS_OK && !xml->failed)
			fail_syntax(xml);
		else if (!xml->failed && fed - XML_GetCurrentByteIndex(xml->parser) > (long)MAX_TOKEN_BYTES)
			xml_fail(xml, "有一个过大的标记", "one of its tags is too large");
	} while (n > 0 && !xml->failed);
	free(chunk);
	return xml->failed ? -1 : 0;
}

int package_parse(struct package *package, const char *part, const struct xml_handlers *handlers, void *context)
{
	struct xml xml = { .package = package, .part = part, .handlers = handlers, .context = context };
	struct package_part *open = package_part_open(package, part);
	int result;

	if (!open)
		return -1;
	xml.parser = XML_ParserCreateNS(NULL, NAME_SEPARATOR);
	if (!xml.parser)
		abort();
	XML_SetUserData(xml.parser, &xml);
	XML_SetElementHandler(xml.parser, on_start, on_end);
	if (handlers->text)
		XML_SetCharacterDataHandler(xml.parser, on_text);
	XML_SetStartDoctypeDeclHandler(xml.parser, on_doctype);
	result = feed(&xml, open);
	XML_ParserFree(xml.parser);
	package_part_close(open);
	return result;
}
