/* The sections of a rules file that are lists of words: classes, marks, kinds of proposers, names of roles, kinds of
 * attachments. */
#include "domain/rules/read.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Most words of a list, classes included: a person chooses among them. */
#define MAX_WORDS 60
/* Largest attachment a file may allow: it is read whole when it is stored, and 64 MiB is a scan of some 200 pages. */
#define MAX_ATTACHMENT_BYTES (64 << 20)
/* Longest end of a file's name, and most of them. */
#define MAX_TYPE_CHARS 8
#define MAX_TYPES      40

/* --- classes --- */

static void read_meaning(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rule_class *)target)->meaning = read_choice(reader, node, &meaning_words);
}

static void read_class_label(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label(reader, node, &((struct rule_class *)target)->label);
}

static void read_class_promise(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_truth(reader, node, &((struct rule_class *)target)->promise);
}

/* One capital letter, or one Chinese character such as 甲. What people type (a, Ａ) is brought to these. */
static bool is_class_letter(const char *letter)
{
	unsigned char first = (unsigned char)letter[0];

	if (first < 0x80)
		return first >= 'A' && first <= 'Z' && letter[1] == '\0';
	return first >= 0xe4 && first <= 0xe9 && strlen(letter) == 3; /* U+4000 to U+9FFF in UTF-8 */
}

void read_classes(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = {
		{ "meaning", true, read_meaning },
		{ "label", true, read_class_label },
		{ "promise", false, read_class_promise },
	};
	struct rules *rules = target;

	if (!expect_kind(reader, node, YAML_MAP) || !expect_at_most(reader, node, MAX_WORDS))
		return;
	rules->classes = arena_alloc(reader->arena, (size_t)node->n * sizeof(*rules->classes));
	for (const struct yaml_node *child = node->first; child; child = child->next) {
		struct rule_class *class = &rules->classes[rules->n_classes++];

		class->letter = child->key;
		if (!is_class_letter(child->key))
			rule_error(reader->errors, child->key_line, child->key_column,
				   "类别「%s」应是一个大写字母或一个汉字",
				   "class \"%s\" must be one capital letter or one Chinese character", child->key);
		read_fields(reader, child, fields, COUNT(fields), false, class);
	}
}

/* --- lists of words --- */

static void read_word_zh(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label_text(reader, node, &((struct rule_word *)target)->label.zh);
}

static void read_word_en(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label_text(reader, node, &((struct rule_word *)target)->label.en);
}

static void read_again(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_truth(reader, node, &((struct rule_word *)target)->again);
}

static void read_in_person(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_truth(reader, node, &((struct rule_word *)target)->in_person);
}

#define WORD_FIELDS                                                                                                    \
	{ "zh", true, read_word_zh },                                                                                  \
	{                                                                                                              \
		"en", true, read_word_en                                                                               \
	}
static const struct field word_fields[] = { WORD_FIELDS };
static const struct field mark_fields[] = { WORD_FIELDS, { "again", false, read_again } };
static const struct field method_fields[] = { WORD_FIELDS, { "in_person", false, read_in_person } };

static struct rule_words read_words(struct reader *reader, const struct yaml_node *node, const struct field *fields,
				    size_t n_fields)
{
	struct rule_words words = { 0 };

	if (!expect_kind(reader, node, YAML_MAP) || !expect_at_most(reader, node, MAX_WORDS))
		return words;
	words.list = arena_alloc(reader->arena, (size_t)node->n * sizeof(*words.list));
	for (const struct yaml_node *child = node->first; child; child = child->next) {
		struct rule_word *word = &words.list[words.n++];

		*word = (struct rule_word){ .code = child->key, .label = { "", "" } };
		check_code_key(reader, child);
		read_fields(reader, child, fields, n_fields, false, word);
	}
	return words;
}

void read_marks(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rules *rules = target;
	struct rule_words words = read_words(reader, node, mark_fields, COUNT(mark_fields));

	rules->marks = words.list;
	rules->n_marks = words.n;
}

void read_contact_methods(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rules *rules = target;
	struct rule_words words = read_words(reader, node, method_fields, COUNT(method_fields));

	rules->contact_methods = words.list;
	rules->n_contact_methods = words.n;
}

void read_proposer_kinds(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rules *)target)->proposer_kinds = read_words(reader, node, word_fields, COUNT(word_fields));
}

void read_not_filed_reasons(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rules *)target)->not_filed_reasons = read_words(reader, node, word_fields, COUNT(word_fields));
}

void read_channels(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rules *)target)->channels = read_words(reader, node, word_fields, COUNT(word_fields));
}

/* --- roles of assignments --- */

void default_assignment_roles(struct rules *rules)
{
	static const enum assignment_role common[] = { ASSIGNMENT_LEAD, ASSIGNMENT_ASSIST };

	for (size_t i = 0; i < COUNT(common); i++) {
		rules->assignment_roles[common[i]].given = true;
		rules->assignment_roles[common[i]].label =
			(struct label){ assignment_role_label(common[i], LANGUAGE_ZH),
					assignment_role_label(common[i], LANGUAGE_EN) };
	}
}

void read_assignment_roles(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rules *rules = target;

	if (!expect_kind(reader, node, YAML_MAP))
		return;
	memset(rules->assignment_roles, 0, sizeof(rules->assignment_roles));
	for (const struct yaml_node *child = node->first; child; child = child->next) {
		const struct yaml_node word = {
			.kind = YAML_WORD, .line = child->key_line, .column = child->key_column, .text = child->key
		};
		unsigned role = read_choice(reader, &word, &assignment_role_words);

		read_label(reader, child, &rules->assignment_roles[role].label);
		rules->assignment_roles[role].given = role != ASSIGNMENT_NONE;
	}
}

/* --- attachments --- */

static void read_max_bytes(struct reader *reader, const struct yaml_node *node, void *target)
{
	int bytes = 0;

	read_number(reader, node, 1, MAX_ATTACHMENT_BYTES, &bytes);
	((struct rule_attachments *)target)->max_bytes = bytes;
}

/* The end of a file's name, without its dot; NULL with a report. */
static const char *read_type(struct reader *reader, const struct yaml_node *node)
{
	const char *word = read_word(reader, node);
	size_t len = word ? strlen(word) : 0;

	if (!word)
		return NULL;
	if (len <= MAX_TYPE_CHARS && strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789") == len)
		return word;
	rule_error(reader->errors, node->line, node->column,
		   "「%s」不是文件类型：应是不带点的小写扩展名，如 pdf，最多 %d 个字符",
		   "\"%s\" is no type of files: write the end of the name in lower case without its dot, such as pdf, "
		   "at most %d characters",
		   word, MAX_TYPE_CHARS);
	return NULL;
}

static void read_types(struct reader *reader, const struct yaml_node *node, void *target)
{
	const char **types;
	int n = 0;

	if (!expect_kind(reader, node, YAML_LIST) || !expect_at_most(reader, node, MAX_TYPES))
		return;
	types = arena_alloc(reader->arena, ((size_t)node->n + 1) * sizeof(*types));
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		const char *type = read_type(reader, item);

		if (type && codes_hold(types, type))
			report_kind(reader, item, "在列表中重复", "word is in the list twice");
		else if (type)
			types[n++] = type;
	}
	((struct rule_attachments *)target)->types = types;
}

void read_attachments(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = {
		{ "max_bytes", true, read_max_bytes },
		{ "types", true, read_types },
	};

	read_fields(reader, node, fields, COUNT(fields), false, &((struct rules *)target)->attachments);
}
