#!/bin/sh
# Makes .venv with the locked dependencies and Hoofbeat itself. On a bare Debian the venv module is a package of its own:
# it is installed where that is allowed, and named where it is not.
set -eu
PYTHON="${PYTHON:-python3}"
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Hoofbeat needs Python 3.11 or newer; $PYTHON is $("$PYTHON" --version)." >&2
  exit 2
fi
if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
  else
    echo "Python's venv module is missing: install the package python3-venv, then run this again." >&2
    exit 2
  fi
fi
echo "Setting up .venv (once; about a minute) ..."
"$PYTHON" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
