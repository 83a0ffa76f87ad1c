#!/bin/sh
# C++ files are laid out as .clang-format says.
cd "$(dirname "$0")/../.." || exit 2
find src tests -name '*.[ch]pp' -print0 | xargs -0 -r clang-format --dry-run --Werror 2>&1 | grep -a 'error:' |
    sed -E 's/:[0-9]+: error: code should be clang-formatted.*/: run .\/dev format/' |
    sort -t: -k1,1 -k2,2n -u | awk '{ print } END { exit NR > 0 }'
