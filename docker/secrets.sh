#!/bin/sh
# Makes the secrets docker-compose.yml reads, once: random passwords and the two database URLs. As root the URLs belong to
# the containers' user 10001 and the passwords are readable inside docker/secrets, a folder of mode 0700.
# As another user, give the two URL files to 10001 afterwards: sudo chown 10001:10001 docker/secrets/*_url
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
cd secrets
[ -s owner_password ] && exit 0
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
for name in postgres_password owner_password app_password; do random >"$name"; done
printf 'postgresql://huiyin_owner:%s@db/huiyin' "$(cat owner_password)" >owner_url
printf 'postgresql://huiyin_app:%s@db/huiyin' "$(cat app_password)" >app_url
if [ "$(id -u)" = 0 ]; then chown 10001:10001 owner_url app_url && chmod 644 ./*_password; fi
