#!/bin/sh
# cppcheck finds nothing in the program but what cppcheck.txt says it gets wrong.
cd "$(dirname "$0")/../.." || exit 2
cmake --preset debug -B build/lint -DTESTS=OFF -DDOCS=OFF -DWEB=OFF >/dev/null || exit 2
mkdir -p build/lint/cppcheck
cppcheck --project=build/lint/compile_commands.json --file-filter='*src/*' --cppcheck-build-dir=build/lint/cppcheck -j "$(nproc)" \
    --enable=warning,performance,portability --std=c++20 --quiet --error-exitcode=1 --suppressions-list=tests/lint/cppcheck.txt \
    --template='{file}:{line}: {severity}: {message} [{id}]'
