/* What every request must be before anybody looks at it: clean text of bounded length, enums that exist, lists of
 * bounded length. By the message's own descriptor, so that no field is forgotten. */
#ifndef SERVICE_CHECK_H
#define SERVICE_CHECK_H

#include "base/date.h"
#include "domain/reason.h"
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

/* 0, or -1 with a refusal that names the first bad field. cut_field: a field that came with a zero byte in it, or
 * NULL. */
int check_message(const ProtobufCMessage *message, const char *cut_field, struct refusal *ret_refusal);

/* Checks of single values; 0 or -1 with a refusal. */
int check_given(const char *field, const char *text, struct refusal *ret_refusal);
/* A day; empty gives or_else. */
int check_day(const char *field, const char *text, hy_day or_else, hy_day *ret_day, struct refusal *ret_refusal);
/* A day that is not after today. */
int check_past_day(const char *field, const char *text, hy_day today, hy_day *ret_day, struct refusal *ret_refusal);
int check_number(const char *field, int value, int min, int max, struct refusal *ret_refusal);
/* page_size: 0 means 100. */
int check_page_size(int asked, int *ret_size, struct refusal *ret_refusal);
int check_request_id(const char *text, uint8_t ret_id[16], struct refusal *ret_refusal);
/* A code of an office or session: lower-case letters, digits and "-", 1 to 24. */
int check_code(const char *field, const char *text, struct refusal *ret_refusal);
/* One of a NULL-terminated list. */
int check_one_of(const char *field, const char *text, const char *const *allowed, struct refusal *ret_refusal);
/* A text that must also fit into max bytes. */
int check_bytes(const char *field, const char *text, size_t max, struct refusal *ret_refusal);

#endif
