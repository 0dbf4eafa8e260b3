#include "domain/rules/yaml_tree.h"

#include "domain/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

/* A file being read. */
struct builder {
	struct arena *arena;
	struct rule_errors *errors;
	yaml_parser_t parser;
	int n_nodes;
	bool failed; /* nothing more can be read */
};

void rule_error_texts(struct rule_errors *errors, int line, int column, const char *zh, const char *en)
{
	struct rule_error *error;

	if (errors->n >= RULES_MAX_ERRORS)
		return;
	error = &errors->list[errors->n++];
	error->line = line;
	error->column = column;
	snprintf(error->zh, sizeof(error->zh), "%s", zh);
	snprintf(error->en, sizeof(error->en), "%s", en);
	words_mend(error->zh);
	words_mend(error->en);
}

void rule_error(struct rule_errors *errors, int line, int column, const char *zh, const char *en, ...)
{
	struct rule_error error;
	va_list args, again;

	va_start(args, en);
	va_copy(again, args);
	vsnprintf(error.zh, sizeof(error.zh), zh, args);
	vsnprintf(error.en, sizeof(error.en), en, again);
	va_end(again);
	va_end(args);
	rule_error_texts(errors, line, column, error.zh, error.en);
}

static int line_of(yaml_mark_t mark)
{
	return (int)mark.line + 1;
}

static int column_of(yaml_mark_t mark)
{
	return (int)mark.column + 1;
}

/* Reports what stopped the parser. */
static void fail_parser(struct builder *builder)
{
	const yaml_parser_t *parser = &builder->parser;
	const char *problem = parser->problem ? parser->problem : "not readable";

	builder->failed = true;
	if (parser->error == YAML_READER_ERROR)
		rule_error(builder->errors, line_of(parser->mark), column_of(parser->mark),
			   "此处附近有不是 UTF-8 或不允许的字符（%s）",
			   "characters near here are not UTF-8 or not allowed (%s)", problem);
	else
		rule_error(builder->errors, line_of(parser->problem_mark), column_of(parser->problem_mark),
			   "不是正确的 YAML：%s", "not correct YAML: %s", problem);
}

static void fail_at(struct builder *builder, const yaml_event_t *event, const char *zh, const char *en)
{
	builder->failed = true;
	rule_error_texts(builder->errors, line_of(event->start_mark), column_of(event->start_mark), zh, en);
}

/* The next event, which the caller deletes; -1 when there is none. */
static int next_event(struct builder *builder, yaml_event_t *event)
{
	if (yaml_parser_parse(&builder->parser, event))
		return 0;
	fail_parser(builder);
	return -1;
}

static struct yaml_node *new_node(struct builder *builder, const yaml_event_t *event, enum yaml_kind kind)
{
	struct yaml_node *node;

	if (++builder->n_nodes > YAML_MAX_NODES) {
		fail_at(builder, event, "文件太大：超过 20000 个节点", "the file is too large: more than 20000 nodes");
		return NULL;
	}
	node = arena_alloc(builder->arena, sizeof(*node));
	node->kind = kind;
	node->line = line_of(event->start_mark);
	node->column = column_of(event->start_mark);
	return node;
}

/* Refuses anchors and tags on an event that has them. */
static void check_plain(struct builder *builder, const yaml_event_t *event, const yaml_char_t *anchor,
			const yaml_char_t *tag)
{
	int line = line_of(event->start_mark), column = column_of(event->start_mark);

	if (anchor)
		rule_error(builder->errors, line, column, "不接受锚点「&%s」，请写出全部内容",
			   "the anchor \"&%s\" is not taken; write the content out", (const char *)anchor);
	if (tag)
		rule_error(builder->errors, line, column, "不接受标签「%s」，请删去",
			   "the tag \"%s\" is not taken; remove it", (const char *)tag);
}

static struct yaml_node *read_word(struct builder *builder, const yaml_event_t *event)
{
	struct yaml_node *node = new_node(builder, event, YAML_WORD);
	const char *value = (const char *)event->data.scalar.value;

	if (!node)
		return NULL;
	check_plain(builder, event, event->data.scalar.anchor, event->data.scalar.tag);
	if (strlen(value) != event->data.scalar.length) {
		rule_error(builder->errors, node->line, node->column, "文字中有空字符",
			   "the text holds a NUL character");
		node->kind = YAML_BAD;
	}
	node->text = arena_strdup(builder->arena, value);
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	return node;
}

static struct yaml_node *read_alias(struct builder *builder, const yaml_event_t *event)
{
	struct yaml_node *node = new_node(builder, event, YAML_BAD);

	if (node)
		rule_error(builder->errors, node->line, node->column, "不接受引用「*%s」，请写出全部内容",
			   "the alias \"*%s\" is not taken; write the content out",
			   (const char *)event->data.alias.anchor);
	return node;
}

static struct yaml_node *read_node(struct builder *builder, const yaml_event_t *event, int depth);

/* Where the next child goes; children are kept in the file's order. */
struct tail {
	struct yaml_node *parent, **end;
};

static void append(struct tail *tail, struct yaml_node *child)
{
	*tail->end = child;
	tail->end = &child->next;
	tail->parent->n++;
}

static struct yaml_node *read_list(struct builder *builder, const yaml_event_t *start, int depth)
{
	struct yaml_node *list = new_node(builder, start, YAML_LIST), *child;
	struct tail tail = { list, list ? &list->first : NULL };
	yaml_event_t event;

	if (!list)
		return NULL;
	check_plain(builder, start, start->data.sequence_start.anchor, start->data.sequence_start.tag);
	while (next_event(builder, &event) == 0) {
		if (event.type == YAML_SEQUENCE_END_EVENT) {
			yaml_event_delete(&event);
			return list;
		}
		child = read_node(builder, &event, depth + 1);
		yaml_event_delete(&event);
		if (!child)
			return NULL;
		append(&tail, child);
	}
	return NULL;
}

const struct yaml_node *yaml_child(const struct yaml_node *map, const char *key)
{
	for (const struct yaml_node *child = map->first; child; child = child->next)
		if (strcmp(child->key, key) == 0)
			return child;
	return NULL;
}

/* Reads the value of a key and appends it, unless the key was there before. */
static int read_value(struct builder *builder, struct tail *tail, const struct yaml_node *key, int depth)
{
	const struct yaml_node *earlier = yaml_child(tail->parent, key->text);
	struct yaml_node *value;
	yaml_event_t event;

	if (next_event(builder, &event) < 0)
		return -1;
	value = read_node(builder, &event, depth + 1);
	yaml_event_delete(&event);
	if (!value)
		return -1;
	if (earlier) {
		rule_error(builder->errors, key->line, key->column, "键「%s」重复，第一次在第 %d 行",
			   "the key \"%s\" is there twice, first on line %d", key->text, earlier->key_line);
		return 0;
	}
	value->key = key->text;
	value->key_line = key->line;
	value->key_column = key->column;
	append(tail, value);
	return 0;
}

/* The key that an event gives; NULL if it is no word. */
static struct yaml_node *read_key(struct builder *builder, const yaml_event_t *event)
{
	if (event->type == YAML_SCALAR_EVENT)
		return read_word(builder, event);
	fail_at(builder, event, "键必须是一个词", "a key must be a word");
	return NULL;
}

static struct yaml_node *read_map(struct builder *builder, const yaml_event_t *start, int depth)
{
	struct yaml_node *map = new_node(builder, start, YAML_MAP), *key;
	struct tail tail = { map, map ? &map->first : NULL };
	yaml_event_t event;

	if (!map)
		return NULL;
	check_plain(builder, start, start->data.mapping_start.anchor, start->data.mapping_start.tag);
	while (next_event(builder, &event) == 0) {
		bool ended = event.type == YAML_MAPPING_END_EVENT;

		key = ended ? NULL : read_key(builder, &event);
		yaml_event_delete(&event);
		if (ended)
			return map;
		if (!key || read_value(builder, &tail, key, depth) < 0)
			return NULL;
	}
	return NULL;
}

/* Reads the node that an event begins. NULL when nothing more can be read. */
static struct yaml_node *read_node(struct builder *builder, const yaml_event_t *event, int depth)
{
	if (depth > YAML_MAX_DEPTH) {
		fail_at(builder, event, "嵌套太深：超过 8 层", "nested too deep: more than 8 levels");
		return NULL;
	}
	if (event->type == YAML_SCALAR_EVENT)
		return read_word(builder, event);
	if (event->type == YAML_ALIAS_EVENT)
		return read_alias(builder, event);
	if (event->type == YAML_SEQUENCE_START_EVENT)
		return read_list(builder, event, depth);
	if (event->type == YAML_MAPPING_START_EVENT)
		return read_map(builder, event, depth);
	fail_at(builder, event, "文件没有内容", "the file is empty");
	return NULL;
}

/* Passes over the events that must come first: of the stream and of the document. */
static int skip_to_root(struct builder *builder, yaml_event_t *event)
{
	while (next_event(builder, event) == 0) {
		if (event->type != YAML_STREAM_START_EVENT && event->type != YAML_DOCUMENT_START_EVENT)
			return 0;
		yaml_event_delete(event);
	}
	return -1;
}

/* Sees to it that the file ends after its first document. */
static void expect_end(struct builder *builder)
{
	yaml_event_t event;
	bool ended = false;

	while (!ended && next_event(builder, &event) == 0) {
		ended = event.type != YAML_DOCUMENT_END_EVENT;
		if (event.type == YAML_DOCUMENT_START_EVENT)
			fail_at(builder, &event, "文件只能有一个 YAML 文档", "a file holds one YAML document only");
		yaml_event_delete(&event);
	}
}

static struct yaml_node *read_document(struct builder *builder)
{
	struct yaml_node *root;
	yaml_event_t event;

	if (skip_to_root(builder, &event) < 0)
		return NULL;
	root = read_node(builder, &event, 1);
	yaml_event_delete(&event);
	if (root)
		expect_end(builder);
	return builder->failed ? NULL : root;
}

struct yaml_node *yaml_tree_read(struct arena *arena, const char *text, size_t len, struct rule_errors *errors)
{
	struct builder builder = { .arena = arena, .errors = errors };
	struct yaml_node *root;

	if (len > RULES_MAX_BYTES) {
		rule_error(errors, 1, 1, "文件太大：超过 1 MiB", "the file is too large: more than 1 MiB");
		return NULL;
	}
	if (!yaml_parser_initialize(&builder.parser)) {
		rule_error(errors, 1, 1, "内存不足", "out of memory");
		return NULL;
	}
	yaml_parser_set_encoding(&builder.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&builder.parser, (const unsigned char *)text, len);
	root = read_document(&builder);
	yaml_parser_delete(&builder.parser);
	return root;
}
