#include "sheet/package.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/memory.h"
#include "sheet/grid_build.h"
#include "sheet/package_part.h"

struct package {
	const char *name;
	struct refusal *refusal;
	zip_t *zip;
	struct package_entry {
		char *name; /* lower case, with /; owned */
		zip_uint64_t index;
	} * entries; /* by name */
	size_t n_entries;
	uint64_t unpacked; /* bytes of all parts so far */
};

/* An open part. */
struct package_part {
	struct package *package;
	const char *name;
	zip_file_t *file;
	uint64_t unpacked;
};

/* Entries of the central directory, before libzip makes a table of them. */
static size_t count_entries(const uint8_t *bytes, size_t size)
{
	const uint8_t *end = bytes + size;
	size_t n = 0;

	for (const uint8_t *p = bytes; (p = memmem(p, (size_t)(end - p), "PK\1\2", 4)); p += 4)
		n++;
	return n;
}

static char *plain_name(const char *name)
{
	char *plain = hy_xstrdup(*name == '/' || *name == '\\' ? name + 1 : name);

	for (char *p = plain; *p; p++)
		*p = (char)(*p == '\\' ? '/' : tolower((unsigned char)*p));
	return plain;
}

static int compare_entries(const void *a, const void *b)
{
	return strcmp(((const struct package_entry *)a)->name, ((const struct package_entry *)b)->name);
}

static int refuse_zip(const struct package *package)
{
	return grid_refuse_part(package->refusal, package->name, "ZIP", "压缩包损坏或不完整",
				"the ZIP archive is damaged or cut");
}

/* Makes the table of entries; two of the same name could say different things to different readers. */
static int list_entries(struct package *package)
{
	zip_int64_t n = zip_get_num_entries(package->zip, 0);

	package->entries = hy_xcalloc((size_t)n + 1, sizeof(*package->entries));
	for (zip_int64_t i = 0; i < n; i++) {
		const char *name = zip_get_name(package->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);

		if (!name)
			return refuse_zip(package);
		package->entries[package->n_entries++] = (struct package_entry){ plain_name(name), (zip_uint64_t)i };
	}
	qsort(package->entries, package->n_entries, sizeof(*package->entries), compare_entries);
	for (size_t i = 1; i < package->n_entries; i++)
		if (compare_entries(&package->entries[i - 1], &package->entries[i]) == 0)
			return grid_refuse_part(package->refusal, package->name, package->entries[i].name, "出现两次",
						"it is there twice");
	return 0;
}

static int open_zip(struct package *package, const uint8_t *bytes, size_t size)
{
	zip_error_t error;
	zip_source_t *source;

	if (count_entries(bytes, size) > GRID_MAX_PARTS)
		return grid_refuse_limit(package->refusal, package->name, "部件数", "parts", GRID_MAX_PARTS);
	zip_error_init(&error);
	source = zip_source_buffer_create(bytes, size, 0, &error);
	package->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	if (source && !package->zip)
		zip_source_free(source);
	zip_error_fini(&error);
	return package->zip ? list_entries(package) : refuse_zip(package);
}

struct package *package_open(const uint8_t *bytes, size_t size, const char *name, struct refusal *refusal)
{
	struct package *package = hy_xcalloc(1, sizeof(*package));

	package->name = name;
	package->refusal = refusal;
	if (open_zip(package, bytes, size) == 0)
		return package;
	package_close(package);
	return NULL;
}

void package_close(struct package *package)
{
	if (!package)
		return;
	for (size_t i = 0; i < package->n_entries; i++)
		free(package->entries[i].name);
	free(package->entries);
	if (package->zip)
		zip_discard(package->zip);
	free(package);
}

const char *package_name(const struct package *package)
{
	return package->name;
}

struct refusal *package_refusal(const struct package *package)
{
	return package->refusal;
}

static const struct package_entry *find_entry(const struct package *package, const char *part)
{
	char *name = plain_name(part);
	const struct package_entry key = { name, 0 };
	const struct package_entry *found =
		bsearch(&key, package->entries, package->n_entries, sizeof(*package->entries), compare_entries);

	free(name);
	return found;
}

bool package_has(const struct package *package, const char *part)
{
	return find_entry(package, part) != NULL;
}

/* Only what every program writes: other methods may take memory without bound. */
static int check_method(const struct package *package, const struct package_entry *entry)
{
	zip_stat_t stat;

	zip_stat_init(&stat);
	if (zip_stat_index(package->zip, entry->index, 0, &stat) != 0)
		return refuse_zip(package);
	if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
		return grid_refuse_part(package->refusal, package->name, entry->name, "已加密", "it is encrypted");
	if (!(stat.valid & ZIP_STAT_COMP_METHOD) ||
	    (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE))
		return grid_refuse_part(package->refusal, package->name, entry->name, "压缩方式不常用",
					"it is compressed in an unusual way");
	return 0;
}

struct package_part *package_part_open(struct package *package, const char *name)
{
	const struct package_entry *entry = find_entry(package, name);
	struct package_part *part;

	if (!entry) {
		grid_refuse_part(package->refusal, package->name, name, "不存在", "it is missing");
		return NULL;
	}
	if (check_method(package, entry) != 0)
		return NULL;
	part = hy_xcalloc(1, sizeof(*part));
	part->package = package;
	part->name = name;
	part->file = zip_fopen_index(package->zip, entry->index, 0);
	if (part->file)
		return part;
	refuse_zip(package);
	free(part);
	return NULL;
}

void package_part_close(struct package_part *part)
{
	zip_fclose(part->file);
	free(part);
}

long package_part_read(struct package_part *part, char *bytes, size_t size)
{
	struct package *package = part->package;
	zip_int64_t n = zip_fread(part->file, bytes, size);

	if (n < 0)
		return grid_refuse_part(package->refusal, package->name, part->name, "解压失败",
					"it cannot be unpacked");
	part->unpacked += (uint64_t)n;
	package->unpacked += (uint64_t)n;
	if (part->unpacked > GRID_MAX_TEXT_BYTES)
		return grid_refuse_limit(package->refusal, package->name, "解压后的部件字节数",
					 "bytes of a part unpacked", GRID_MAX_TEXT_BYTES);
	if (package->unpacked > GRID_MAX_UNPACKED)
		return grid_refuse_limit(package->refusal, package->name, "解压后的总字节数",
					 "bytes of all parts unpacked", GRID_MAX_UNPACKED);
	return (long)n;
}
