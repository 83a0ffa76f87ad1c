#!/bin/sh
# clang-tidy finds nothing in the program; .clang-tidy says what it looks for. With files named, looks at those only.
cd "$(dirname "$0")/../.." || exit 2
cmake --preset debug -B build/lint -DTESTS=OFF -DDOCS=OFF -DWEB=OFF >/dev/null || exit 2
if [ $# -gt 0 ]; then printf '%s\n' "$@"; else find src -name '*.cpp' -not -name '*_test.cpp'; fi |
    xargs -P "$(nproc)" -n 1 clang-tidy --quiet --extra-arg=-Wno-unknown-warning-option -p build/lint 2>&1 |
    grep -iE 'error|warning:|not found' | sed "s|^$PWD/||" | sort -u | awk '{ print } END { exit NR > 0 }'
