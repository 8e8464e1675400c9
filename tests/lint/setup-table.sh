#!/bin/sh
# setup-table.sh: scripts/setup reads its table rightly and says what it will not do.
set -u

root=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)
failures=0
check() {
    claim=$1
    shift
    if "$@"; then
        echo "ok: $claim"
    else
        echo "FAIL: $claim" >&2
        failures=$((failures + 1))
    fi
}

every_line_names_five_systems() {
    awk '!/^#/ && NF && (NF != 5 || $1 !~ /^(build|test|demo|browser|aarch64)$/) { print FILENAME ":" FNR ": " $0; bad = 1 }
        END { exit bad }' "$root/scripts/packages.txt"
}

groups_are_told_apart() {
    "$root/scripts/setup" --list demo | grep -qx hpcc &&
        ! "$root/scripts/setup" --list build test | grep -qx hpcc
}

an_unknown_group_is_refused() {
    message=$("$root/scripts/setup" nonsense 2>&1)
    [ $? = 2 ] && [ "$message" = "setup: no group 'nonsense'; the groups are build, test, demo, browser and aarch64" ]
}

# With a PATH that holds no apt-get and no compiler.
elsewhere_the_names_are_printed() {
    tools=$(mktemp -d)
    for tool in sh dirname awk sort; do
        ln -s "$(command -v $tool)" "$tools/$tool"
    done
    message=$(PATH=$tools "$root/scripts/setup" build 2>&1)
    status=$?
    rm -r "$tools"
    [ $status = 3 ] && echo "$message" | grep -q 'dnf install .*elfutils-devel' &&
        echo "$message" | grep -q "'cc' is not in PATH"
}

check "every line of packages.txt names five systems" every_line_names_five_systems
check "groups are told apart" groups_are_told_apart
check "an unknown group is refused" an_unknown_group_is_refused
check "elsewhere the names are printed" elsewhere_the_names_are_printed
[ $failures = 0 ]
