#!/bin/sh
# The machinery knows nothing of the trade: its nouns stand in src/crm, migrations and tests only.
cd "$(dirname "$0")/../.." || exit 2
allowed=$(awk '$1 == "trade" { print $2 }' tests/lint/allowed.txt)

find src -name '*.[ch]pp' -not -name '*_test.cpp' -not -path 'src/crm/*' | grep -vxF "$allowed" |
    xargs -r grep -HniE 'customer|opportunit|interaction' |
    awk '{ print } END { if (NR) print "Move what is particular to the trade to src/crm, or give a reason in tests/lint/allowed.txt."; exit NR > 0 }'
