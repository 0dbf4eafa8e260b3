#!/bin/sh
# Runs once in the database container: the owner of the schema and the role that serves, passwords from secrets.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" \
	-v owner="$(cat /run/secrets/owner_password)" -v app="$(cat /run/secrets/app_password)" <<'SQL'
CREATE ROLE huiyin_owner LOGIN PASSWORD :'owner';
CREATE ROLE huiyin_app LOGIN PASSWORD :'app';
CREATE DATABASE huiyin OWNER huiyin_owner;
SQL
