/* Evaluation codes: what is printed on the form for a proposer, typed by hand, taken once. */
#ifndef SERVICE_CODE_H
#define SERVICE_CODE_H

/* Characters of a code, 5 bits each: 60 random bits. */
#define CODE_CHARS 12
/* As printed, in groups of four, with NUL: "E7KQ-M2PX-9FTA". */
#define CODE_TEXT (CODE_CHARS + 3)

/* Writes a new code as printed. */
void code_make(char text[CODE_TEXT]);
/* The code as it is hashed, whatever case, hyphens, blanks and look-alikes (O for 0, I and L for 1) were typed. 0, or
 * -1 if text is none. */
int code_normalise(const char *text, char ret_code[CODE_CHARS + 1]);

#endif
