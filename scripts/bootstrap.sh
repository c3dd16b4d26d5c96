#!/usr/bin/env bash
# Makes .venv ready: `bootstrap.sh base` to run Bihuan, `bootstrap.sh dev` to test it. A second run does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=${1:-base}
say() { printf '\033[36m==>\033[0m %s\n' "$*"; }

fit() { # at least 3.11, and able to make an environment
  "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
  local name
  for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 /usr/bin/python3; do
    if [ -n "$name" ] && command -v "$name" >/dev/null && fit "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

if [ ! -x .venv/bin/python ]; then
  if ! python=$(find_python); then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      say "Installing python3-venv"
      apt-get update -qq </dev/null
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 python3-venv </dev/null >/dev/null
    fi
    python=$(find_python) || {
      echo "Bihuan needs Python 3.11 or newer with venv. On Debian: sudo apt-get install python3 python3-venv" >&2
      exit 1
    }
  fi
  say "Making .venv with $("$python" --version)"
  "$python" -m venv .venv
fi

python=.venv/bin/python
print_of() { { "$python" --version; cat "$@"; } | sha256sum | cut -d' ' -f1; }
ready() { [ "$(cat ".venv/.ready-$1" 2>/dev/null)" = "$(print_of "requirements/$1.txt")" ]; }

if ! ready "$wanted" && ! { [ "$wanted" = base ] && ready dev; }; then
  say "Installing what requirements/$wanted.txt lists (each file checked by its hash)"
  "$python" -m pip install --disable-pip-version-check --no-input --progress-bar off --require-hashes \
    -r "requirements/$wanted.txt" </dev/null | grep -vE '^(Requirement already|Looking in|Ignoring|Processing|  )' | cut -c1-110 || [ "${PIPESTATUS[0]}" = 0 ]
  print_of "requirements/$wanted.txt" >".venv/.ready-$wanted"
fi

# The package is run from this folder; only its command is put into the environment.
site=$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
[ "$(cat "$site/bihuan.pth" 2>/dev/null)" = "$PWD" ] || echo "$PWD" >"$site/bihuan.pth"
if [ ! -x .venv/bin/bihuan ]; then
  printf '#!%s\nfrom bihuan.project.cli import main\n\nmain()\n' "$PWD/.venv/bin/python" >.venv/bin/bihuan
  chmod +x .venv/bin/bihuan
fi

newest=$(find bihuan -name 'django.po' -newer .venv/.texts 2>/dev/null | head -1 || true)
if [ ! -e .venv/.texts ] || [ -n "$newest" ] || ! ls bihuan/*/*/locale/*/*/django.mo >/dev/null 2>&1; then
  "$python" scripts/messages.py compile
  touch .venv/.texts
fi
