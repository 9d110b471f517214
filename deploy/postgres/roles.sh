#!/usr/bin/env bash
# The three roles and the database, made once, as a superuser. Passwords come from LODGED_OWNER_PASSWORD,
# LODGED_APP_PASSWORD and LODGED_BACKUP_PASSWORD; psql quotes them.
set -euo pipefail
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
  -v owner="$LODGED_OWNER_PASSWORD" -v app="$LODGED_APP_PASSWORD" -v backup="$LODGED_BACKUP_PASSWORD" <<'SQL'
CREATE ROLE lodged_owner LOGIN PASSWORD :'owner';
CREATE ROLE lodged_app LOGIN PASSWORD :'app';
CREATE ROLE lodged_backup LOGIN BYPASSRLS PASSWORD :'backup';
GRANT pg_read_all_data TO lodged_backup;
CREATE DATABASE lodged OWNER lodged_owner;
\connect lodged
ALTER DEFAULT PRIVILEGES FOR ROLE lodged_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lodged_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lodged_owner GRANT USAGE, SELECT ON SEQUENCES TO lodged_app;
SQL
