#!/bin/bash
# modulefiles.sh CMAKE BUILD: a tree that was moved is found by `module load`, with either modulefile.
set -eu

init=/usr/share/lmod/lmod/init/bash
if [ ! -r $init ]; then
    echo "skipped: Lmod is not installed (Debian: lmod), which reads modulefiles of both kinds"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" --install "$2" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/moved"
modulefiles=$work/moved/share/rankprof/modulefiles

# found_by KIND: what the shell finds as rankprof, and pkg-config as its version.
found_by() {
    bash -c '. '$init' && module use "$1" && module load rankprof && command -v rankprof &&
        pkg-config --modversion rankprof && module unload rankprof && ! command -v rankprof' bash "$modulefiles" 2>&1 ||
        true
}
wanted="$work/moved/bin/rankprof
$("$work/moved/bin/rankprof" version | cut -d ' ' -f 2)"
for kind in lua tcl; do
    got=$(found_by)
    if [ "$got" != "$wanted" ]; then
        printf '%s: got %s, not %s\n' $kind "$got" "$wanted"
        exit 1
    fi
    rm -f "$modulefiles"/rankprof/*.lua # then only the one in Tcl is left
done
