/* Checks and conversions of text. Text is UTF-8 everywhere inside. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Number of characters, or -1 if it is not valid UTF-8 (overlong forms, surrogates, beyond U+10FFFF). */
long text_length(const char *text, size_t bytes);
/* The first character of at most `bytes` bytes; returns how many it takes, 0 if it is not well-formed. */
size_t text_character(const char *text, size_t bytes, uint32_t *ret_character);
/* True when text is UTF-8, has no control characters but tab and line feed (multiline) or none (else), and has
 * between min and max characters. */
bool text_is_good(const char *text, size_t min, size_t max, bool multiline);
/* Cells a terminal draws it in (Chinese: 2). */
int text_width(const char *text);
/* Copies text with its full-width forms made plain, "２０２３　年" → "2023 年"; what does not fit is cut. Returns out.
 */
char *text_narrow(const char *text, char *out, size_t size);
/* Bytes of the character that text begins with; 0 at its end. */
size_t text_char_bytes(const char *text);
/* Bytes from the beginning of a text that take at most so many cells. */
size_t text_bytes_within(const char *text, size_t cells);

/* lower-case hexadecimal. out holds 2 * len + 1. */
char *hex_encode(const uint8_t *bytes, size_t len, char *out);
/* -1 unless text is exactly 2 * len digits. */
int hex_decode(const char *text, uint8_t *ret_bytes, size_t len);

/* A whole decimal number in [min, max] and nothing else. -1 otherwise. */
int number_parse(const char *text, int64_t min, int64_t max, int64_t *ret_number);

#endif
