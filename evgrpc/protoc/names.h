/* C names as protoc-c makes them (its c_helpers.cc): what we write must fit what it wrote. A full name is cut at its
 * dots, each piece is turned, and "__" joins them. protoc-c knows ASCII letters only, whatever the locale. */
#ifndef PLUGIN_NAMES_H
#define PLUGIN_NAMES_H

#include "pool.h"

#include <stdbool.h>

/* "GetHTTPUrl_v2" as "get_httpurl_v2": functions, members. */
char *name_lower(struct pool *pool, const char *name);
/* "demo.v1.GetCase" as "demo__v1__get_case": functions, descriptors. */
char *name_full_lower(struct pool *pool, const char *full_name);
/* The same as "DEMO__V1__GET_CASE": macros. */
char *name_full_upper(struct pool *pool, const char *full_name);
/* The same as "Demo__V1__GetCase": types. */
char *name_full_camel(struct pool *pool, const char *full_name);
/* "demo/greeter.proto" as "demo_2fgreeter_2eproto": part of a header's guard. */
char *name_of_file(struct pool *pool, const char *file);
/* "demo/greeter.proto" as "demo/greeter". */
char *name_stem(struct pool *pool, const char *file);

/* Words that cannot be a member's name: in C, or in C++ (all of protoc-c's list, C's included). */
bool name_is_c_keyword(const char *name);
bool name_is_keyword(const char *name);

#endif
