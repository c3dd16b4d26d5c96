#!/usr/bin/env bash
# The demo from nothing to a page that answers: ninety played days, a server and the watch. Data stays in var/.
set -euo pipefail
cd "$(dirname "$0")/.."
host=$1 port=$2 fresh=$3
export BIHUAN_DEMO=1 BIHUAN_URL="${BIHUAN_URL:-http://$host:$port}"
mkdir -p "$BIHUAN_VAR"

if (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null; then
  echo "Something already answers on $host:$port. Choose another: make demo PORT=8001" >&2
  exit 1
fi
# The second core gathers the static files while the first one plays.
BIHUAN_STATIC_FROM_SOURCE=0 .venv/bin/bihuan manage collectstatic --no-input --verbosity 0 &
gathering=$!
# On a database that has the demo already this only says so; --fresh refuses on one that is not a demo.
.venv/bin/bihuan demo ${fresh:+--fresh}
wait "$gathering"

.venv/bin/bihuan watch &
watch=$!
trap 'kill "$watch" 2>/dev/null; wait "$watch" 2>/dev/null' EXIT
(
  for _ in $(seq 300); do
    if (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null; then
      printf '\n  Customers   http://%s:%s/\n  Staff       http://%s:%s/desk/   (the logins stand on the page)\n  API         http://%s:%s/api/docs\n\n  Ctrl-C ends it; "make demo" goes on where it was, "make demo FRESH=1" starts anew.\n\n' \
        "$host" "$port" "$host" "$port" "$host" "$port"
      break
    fi
    sleep 0.2
  done
) &
.venv/bin/bihuan serve --host "$host" --port "$port" --no-migrate --no-collect
