/* What protoc-gen-evgrpc makes of nasty_Names.proto, its comments among it, and what it refuses. */
#include "evgrpc.h"
#include "nasty/nasty_Names.evgrpc.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define LINE(member, kind, request, response) #member " " #kind " " #request " " #response "\n"

static void test_for_each(void **state)
{
	static const char lines[] = NASTY__CAMEL_CASE__V1__BETA2__GET__HTTP2_THINGS_FOR_EACH(LINE);

	(void)state;
	assert_string_equal(lines,
			    "delete_ EVGRPC_UNARY Nasty__CamelCase__V1Beta2__Outer__InnerOne "
			    "Nasty__CamelCase__V1Beta2__X1yZ\n"
			    "get_httpurl_v2 EVGRPC_SERVER_STREAM Nasty__CamelCase__V1Beta2__X1yZ "
			    "OldTypes__V2__HTTPUrlV2\n"
			    "upper2_lower EVGRPC_CLIENT_STREAM OldTypes__V2__HTTPUrlV2 "
			    "OldTypes__V2__HTTPUrlV2__InnerPart3\n"
			    "__talk__ EVGRPC_BIDI_STREAM Nasty__CamelCase__V1Beta2__X1yZ "
			    "Nasty__CamelCase__V1Beta2__X1yZ\n"
			    "left__out EVGRPC_UNARY Nasty__CamelCase__V1Beta2__X1yZ Nasty__CamelCase__V1Beta2__X1yZ\n");
}

/* ---- The plugin from outside ------------------------------------------------------------------------------------ */

/* The file's text, the caller's. */
static char *read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = calloc(1, 1 << 20);

	if (!file || !text)
		fail_msg("%s: %s", path, strerror(errno));
	assert_in_range(fread(text, 1, (1 << 20) - 1, file), 1, (1 << 20) - 2);
	fclose(file);
	return text;
}

static void test_comments(void **state)
{
	char *header = read_file(GENERATED_DIR "/nasty/nasty_Names.evgrpc.h");

	(void)state;
	assert_non_null(strstr(header, "\n/* A service whose comment holds * / and / * and\n *\n"
				       " * a second paragraph, and ends in a backslash \\ */\n"));
	assert_non_null(strstr(header, "\t/* Unary. Its name is a keyword of C++. */\n\tstruct {\n"));
	assert_non_null(strstr(header, "\n/* Server stream,\n * in a comment of the other sort. */\n"));
	assert_null(strstr(header, "Detached"));
	assert_null(strstr(header, "Nothing"));
	free(header);
}

static char folder[] = "/tmp/evgrpc-generator-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char command[256];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command);
}

static void write_file(const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	fclose(file);
}

/* Runs a command; what it wrote to both outputs in out. Returns its exit code. */
static int run(const char *command, char *out, size_t size)
{
	FILE *pipe = popen(command, "r");
	size_t n;
	int status;

	assert_non_null(pipe);
	n = fread(out, 1, size - 1, pipe);
	out[n] = '\0';
	status = pclose(pipe);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int run_protoc(const char *options, char *out, size_t size)
{
	char command[1024];

	snprintf(command, sizeof command,
		 PROTOC " -I %s -I /usr/include --plugin=protoc-gen-evgrpc=" PLUGIN " --evgrpc_out=%s %s x.proto 2>&1",
		 folder, folder, options);
	return run(command, out, size);
}

#define HEAD "syntax = \"proto3\"; package p; message M {} import \"protobuf-c/protobuf-c.proto\"; "

static void test_refusals(void **state)
{
	static const struct {
		const char *proto, *options, *sentence;
	} rows[] = {
		{ HEAD "service S { rpc GetX(M) returns (M); rpc Get_x(M) returns (M); }", "",
		  "x.proto: /p.S/GetX and /p.S/Get_x would have functions of one name in C: one of them needs "
		  "another." },
		{ HEAD "service S { rpc Get(M) returns (M); rpc Get__client_start(M) returns (M); }", "",
		  "x.proto: /p.S/Get and /p.S/Get__client_start would have functions of one name in C" },
		{ HEAD "service S { rpc class(M) returns (M); rpc Class_(M) returns (M); }", "",
		  "x.proto: /p.S/class and /p.S/Class_ would have functions of one name in C" },
		{ HEAD "service S { rpc Get(M) returns (M); } service s { rpc Get(M) returns (M); }", "",
		  "x.proto: the services p.S and p.s would have one name in C: one of them needs another." },
		{ HEAD "service S { rpc Register(M) returns (M); }", "",
		  "x.proto: protoc-c makes a member \"register\" of the rpc Register, which is a keyword of C: the rpc "
		  "needs another name." },
		{ HEAD "option (pb_c_file).no_generate = true; service S { rpc Get(M) returns (M); }", "",
		  "x.proto: p.M is in x.proto, of which protoc-c makes no code (no_generate)." },
		{ HEAD "service S { rpc Get(M) returns (M); }", "--evgrpc_opt=fast",
		  "There are no options, but \"fast\" was given." },
	};
	char out[4096];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		write_file("x.proto", rows[i].proto);
		assert_int_equal(run_protoc(rows[i].options, out, sizeof out), 1);
		if (!strstr(out, rows[i].sentence))
			fail_msg("row %zu: %s", i, out);
	}
}

static void test_nothing_to_do(void **state)
{
	char out[4096], path[256];

	(void)state;
	write_file("x.proto", HEAD "service Empty {}");
	if (run_protoc("", out, sizeof out) != 0)
		fail_msg("%s", out);
	snprintf(path, sizeof path, "%s/x.evgrpc.h", folder);
	assert_int_equal(access(path, F_OK), -1);
}

static void test_no_request(void **state)
{
	char out[4096];

	(void)state;
	assert_int_equal(run("printf '\\001junk' | " PLUGIN " 2>&1", out, sizeof out), 1);
	assert_non_null(strstr(out, "what came is not a CodeGeneratorRequest"));
}

/* protoc sends no such thing; who else does hears what is wrong. */
static void test_names_are_missing(void **state)
{
	static const struct {
		const char *bytes, *sentence;
	} rows[] = {
		{ "\\172\\000", "A file was handed over without its name." },
		{ "\\172\\002\\012\\000", "A file was handed over without its name." },
		{ "\\172\\005\\012\\001x\\042\\000", "A message was handed over without its name." },
		{ "\\172\\012\\012\\001x\\042\\005\\012\\001M\\032\\000",
		  "A message was handed over without its name." },
		{ "\\172\\005\\012\\001x\\062\\000", "A service or a method was handed over without its name." },
		{ "\\172\\012\\012\\001x\\062\\005\\012\\001S\\022\\000",
		  "A service or a method was handed over without its name." },
		{ "\\172\\015\\012\\001x\\062\\010\\012\\001S\\022\\003\\012\\001G",
		  "a type is used but was not handed over by protoc" },
		{ "", "x was not handed over by protoc." },
	};
	char command[512], out[4096];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		/* A CodeGeneratorRequest that asks for "x". */
		snprintf(command, sizeof command, "printf '\\012\\001x%s' | " PLUGIN " 2>&1", rows[i].bytes);
		assert_int_equal(run(command, out, sizeof out), 0);
		if (!strstr(out, rows[i].sentence))
			fail_msg("row %zu: %s", i, out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_for_each),   cmocka_unit_test(test_comments),
		cmocka_unit_test(test_refusals),   cmocka_unit_test(test_nothing_to_do),
		cmocka_unit_test(test_no_request), cmocka_unit_test(test_names_are_missing),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
