#!/bin/sh
# Packs a built binary as connectcrm_VERSION_ARCH.deb: build-deb.sh BINARY FOLDER
set -eu
binary=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/connectcrm
mkdir -p "$tree/completion"
cp -r packaging/debian packaging/monitoring packaging/proxy "$tree"
cp packaging/systemd/connectcrm.service "$tree/debian"
cp packaging/systemd/connectcrm.conf CHANGELOG.md "$binary" "$tree"
"$binary" man >"$tree/connectcrm.1"
"$binary" completion bash >"$tree/completion/connectcrm"
"$binary" completion zsh >"$tree/completion/_connectcrm"
"$binary" completion fish >"$tree/completion/connectcrm.fish"

# The permissions of a checkout depend on whose it is.
chmod -R u=rwX,go=rX "$tree"
(cd "$tree" && umask 022 && debian/rules binary) >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
mv "$work"/*.deb "$out"
find "$out" -name 'connectcrm_*.deb' -newer "$tree/connectcrm.1"
