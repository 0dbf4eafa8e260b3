/* Workbooks made of the XML of their parts, for the tests of sheet/. */
#ifndef SHEET_MADE_H
#define SHEET_MADE_H

#include "../support/zip_made.h"
#include "sheet/grid.h"

#define XML           "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define NS            " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define RNS           " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define TYPE(word)    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" word "\""
#define RELATIONSHIPS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"

/* The parts; those that are NULL are as in any simple workbook, "" leaves a part out. */
struct sheet_made {
	const char *root, *workbook, *relations, *strings, *styles, *sheet;
	size_t sheet_len; /* 0: strlen */
};
#define ROOT_XML                                                                                                       \
	XML RELATIONSHIPS                                                                                              \
		"<Relationship Id=\"rId1\" " TYPE("officeDocument") " Target=\"xl/workbook.xml\"/></Relationships>"
#define WORKBOOK_XML                                                                                                   \
	XML "<workbook" NS RNS "><sheets><sheet name=\"台账\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
#define RELATIONS_XML                                                                                                  \
	XML RELATIONSHIPS "<Relationship Id=\"rId1\" " TYPE(                                                           \
		"worksheet") " Target=\"worksheets/sheet1.xml\"/>"                                                     \
			     "<Relationship Id=\"rId2\" " TYPE(                                                        \
				     "sharedStrings") " Target=\"sharedStrings.xml\"/>"                                \
						      "<Relationship Id=\"rId3\" " TYPE(                               \
							      "styles") " Target=\"styles.xml\"/></Relationships>"

static inline void sheet_made_part(struct zip_made *zip, const char *name, const char *given, const char *usual)
{
	const char *part = given ? given : usual;

	if (*part)
		zip_made_add(zip, name, part, strlen(part));
}

static inline void sheet_made_parts(const struct sheet_made *made, struct zip_made *zip)
{
	sheet_made_part(zip, "_rels/.rels", made->root, ROOT_XML);
	sheet_made_part(zip, "xl/workbook.xml", made->workbook, WORKBOOK_XML);
	sheet_made_part(zip, "xl/_rels/workbook.xml.rels", made->relations, RELATIONS_XML);
	sheet_made_part(zip, "xl/sharedStrings.xml", made->strings, "");
	sheet_made_part(zip, "xl/styles.xml", made->styles, "");
	if (made->sheet_len)
		zip_made_add(zip, "xl/worksheets/sheet1.xml", made->sheet, made->sheet_len);
	else
		sheet_made_part(zip, "xl/worksheets/sheet1.xml", made->sheet, "");
}

static inline int sheet_made_read(const struct sheet_made *made, struct grid **ret_grid, struct refusal *refusal)
{
	struct zip_made zip = { 0 };
	size_t len;
	char *bytes;
	int result;

	sheet_made_parts(made, &zip);
	bytes = zip_made_finish(&zip, &len);
	*refusal = (struct refusal){ 0 };
	result = grid_parse((const uint8_t *)bytes, len, "台账.xlsx", "", ret_grid, refusal);
	free(bytes);
	return result;
}

#endif
