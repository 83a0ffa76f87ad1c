#!/bin/sh
# Shell scripts pass shellcheck.
cd "$(dirname "$0")/../.." || exit 2
{ echo dev; grep -rlIE '^#!.*[/ ](ba|da)?sh' .ci bench packaging tests docs 2>/dev/null; } | xargs shellcheck
