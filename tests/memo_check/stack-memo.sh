#!/bin/bash
# stack-memo.sh: on whole programs, the remembered part of every stack is what a whole walk finds.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
export RANKPROF_MODULE_PATH=${RANKPROF_CHECKED_AGENT:?is set by ctest}

# compared NAME COMMAND...: the program runs to its end, and stacks have been compared. Its messages go to NAME.
compared() {
    local name=$1
    shift
    STATUS=0
    "$@" >"$name.out" 2>"$name" || STATUS=$?
    grep '^memo-check: ' "$name" || fail "nothing was compared: $* ($(cat "$name"))"
    if grep -q '^memo-check: .* differs$' "$name"; then
        fail "$*: a walk with the memo is not the walk without it"
    fi
    expect "status of $*" "$STATUS" 0
}

cat >work.py <<'PYTHON'
import json, re
from concurrent.futures import ThreadPoolExecutor

def deep(n):
    return [deep(n - 1)] if n else sorted(range(50), key=lambda i: -i)

def work(turns):
    for i in range(turns):
        text = json.dumps([{"a": i, "b": [1.5, None, "x" * (i % 20)]}] * 5, indent=1 + i % 2)
        json.loads(text)
        re.sub(r"(\d+)\.(\d+)", lambda m: m[2], text)
        deep(i % 60)

work(1500)
with ThreadPoolExecutor(4) as pool:
    list(pool.map(work, [300] * 8))
PYTHON

# All at once: most of them sleep most of the time.
n=0 FAILED=0 RUNNING=()
for program in "$RANKPROF_PYTHON work.py" "$APPS/recursion 5000 200" "$APPS/recursion 8180 100" \
    "$APPS/recursion 9000 60" "$APPS/split 50" "$APPS/thread_storm" "$APPS/altstack" "$APPS/fork_tree" \
    "$APPS/waits" "$APPS/plugin $APPS/libplugin_lib.so" "$APPS/templates" "$APPS/fortran" \
    "$APPS/process_state"; do
    [ -x "${program%% *}" ] || continue
    n=$((n + 1))
    # shellcheck disable=SC2086
    {
        compared "messages$n" rankprof run -q -o "D$n" --clock wall -F 2000 $program
        settle "D$n"
    } &
    RUNNING+=($!)
done
for id in "${RUNNING[@]}"; do
    wait "$id" || FAILED=$((FAILED + 1))
done
expect "the number of programs that failed, as told above" "$FAILED" 0

[ -x "$APPS/mpi_late" ] || skip "built without MPI; the rest passed"
compared mpi mpi_run 2 rankprof run -q -o M --clock wall -F 1000 "$APPS/mpi_late" log ring 1
