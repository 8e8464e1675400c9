#!/bin/bash
# out-of-memory.sh: a program that its control group kills for lack of memory leaves a whole profile, which says so.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# A group below our own, of either version, with 96 MiB.
if path=$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup) && [ -n "$path" ]; then
    group=/sys/fs/cgroup/memory${path%/}/rankprof-test-$$
    limit=memory.limit_in_bytes
else
    group=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/rankprof-test-$$
    limit=memory.max
fi
mkdir "$group" 2>/dev/null || skip "a control group cannot be made here ($group)"
trap 'rmdir "$group" 2>/dev/null; clean_up' EXIT
[ -w "$group/$limit" ] || skip "the control groups here do not limit memory"
echo $((96 << 20)) >"$group/$limit"
# shellcheck disable=SC2016 # $$ is that shell's
in_group=(bash -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group")
"${in_group[@]}" true 2>/dev/null || skip "no process can be moved to a control group here"
[ ! -e "$group/memory.swap.max" ] || echo 0 >"$group/memory.swap.max"

cat >hungry.py <<'END'
held = []
while True:
    held.append(bytearray(1 << 20))
    sum(range(20000))
END
status_of "${in_group[@]}" rankprof run -q -o D -F 1000 --slice 0.1 "${RANKPROF_PYTHON:-python3}" hungry.py 2>messages
expect "exit status" "$STATUS" 137
settle D
judge D <<'EOF2'
from judge import *
check_files(arg(1))
with h5py.File(arg(1) + "/rank-000000.h5") as file:
    used = file["ends/how"][()] > 0
    must(list(file["ends/status"][used]) == [9], f"it ended by {file['ends/status'][used]}")
    kills = file["ends/oom_kills"][used].max()
    must(kills >= 1, f"its group is said to have killed {kills} processes")
    must(file["slices/samples"][()].sum() > 10, "it was not sampled")
EOF2
rankprof stacks D --last >said
grep -qi 'memory' said || fail "that memory ran out is not said: $(cat said)"
rankprof report D >said || fail "the report: $(cat said)"
