#!/bin/bash
# fibers.sh: a fiber's stack is told to its start and no further, and the thread's own stack as if there were no fibers.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

boost=$(find /usr/lib /usr/lib64 -name 'libboost_context.so*' 2>/dev/null | sort | tail -1)
"$APPS/fibers" "$boost" >plain
profile D -F 250 "$APPS/fibers" "$boost" >profiled
same "what the program printed" plain profiled

judge D "$boost" <<'EOF2'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
samples = profile.by_context("samples")
partial = profile.ranks["partial"].sum()
must(partial <= 0.01 * samples.sum(), f"{partial} of {samples.sum():.0f} stacks are partial")
roots = {"run_context": 0, "main": 0} | ({"run_boost": 0} if arg(2) else {})
even = odd = 0
for row in numpy.flatnonzero(samples):
    path = profile.path(row)
    if path[-1:] != ["work"]:
        continue
    found = [name for name in path if name in roots]
    must(len(found) == 1, f"a stack is that of {found}: {path}")
    roots[found[0]] += samples[row]
    at, depth = path.index(found[0]), path.count("work_deep")
    must(path[at + 1:] in (["work_deep"] * depth + ["work"], ["work_as"] + ["work_deep"] * depth + ["work"]), f"a path of {found[0]}: {path}")
    if found[0] != "main":
        must(at <= 2 and depth in (1, 4, 7, 10), f"a path of {found[0]}: {path}")
        even, odd = (even + samples[row], odd) if depth in (1, 7) else (even, odd + samples[row])
for root, count in roots.items():
    must(count > 20, f"{root} has {count} samples: {roots}")
near_share("share of even fibers", even / (even + odd), 0.7, even + odd)
EOF2
