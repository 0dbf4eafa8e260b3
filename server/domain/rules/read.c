#include "domain/rules/read.h"

#include "base/text.h"
#include "domain/words.h"

#include <string.h>

/* Longest label: a line of a table. */
#define MAX_LABEL_CHARS 100
/* Most keys a table of fields has, or words a vocabulary. */
#define MAX_CANDIDATES 64

static const char *role_word(unsigned i)
{
	return role_name(i);
}

static const char *assignment_role_word(unsigned i)
{
	return assignment_role_name(i);
}

static const char *level_word(unsigned i)
{
	return level_name(i);
}

static const char *meaning_word(unsigned i)
{
	return class_meaning_name(i);
}

static const char *phase_word(unsigned i)
{
	return phase_name(i);
}

static const char *milestone_word(unsigned i)
{
	return milestone_name(i);
}

const struct vocabulary role_words = { "角色", "role", ROLE_COUNT_, role_word };
const struct vocabulary assignment_role_words = { "承办角色", "assignment role", ASSIGNMENT_ROLE_COUNT_,
						  assignment_role_word };
const struct vocabulary level_words = { "层级", "level", LEVEL_COUNT_, level_word };
const struct vocabulary meaning_words = { "类别含义", "class meaning", CLASS_MEANING_COUNT_, meaning_word };
const struct vocabulary phase_words = { "阶段", "phase", PHASE_COUNT_, phase_word };
const struct vocabulary milestone_words = { "节点", "milestone", MILESTONE_COUNT_, milestone_word };

void report_kind(struct reader *reader, const struct yaml_node *node, const char *zh, const char *en)
{
	struct rule_error error;
	struct words words;

	words_begin(&words, error.zh, sizeof(error.zh));
	if (node->key)
		words_addf(&words, "「%s」", node->key);
	else
		words_add(&words, "此处");
	words_add(&words, zh);
	words_begin(&words, error.en, sizeof(error.en));
	if (node->key)
		words_addf(&words, "\"%s\" ", node->key);
	else
		words_add(&words, "this ");
	words_add(&words, en);
	rule_error_texts(reader->errors, node->line, node->column, error.zh, error.en);
}

bool expect_kind(struct reader *reader, const struct yaml_node *node, enum yaml_kind kind)
{
	if (node->kind == YAML_BAD)
		return false;
	if (node->kind != kind) {
		switch (kind) {
		case YAML_WORD:
			report_kind(reader, node, "应是一个词", "must be a word");
			break;
		case YAML_MAP:
			report_kind(reader, node, "应是“键: 值”的一组", "must be a map of keys and values");
			break;
		case YAML_LIST:
			report_kind(reader, node, "应是列表，如 [a, b]", "must be a list such as [a, b]");
			break;
		case YAML_BAD:
			break;
		}
		return false;
	}
	if (kind != YAML_WORD && node->n == 0)
		report_kind(reader, node, "不能为空", "must not be empty");
	return kind == YAML_WORD || node->n > 0;
}

bool expect_at_most(struct reader *reader, const struct yaml_node *node, int max)
{
	if (node->n <= max)
		return true;
	rule_error(reader->errors, node->line, node->column, "「%s」有 %d 项，最多 %d 项",
		   "\"%s\" has %d entries, at most %d are taken", node->key ? node->key : "", node->n, max);
	return false;
}

static bool is_field(const struct field *fields, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(fields[i].name, name) == 0)
			return true;
	return false;
}

static void report_unknown_key(struct reader *reader, const struct yaml_node *child, const struct field *fields,
			       size_t n)
{
	const char *names[MAX_CANDIDATES];

	for (size_t i = 0; i < n; i++)
		names[i] = fields[i].name;
	report_unknown(reader, child->key_line, child->key_column, "键", "key", child->key, names, n);
}

void report_missing(struct reader *reader, const struct yaml_node *map, const char *name)
{
	if (map->key)
		rule_error(reader->errors, map->key_line, map->key_column, "「%s」缺少键「%s」",
			   "\"%s\" lacks the key \"%s\"", map->key, name);
	else
		rule_error(reader->errors, map->line, map->column, "文件缺少键「%s」", "the file lacks the key \"%s\"",
			   name);
}

void read_fields(struct reader *reader, const struct yaml_node *node, const struct field *fields, size_t n,
		 bool in_graph, void *target)
{
	if (!expect_kind(reader, node, YAML_MAP)) {
		reader->graph_broken |= in_graph;
		return;
	}
	for (const struct yaml_node *child = node->first; child; child = child->next) {
		if (is_field(fields, n, child->key))
			continue;
		report_unknown_key(reader, child, fields, n);
		reader->graph_broken |= in_graph;
	}
	for (size_t i = 0; i < n; i++) {
		const struct yaml_node *child = yaml_child(node, fields[i].name);

		if (child) {
			fields[i].read(reader, child, target);
		} else if (fields[i].required) {
			report_missing(reader, node, fields[i].name);
			reader->graph_broken |= in_graph;
		}
	}
}

unsigned read_choice(struct reader *reader, const struct yaml_node *node, const struct vocabulary *vocabulary)
{
	const char *candidates[MAX_CANDIDATES], *word = read_word(reader, node);

	if (!word)
		return 0;
	for (unsigned i = 1; i < vocabulary->count; i++) {
		candidates[i - 1] = vocabulary->word(i);
		if (strcmp(candidates[i - 1], word) == 0)
			return i;
	}
	report_unknown(reader, node->line, node->column, vocabulary->zh, vocabulary->en, word, candidates,
		       vocabulary->count - 1);
	return 0;
}

unsigned read_choices(struct reader *reader, const struct yaml_node *node, const struct vocabulary *vocabulary)
{
	unsigned set = 0;

	if (!expect_kind(reader, node, YAML_LIST))
		return 0;
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		unsigned choice = read_choice(reader, item, vocabulary);

		if (choice && set & 1u << choice)
			report_kind(reader, item, "在列表中重复", "word is in the list twice");
		if (choice)
			set |= 1u << choice;
	}
	return set;
}

const char *read_word(struct reader *reader, const struct yaml_node *node)
{
	if (!expect_kind(reader, node, YAML_WORD))
		return NULL;
	if (node->text[0])
		return node->text;
	report_kind(reader, node, "不能为空", "must not be empty");
	return NULL;
}

int read_number(struct reader *reader, const struct yaml_node *node, int min, int max, int *ret_number)
{
	const char *word = read_word(reader, node);
	int64_t number;

	if (!word)
		return -1;
	if (node->quoted || number_parse(word, INT64_MIN, INT64_MAX, &number) < 0) {
		report_kind(reader, node, "应是整数", "must be a whole number");
		return -1;
	}
	if (number < min || number > max) {
		rule_error(reader->errors, node->line, node->column, "「%s」超出范围：%s，应在 %d 到 %d 之间",
			   "\"%s\" is out of range: %s, must be between %d and %d", node->key ? node->key : "", word,
			   min, max);
		return -1;
	}
	*ret_number = (int)number;
	return 0;
}

int read_truth(struct reader *reader, const struct yaml_node *node, bool *ret_truth)
{
	const char *word = read_word(reader, node);
	bool truth;

	if (!word)
		return -1;
	truth = strcmp(word, "true") == 0;
	if (node->quoted || (!truth && strcmp(word, "false") != 0)) {
		report_kind(reader, node, "应是 true 或 false", "must be true or false");
		return -1;
	}
	*ret_truth = truth;
	return 0;
}

int read_day(struct reader *reader, const struct yaml_node *node, hy_day *ret_day)
{
	const char *word = read_word(reader, node);

	if (!word)
		return -1;
	if (day_parse(word, ret_day) == 0)
		return 0;
	rule_error(reader->errors, node->line, node->column, "「%s」不是存在的日期，应写作 YYYY-MM-DD",
		   "\"%s\" is not a day that exists; write YYYY-MM-DD", word);
	return -1;
}

static bool check_code(struct reader *reader, const char *code, int line, int column)
{
	size_t len = strlen(code);

	if (len > 0 && len < CODE_SIZE && strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_-") == len)
		return true;
	rule_error(reader->errors, line, column, "代码「%s」不合要求：1 至 %d 个小写英文字母、数字、_ 或 -",
		   "\"%s\" is no code: 1 to %d lower-case letters, digits, _ or -", code, CODE_SIZE - 1);
	return false;
}

const char *read_code(struct reader *reader, const struct yaml_node *node)
{
	const char *word = read_word(reader, node);

	return word && check_code(reader, word, node->line, node->column) ? word : NULL;
}

bool check_code_key(struct reader *reader, const struct yaml_node *node)
{
	return check_code(reader, node->key, node->key_line, node->key_column);
}

void read_label_text(struct reader *reader, const struct yaml_node *node, const char **text)
{
	const char *word = read_word(reader, node);

	if (!word)
		return;
	*text = word;
	if (!text_is_good(word, 1, MAX_LABEL_CHARS, false))
		rule_error(reader->errors, node->line, node->column, "「%s」不能超过 %d 个字，也不能有换行或控制字符",
			   "\"%s\" must not have more than %d characters, line ends or control characters", node->key,
			   MAX_LABEL_CHARS);
	if (strchr(word, REASON_WORDS_SEPARATOR))
		report_kind(reader, node, "不能含有“|”", "must not hold \"|\"");
}

static void read_zh(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label_text(reader, node, &((struct label *)target)->zh);
}

static void read_en(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label_text(reader, node, &((struct label *)target)->en);
}

void read_label(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = { { "zh", true, read_zh }, { "en", true, read_en } };
	struct label *label = target;

	*label = (struct label){ "", "" };
	read_fields(reader, node, fields, sizeof(fields) / sizeof(*fields), false, label);
}
