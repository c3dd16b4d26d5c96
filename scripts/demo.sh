#!/usr/bin/env bash
# The demo from nothing to a page that answers: tables, ninety played days, one server. Data stays in var/.
set -euo pipefail
cd "$(dirname "$0")/.."
host=$1 port=$2 fresh=$3
export BIHUAN_DEMO=1 BIHUAN_URL="${BIHUAN_URL:-http://$host:$port}"

if [ -n "$fresh" ]; then
  rm -rf "$BIHUAN_VAR"/bihuan.sqlite3* "$BIHUAN_VAR/media" "$BIHUAN_VAR/demo-ready"
fi
mkdir -p "$BIHUAN_VAR"
.venv/bin/bihuan manage migrate --no-input --verbosity 0
if [ ! -e "$BIHUAN_VAR/demo-ready" ]; then
  .venv/bin/bihuan demo
  touch "$BIHUAN_VAR/demo-ready"
fi
exec .venv/bin/bihuan serve --host "$host" --port "$port" --watch
