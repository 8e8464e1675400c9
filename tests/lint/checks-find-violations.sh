#!/bin/sh
# checks-find-violations.sh CC: each lint check passes on a clean tree and fails on a planted violation.
set -u

cc=$1
root=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)
scripts=$root/scripts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# A tree that every check accepts; each test plants one violation into a fresh copy.
clean_tree() {
    rm -rf "$work/tree"
    mkdir -p "$work/tree/common" "$work/tree/format" "$work/tree/collector/agent" "$work/tree/scripts"
    cp "$root/.clang-format" "$root/.clang-tidy" "$work/tree/"
    file clean.c 'answers with a constant.' '#include "common/clean.h"' '' \
        'int rp_clean(void)' '{' '    return 1;' '}' >"$work/tree/common/clean.c"
    file clean.h 'declares one function.' 'int rp_clean(void);' >"$work/tree/common/clean.h"
    printf '#!/bin/sh\necho "clean"\n' >"$work/tree/scripts/clean"
}

# Prints a C file with the head that every file has: name, its job, then lines.
file() {
    printf '/* %s: %s\n * SPDX-License-Identifier: Apache-2.0\n */\n' "$1" "$2"
    shift 2
    printf '%s\n' "$@"
}

fail() {
    echo "FAIL: $1" >&2
    [ ! -s "$work/output" ] || sed 's/^/    /' "$work/output" >&2
    failures=$((failures + 1))
}

# accepts CLAIM COMMAND...: the command succeeds (77: its tool is missing, nothing is claimed).
accepts() {
    claim=$1
    shift
    "$@" >"$work/output" 2>&1
    case $? in
    0) echo "ok: $claim" ;;
    77) echo "skipped: $claim" ;;
    *) fail "$claim" ;;
    esac
}

# refuses CLAIM MESSAGE COMMAND...: the command fails and prints the message.
refuses() {
    claim=$1
    message=$2
    shift 2
    "$@" >"$work/output" 2>&1
    case $? in
    0) fail "$claim: nothing was found" ;;
    77) echo "skipped: $claim" ;;
    *) if grep -qF -e "$message" "$work/output"; then echo "ok: $claim"; else fail "$claim"; fi ;;
    esac
}

compile() {
    "$cc" -D_GNU_SOURCE -c "$1" -o "$2" || fail "cannot compile $1"
}

# --- a clean tree passes
clean_tree
for check in format layers links man quantities shell spelling text; do
    accepts "check-$check accepts a clean tree" "$scripts/check-$check" "$work/tree"
done

# --- format
clean_tree
echo 'int  badly( void );' >>"$work/tree/common/clean.h"
refuses "a badly formatted file is found" "clean.h:5" "$scripts/check-format" "$work/tree"

# --- layers
clean_tree
sed -i 's|common/clean.h|format/upward.h|' "$work/tree/common/clean.c"
refuses "an include against the flow is found" 'common must not include "format/upward.h"' \
    "$scripts/check-layers" "$work/tree"
clean_tree
file agent.c 'is loaded into the application.' '#include <hdf5.h>' >"$work/tree/collector/agent/agent.c"
refuses "HDF5 in the agent is found" 'collector/agent must not include <hdf5.h>' \
    "$scripts/check-layers" "$work/tree"
clean_tree
file agent.c 'is loaded into the application.' '#include "collector/start/run.h"' \
    >"$work/tree/collector/agent/agent.c"
refuses "the collector's headers in the agent are found" \
    'collector/agent must not include "collector/start/run.h"' "$scripts/check-layers" "$work/tree"
clean_tree
sed -i 's|common/clean.h|clean.h|' "$work/tree/common/clean.c"
refuses "an include that is not written from the root is found" 'include "clean.h" by its path' \
    "$scripts/check-layers" "$work/tree"
clean_tree
mkdir "$work/tree/misc"
cp "$work/tree/common/clean.c" "$work/tree/misc/"
refuses "a folder without a layer is found" 'does not list this folder' \
    "$scripts/check-layers" "$work/tree"

# --- signal safety
file helper.c '.' '#include <string.h>' 'int rp_helper(void);' 'char rp_to[9], rp_from[9];' \
    'int rp_helper(void) { return memcmp(rp_to, rp_from, sizeof(rp_to)); }' >"$work/helper.c"
file caller.c '.' 'int rp_helper(void);' 'int rp_call(void);' \
    'int rp_call(void) { return rp_helper(); }' >"$work/caller.c"
file unwind.c '.' '#include <stdio.h>' 'int rp_unwind(void);' \
    'int rp_unwind(void) { return puts("x"); }' >"$work/unwind.c"
for name in helper caller unwind; do
    compile "$work/$name.c" "$work/$name.c.o"
done
accepts "objects may call each other and what is listed" \
    "$scripts/check-signal-safe" "$work/caller.c.o" "$work/helper.c.o"
refuses "an unsafe call is found" "unwind.c.o: calls puts, which signal-safe.txt does not list" \
    "$scripts/check-signal-safe" "$work/caller.c.o" "$work/helper.c.o" "$work/unwind.c.o"
refuses "a call out of the objects is found" "caller.c.o: calls rp_helper" \
    "$scripts/check-signal-safe" "$work/caller.c.o"

# --- names
ar rcs "$work/liby.a" "$work/helper.c.o"
accepts "names that begin with rp_ are accepted" "$scripts/check-names" "$work/liby.a"
file other.c '.' 'int helper(void);' 'int helper(void) { return 1; }' >"$work/other.c"
compile "$work/other.c" "$work/other.c.o"
ar rcs "$work/liby.a" "$work/other.c.o"
refuses "a name without the prefix is found" "helper is visible to others" \
    "$scripts/check-names" "$work/liby.a"

# --- shell, spelling
clean_tree
# shellcheck disable=SC2016 # the violation is planted, not run
printf '#!/bin/sh\nrm $1\n' >"$work/tree/scripts/clean"
refuses "a faulty script is found" "SC2086" "$scripts/check-shell" "$work/tree"
clean_tree
printf '/* %s */\n' "rec""ieve" >>"$work/tree/common/clean.h"
refuses "a misspelt word is found" "clean.h:5" "$scripts/check-spelling" "$work/tree"

# --- text
clean_tree
printf '/* %s: later */\n' "TO""DO" >>"$work/tree/common/clean.h"
refuses "a marker of unfinished work is found" "clean.h:5: unfinished work" \
    "$scripts/check-text" "$work/tree"
clean_tree
yes '/* long */' | head -n 397 >>"$work/tree/common/clean.h"
refuses "a file of more than 400 lines is found" "clean.h:401: a file like this" \
    "$scripts/check-text" "$work/tree"
clean_tree
sed -i 1s/clean.h/other.h/ "$work/tree/common/clean.h"
refuses "a first line that names another file is found" "clean.h:1: the first line" \
    "$scripts/check-text" "$work/tree"
clean_tree
sed -i 2d "$work/tree/common/clean.h"
refuses "a missing licence line is found" "clean.h:2: the second line" \
    "$scripts/check-text" "$work/tree"

# --- links
clean_tree
echo 'See [the other page](docs/other.md) and [that](https://example.org/).' >"$work/tree/page.md"
refuses "a link that leads nowhere is found" "page.md: links to docs/other.md" \
    "$scripts/check-links" "$work/tree"

# --- manual pages
clean_tree
printf '.TH page 1\n.SH NAME\n.nosuchmacro\n' >"$work/tree/page.1"
refuses "a faulty manual page is found" "nosuchmacro" "$scripts/check-man" "$work/tree"

# --- what rules may ask for
clean_tree
mkdir -p "$work/tree/analysis/findings" "$work/tree/docs"
echo '    _(wall, "s", "from start to end")' >"$work/tree/analysis/findings/sheet_columns.h"
echo '| wall | s | of something else |' >"$work/tree/docs/findings.md"
refuses "a quantity that is described otherwise is found" "| wall | s | from start to end |" \
    "$scripts/check-quantities" "$work/tree"

# --- clang-tidy: a function with one level of blocks too many
clean_tree
file clean.c 'has a function that nests too deeply.' 'int rp_deep(int a);' 'int rp_deep(int a)' '{' \
    '    while (a > 1) {' 'if (a & 1) {' 'while (a > 9) {' 'if (a & 2) {' 'a--;' '}' '}' '}' 'a--;' \
    '    }' '    return a;' '}' >"$work/tree/common/clean.c"
mkdir "$work/build"
cat >"$work/build/compile_commands.json" <<JSON
[
{
  "directory": "$work/build",
  "command": "cc -c $work/tree/common/clean.c",
  "file": "$work/tree/common/clean.c"
}
]
JSON
refuses "a function that nests too deeply is found" "readability-function-size" \
    "$scripts/check-tidy" "$work/build" "$work/tree"

[ $failures = 0 ]
