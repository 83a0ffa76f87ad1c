#!/bin/sh
# Manual pages are well formed.
cd "$(dirname "$0")/../.." || exit 2
find docs packaging -name '*.[1-8]' -print0 2>/dev/null | xargs -0 -r mandoc -T lint -W warning
