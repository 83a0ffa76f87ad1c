#!/bin/sh
# Installs Directus and its Node from package-lock.json: install.sh FOLDER. Two of its modules are built here, the rest runs no script.
set -eu
from=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
cmp -s "$from/package-lock.json" node_modules/.locked && exit
cp "$from/package.json" "$from/package-lock.json" "$from/../../../.npmrc" .
echo "Installing Directus, and building its modules sqlite3 and isolated-vm"
npm ci --ignore-scripts --loglevel=error
(cd node_modules/.bin && ln -sf ../node-linux-*/bin/node node) # some versions of npm leave it out
PATH=$PWD/node_modules/.bin:$PATH
npm_config_nodedir=$(cd node_modules/node-linux-*/ && pwd) # its headers are there
export PATH npm_config_nodedir
npm rebuild sqlite3 isolated-vm --ignore-scripts=false --build-from-source --loglevel=error >build.log 2>&1 || { cat build.log >&2; exit 1; }
cp package-lock.json node_modules/.locked
