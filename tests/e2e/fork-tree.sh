#!/bin/bash
# fork-tree.sh: children are profiled however they were made: fork, double fork, vfork, posix_spawn.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

profile D -F 250 "$APPS/fork_tree" >out
expect "children that worked" "$(grep -c '[0-9]$' out)" 4

judge D <<'EOF'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
work = profile.exclusive("child_work")
must(work > 0.95 * profile.total(), f"the children's work is {work / profile.total():.3f} of all")
with h5py.File(os.path.join(arg(1), "rank-000000.h5"), "r", swmr=True) as file:
    processes = file["threads/process"][()][file["values/thread"][()]]
    deltas = file["values/delta"][()]
    heap = bytes(file["strings/bytes"][()])
    names = [heap[at:heap.index(b"\0", at)].decode() for at in file["metrics/name"][()]]
    chosen = (file["values/metric"][()] == names.index("cpu_time")) & (deltas > 0)
sums = numpy.bincount(processes[chosen], weights=deltas[chosen])
heavy = sorted(sums[sums > 0.1 * work])
must(len(heavy) == 4, f"CPU time by process is {sums}, expected four that worked")
must(heavy[3] < 1.5 * heavy[0], f"the four worked unequally: {heavy}")
for word in "child vfork", "child spawn":
    must(any(word in command for command in profile.commands()), f"no '{word}' in {profile.commands()}")
EOF

# A child forked after its parent has cleared the environment attaches all the same.
profile C "${RANKPROF_PYTHON:-/usr/bin/python3}" -c 'import os, time
os.environ.clear()
child = os.fork()
if child:
    os.waitpid(child, 0)
else:
    while time.process_time() < 0.3:
        pass'
judge C <<'EOF'
from judge import *
profile = Profile(arg(1))
must(profile.total() > 0.25e9, f"{profile.total() / 1e9:.3f} s of CPU time: the child's is not there")
EOF
