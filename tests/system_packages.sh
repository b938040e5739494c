#!/bin/sh
# Installs what the tests need from the system, where it is missing: a browser, Node.js and fonts of every script on the pages.
set -eu

missing=""
need() {
  command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need chromium chromium
need node nodejs
need npm npm
for font in fonts-noto-core fonts-noto-cjk; do
  dpkg -s "$font" >/dev/null 2>&1 || missing="$missing $font"
done
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "Please install, then run again:$missing" >&2
  exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
