#!/bin/sh
# The web app is laid out as prettier says, is typed, and knows the trade in web/src/crm and its texts alone.
cd "$(dirname "$0")/../.." || exit 2
status=0
node_modules/.bin/prettier --check --log-level warn "web/**/*.{ts,mts,mjs,tsx,css}" "{tests/e2e,bench/web}/*.mjs" || status=1
node_modules/.bin/tsc --project web || status=1

find web tests/e2e bench/web \( -name '*.ts' -o -name '*.tsx' -o -name '*.mts' -o -name '*.mjs' -o -name '*.css' \) -not -path 'web/dist/*' \
    -not -name schema.d.ts -exec awk '
        FNR == 1 && !/^(\/\/|\/\*) *[^ ]/ { print FILENAME ":1: say what the file is for in a comment on its first line"; bad = 1 }
        FNR == 301 && FILENAME !~ /[.]css$/ { print FILENAME ": over 300 lines; take the second noun in it out"; bad = 1 }
        END { exit bad }' {} + || status=1

find web/src/api web/src/resource web/src/shell -name '*.ts*' -not -name schema.d.ts \
    -exec grep -HniE 'customer|opportunit|interaction' {} + |
    awk '{ print } END { if (NR) print "Move what is particular to the trade to web/src/crm."; exit NR > 0 }' || status=1
exit $status
