#!/bin/sh
# The browser tests drive Debian's chromium: it is installed where that is allowed, and named where it is not.
set -eu
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium for the browser tests ..."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
  else
    echo "The browser tests need chromium: install the package chromium, then run this again." >&2
    exit 2
  fi
}
