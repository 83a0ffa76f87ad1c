#!/bin/sh
# Every file says in its first line what it is for, is short, and has a name that means something.
cd "$(dirname "$0")/../.." || exit 2
status=0
allowed() { awk -v check="$1" -v path="$2" '$1 == check && $2 == path { found = 1 } END { exit !found }' tests/lint/allowed.txt; }

for file in $(find src -name '*.[ch]pp'; find migrations -name '*.sql'); do
    head -n 1 "$file" | grep -qE '^(//|--) *[^ ]' ||
        { echo "$file:1: say what the file is for in a comment on its first line"; status=1; }
done

for file in $(find src tests cmake packaging bench -name '*.[ch]pp' -o -name '*.sh' -o -name '*.py' -o -name '*.cmake'; echo dev); do
    lines=$(wc -l <"$file")
    [ "$lines" -le 300 ] || allowed long "$file" ||
        { echo "$file:$lines: over 300 lines; take the second noun in it out, or give a reason in tests/lint/allowed.txt"; status=1; }
done

empty='manager|helper|util|utility|utilitie|common|misc|service|data|info|processor|base|dto'
find src tests bench -mindepth 1 \( -type d -o -name '*.[ch]pp' -o -name '*.py' -o -name '*.sh' \) -not -path src/base -not -name "__*" |
    awk -v empty="^($empty)s?\$" '{
        name = $0
        sub(".*/", "", name)
        sub("[.][a-z]*$", "", name)
        count = split(tolower(name), words, /[-_.]/)
        for (i = 1; i <= count; i++)
            if (words[i] ~ empty) { print $0 ":1: \"" words[i] "\" says nothing: name what is in it"; bad = 1 }
    } END { exit bad }' || status=1

exit $status
