#!/bin/sh
# Installs what is missing of the named sections of apt-packages.txt, starting no service and creating no database cluster.
set -eu
list=$(dirname "$0")/apt-packages.txt

packages() {
    awk -v wanted=" $* " '/^#/ || !NF { next } /^\[/ { on = index(wanted, " " substr($1, 2, length($1) - 2) " "); next } on { print $1 }' "$list"
}

installed() {
    dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p'
}

# Prints the packages of the sections that are not installed.
missing() {
    have=" $(installed | tr '\n' ' ') "
    for package in $(packages "$@"); do
        case $have in *" $package "*) ;; *) echo "$package" ;; esac
    done
}

# Runs a command and shows what it printed only if it fails.
quietly() {
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || { status=$?; cat "$log" >&2; rm -f "$log"; return $status; }
    rm -f "$log"
}

# Both files are read by package scripts; each is ours only while it is there, and one that exists already is left alone.
no_services=/usr/sbin/policy-rc.d
no_cluster=/etc/postgresql-common/createcluster.d/connectcrm.conf
forbid_services() {
    [ -e $no_services ] && return
    printf '#!/bin/sh\nexit 101\n' >$no_services
    chmod 755 $no_services
    made_policy=yes
}
forbid_cluster() {
    mkdir -p "$(dirname $no_cluster)"
    echo 'create_main_cluster = false' >$no_cluster
}
restore() {
    [ -z "$made_policy" ] || rm -f $no_services
    rm -f $no_cluster
    rmdir --ignore-fail-on-non-empty "$(dirname $no_cluster)" 2>/dev/null || true
}

absent=$(missing "$@" | tr '\n' ' ')
[ -n "$absent" ] || exit 0
if ! command -v apt-get >/dev/null; then
    echo "This is not Debian: install what corresponds to: $absent" >&2
    exit 1
fi
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "Missing packages, and no sudo: as root, apt-get install $absent" >&2; exit 1; }
    exec sudo "$0" "$@"
fi

echo "Installing packages: $absent"
made_policy=
trap restore EXIT
trap 'exit 130' INT TERM HUP
forbid_services
forbid_cluster
export DEBIAN_FRONTEND=noninteractive
quietly apt-get -q -o DPkg::Lock::Timeout=300 update
# shellcheck disable=SC2086 # one word each
quietly apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends $absent
