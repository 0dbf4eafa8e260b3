/* What report.c and report_xlsx.c share: the items of a report. */
#ifndef REPORT_INTERNAL_H
#define REPORT_INTERNAL_H

#include "report.h"

enum item_kind { ITEM_LINE, ITEM_FACT, ITEM_NUMBER, ITEM_TRUTH, ITEM_TABLE, ITEM_SHEET };

struct item {
	enum item_kind kind;
	const char *key;
	enum text_id title;
	char *text;
	long long number;
	struct table *table;
	bool quiet_empty, heading;
	void (*write)(const void *arg, struct book *book); /* ITEM_SHEET */
	const void *arg;
};

#define MAX_ITEMS 200 /* the longest report, of one case, has 45, and three for each text an office wrote */
struct report {
	struct item items[MAX_ITEMS];
	size_t n;
};

/* As a workbook, a sheet for each table and one for what else there is. 0, or -1 after a sentence. */
int report_write_xlsx(const struct report *report, const struct client *client);

#endif
