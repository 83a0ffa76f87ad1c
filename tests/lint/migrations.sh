#!/bin/sh
# A migration stays, byte for byte, what the commit that brought it made it.
cd "$(dirname "$0")/../.." || exit 2
if ! git rev-parse --quiet --verify HEAD >/dev/null 2>&1; then
    echo "No git history here: not checked."
    exit 0
fi

# first_blobs: the path and the content's hash of every migration when it was first added.
first_blobs() {
    git log --reverse --no-renames --diff-filter=A --raw --no-abbrev --format= -- 'migrations/*.sql' |
        awk -F'[ \t]' '!seen[$6]++ { print $6, $4 }'
}

first_blobs | {
    status=0
    while read -r path blob; do
        if [ ! -e "$path" ]; then
            echo "$path:1: this migration has landed: put it back, and undo what it did in a new one"
            status=1
        elif [ "$(git hash-object "$path")" != "$blob" ]; then
            echo "$path:1: this migration has landed: restore it (git show $blob >$path) and write a new one"
            status=1
        fi
    done
    exit $status
}
