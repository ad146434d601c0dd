#!/bin/sh
# The browser test of the report. It needs Node with npm, and a Chromium; where one is missing it says so and is skipped.
# Usage: run.sh CKDB INDEX FOLDER
set -eu
here=$(dirname "$0")
ckdb=$1 index=$2 out=$3
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
	[ -n "$name" ] && chromium=$(command -v "$name") && break
done
if [ -z "${chromium:-}" ] || ! command -v node >/dev/null || ! command -v npm >/dev/null; then
	echo 'SKIPPED: the browser test of the report needs Chromium (or CHROMIUM=path), node and npm; no page was looked at'
	exit 0
fi
mkdir -p "$out"
cp "$here/package.json" "$out/package.json"
if ! npm install --prefix "$out" --no-package-lock --no-audit --no-fund --loglevel=error >"$out/npm.txt" 2>&1; then
	cat "$out/npm.txt"
	echo 'SKIPPED: the packages of the browser test could not be installed; no page was looked at'
	exit 0
fi
sh "$here/cases.sh" "$ckdb" "$index" "$out"
node "$here/check.mjs" "$out" "$chromium"
