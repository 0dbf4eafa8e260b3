/* Cells on their way into a grid, row by row; refuses what is beyond the limits. Internal to sheet/. */
#ifndef SHEET_GRID_BUILD_H
#define SHEET_GRID_BUILD_H

#include "base/memory.h"
#include "sheet/grid.h"
#include <stdbool.h>

struct grid_builder;
/* name: of the file, for the sentences; both must outlive the builder. */
struct grid_builder *grid_builder_new(const char *name, struct refusal *refusal);
void grid_builder_free(struct grid_builder *builder); /* NULL is fine */
/* Memory that lives as long as the grid. */
struct arena *grid_builder_arena(struct grid_builder *builder);
/* A cell; row from 1, column from 0, both in ascending order. text is trimmed in place and must be the arena's; an
 * empty one is not kept. 0, or -1 with the refusal. */
int grid_builder_cell(struct grid_builder *builder, size_t row, size_t column, char *text);
/* A range of merged cells; row from 1, column from 0. */
int grid_builder_merge(struct grid_builder *builder, size_t top, size_t left, size_t bottom, size_t right);
bool grid_builder_is_empty(const struct grid_builder *builder);
/* Forgets where an empty sheet's cells without text stood and its merged ranges: another sheet begins. */
void grid_builder_restart(struct grid_builder *builder);
/* The grid, and the builder is freed; NULL with the refusal when merged ranges overlap. */
struct grid *grid_builder_finish(struct grid_builder *builder);

/* Refusals that say where. Each returns -1. */
int grid_refuse_part(struct refusal *refusal, const char *name, const char *part, const char *zh, const char *en);
int grid_refuse_cell(struct refusal *refusal, const char *name, size_t row, size_t column, const char *zh,
		     const char *en);
int grid_refuse_limit(struct refusal *refusal, const char *name, const char *zh, const char *en, size_t max);
int grid_refuse_format(struct refusal *refusal, const char *name, const char *zh, const char *en);

/* The kinds of files: each reads bytes into the builder. 0, or -1 with the refusal. */
int grid_parse_text(const uint8_t *bytes, size_t size, const char *name, struct grid **ret_grid,
		    struct refusal *ret_refusal);
int grid_parse_xlsx(const uint8_t *bytes, size_t size, const char *name, const char *sheet, struct grid **ret_grid,
		    struct refusal *ret_refusal);

#endif
