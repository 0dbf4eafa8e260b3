/* Anything as protoc's request to the stub generator: it refuses or gives two files for each, and does not fall. */
int plugin_main(int argc, char **argv);
#define main plugin_main
#include "main.c"
#undef main

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	Response response = EVGRPC__PLUGIN__RESPONSE__INIT;
	struct pool pool = { 0 };
	Request *request = evgrpc__plugin__request__unpack(NULL, n, bytes);

	if (!request)
		return 0;
	answer(&pool, request, &response);
	MUST(response.error ? *response.error && !response.n_file : response.n_file % 2 == 0);
	for (size_t i = 0; i < response.n_file; i++)
		MUST(response.file[i]->name && response.file[i]->content && *response.file[i]->content);
	evgrpc__plugin__request__free_unpacked(request, NULL);
	pool_free(&pool);
	return 0;
}
