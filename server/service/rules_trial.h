/* TryRules under way: every case looked at with the rules in force and with a file. */
#ifndef SERVICE_RULES_TRIAL_H
#define SERVICE_RULES_TRIAL_H

#include "domain/rules/rules.h"
#include "service/rpc.h"

/* Reads all cases chunk by chunk and replies with what the file would change of them. Takes the rules over. */
void rules_trial_start(struct rpc *rpc, struct rules *rules);

#endif
