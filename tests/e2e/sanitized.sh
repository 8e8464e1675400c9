#!/bin/bash
# sanitized.sh: programs built with sanitizers find what they find without rankprof, also behind a script.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# Addresses, process ids and thread ids differ from run to run, as do the frames without a name
# that their walk along frame pointers makes up beyond the start of the program.
steady() {
    sed -E 's/0x[0-9a-f]+//g; s/(==|pid=|T|tid=|lwp)[0-9]+//g; s/\(.*\/(sanitized|lib)[^)]*\)//g
        /^ *#[0-9]+ *\(.*\+\)$/d' "$1"
}

# So that `run` does not see what it starts.
cat >wrapper <<'END'
"./$1" "$2"
exit $?
END

# compare PROGRAM MISTAKE
compare() {
    local directory=D-$1-$2 status=0
    sh wrapper "$@" >plain 2>plain.messages || status=$?
    echo "$status" >>plain
    status=0
    rankprof run -q -F 1000 -o "$directory" sh wrapper "$@" >profiled 2>profiled.messages || status=$?
    echo "$status" >>profiled
    same "what $1 $2 printed" plain profiled
    same "what $1 $2 found" <(steady plain.messages) <(steady profiled.messages)
    settle "$directory"
}

declare -A mistakes=([address]="overflow leak" [leak]="leak" [thread]="none")
built=0
for compiler in gcc clang; do
    for sanitizer in "${!mistakes[@]}"; do
        program=$compiler-$sanitizer
        "$compiler" -g -O1 -pthread "-fsanitize=$sanitizer" -o "$program" \
            "$RANKPROF_SOURCE/tests/apps/sanitized.c" 2>/dev/null || continue
        built=$((built + 1))
        for mistake in ${mistakes[$sanitizer]}; do
            compare "$program" "$mistake"
            echo "D-$program-$mistake" >>directories
        done
    done
done
[ "$built" -gt 0 ] || skip "no compiler here has a sanitizer"

judge directories <<'EOF'
from judge import *
with open(arg(1), encoding="utf-8") as lines:
    for directory in lines.read().split():
        works = Profile(directory).inclusive("work")
        if "thread" in directory:
            must(works == 0, f"{directory}: ThreadSanitizer is not for sampling")
        else:
            must(works > 0, f"{directory}: work() was not sampled")
EOF
