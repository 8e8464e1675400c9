#!/bin/sh
# run.sh [--update] CASE...: runs the commands of a case and compares with what stands beside it.
#
# A case is cases/NAME.sh, with one or more of
#   NAME.stdout.exact   standard output, byte by byte
#   NAME.stdout.glob    standard output, each line a shell pattern
#   NAME.stderr.exact   standard error, byte by byte
#   NAME.exit           exit status, 0 when there is no such file
# It runs in an empty folder with RANKPROF (the program), MAKE_CLUSTER (makes inputs) and
# RANKPROF_PYTHON in its environment, and in the locale C. --update writes the exact files anew.
set -eu

update=no
if [ "${1:-}" = --update ]; then
    update=yes
    shift
fi
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: "${RANKPROF:?is the program to test}" "${MAKE_CLUSTER:?makes the inputs}"
export LC_ALL=C TERM=dumb COLUMNS=80
unset NO_COLOR CLICOLOR_FORCE || true
for variable in $(env | sed -n 's/^\(RANKPROF_[A-Z]*\)=.*/\1/p'); do
    [ "$variable" = RANKPROF_PYTHON ] || unset "$variable"
done

# Says how two files differ, under the name of the case.
differs() { # WHAT EXPECTED ACTUAL
    printf '%s: %s differs (- expected, + found)\n' "$name" "$1"
    diff -u "$2" "$3" | sed 1,2d
    failed=1
}

matches_globs() { # GLOBS ACTUAL
    [ "$(wc -l <"$1")" = "$(wc -l <"$2")" ] || return 1
    exec 3<"$1"
    while IFS= read -r line; do
        IFS= read -r pattern <&3 || return 1
        # shellcheck disable=SC2254 # the pattern is meant to be one
        case $line in
        $pattern) ;;
        *) return 1 ;;
        esac
    done <"$2"
}

judge() { # CASE without .sh
    for stream in stdout stderr; do
        if [ -e "$1.$stream.exact" ]; then
            if [ $update = yes ]; then
                cp "$work/$stream" "$1.$stream.exact"
            fi
            cmp -s "$1.$stream.exact" "$work/$stream" ||
                differs "$stream" "$1.$stream.exact" "$work/$stream"
        fi
    done
    if [ -e "$1.stdout.glob" ] && ! matches_globs "$1.stdout.glob" "$work/stdout"; then
        differs stdout "$1.stdout.glob" "$work/stdout"
    fi
    wanted=0
    if [ -e "$1.exit" ]; then
        wanted=$(cat "$1.exit")
    fi
    if [ "$status" != "$wanted" ]; then
        printf '%s: ended with %s, not %s\n' "$name" "$status" "$wanted"
        cat "$work/stderr"
        failed=1
    fi
}

for script in "$@"; do
    script=$(realpath "$script")
    name=$(basename "$script" .sh)
    rm -rf "$work/here"
    mkdir "$work/here"
    status=0
    (cd "$work/here" && sh "$script") >"$work/stdout" 2>"$work/stderr" </dev/null || status=$?
    if [ $status = 77 ]; then
        cat "$work/stdout"
        exit 77
    fi
    judge "${script%.sh}"
done
exit $failed
