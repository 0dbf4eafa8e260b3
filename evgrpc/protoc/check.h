/* What is taken for granted of a request once it has been looked at. */
#ifndef PLUGIN_CHECK_H
#define PLUGIN_CHECK_H

#include <evgrpc_plugin.pb-c.h>

/* NULL when every file, message, service and method of the request has a name, as all that protoc sends; else a
 * sentence (static). */
const char *check_request(const Evgrpc__Plugin__Request *request);

#endif
