#include "rules_fetch.h"

#include "base/memory.h"
#include "remote.h"
#include "say.h"
#include <huiyin/v1/rules_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

struct rules *rules_fetch(struct client *client, int *ret_result)
{
	Huiyin__V1__GetRulesRequest request = HUIYIN__V1__GET_RULES_REQUEST__INIT;
	Huiyin__V1__GetRulesResponse *answer;
	*ret_result = REMOTE_CALL(client, huiyin__v1__rules_service__get_rules__unary, &request, &answer);
	if (*ret_result != CLIENT_OK)
		return NULL;
	struct rule_errors *errors = hy_xcalloc(1, sizeof *errors);
	struct rules *rules = rules_parse(answer->text, strlen(answer->text), errors);
	free(errors);
	remote_free(answer);
	if (!rules) {
		struct refusal refusal = { 0 };
		*ret_result = say_refusal(refuse(&refusal, REASON_RULES_MISSING));
	}
	return rules;
}
