#!/bin/sh
# The migration step of docker-compose.yml: schema first, then the jurisdiction and the first operator token, once.
set -eu
huiyind migrate up
if [ ! -s /tokens/operator.token ]; then
	huiyind init --jurisdiction 150200 --name 包头市 --token-file /tokens/operator.token
fi
