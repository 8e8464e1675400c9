#!/bin/bash
# usage.sh: faults, switches and bytes that the kernel accounts are in the file, also without -e; and which
# modules each rank had.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

profile D "$APPS/rusage_run" "$WORK/usage" "$APPS/faults" 20000 500 >/dev/null 2>messages
[ ! -s messages ] || fail "something was said: $(cat messages)"
rankprof merge -q D
rankprof check-file D/cluster.h5 D/rank-000000.h5 >/dev/null

judge D usage <<'EOF'
from judge import *
own = values_of(arg(2))
with h5py.File(os.path.join(arg(1), CLUSTER), "r") as file:
    usage = {name: column[:] for name, column in file["usage"].items()}
    modules, strings = file["rank_modules"], bytes(file["strings/bytes"][:])
    paths = [strings[at:strings.index(b"\0", at)].decode() for at in modules["path"][:]]
sums = {name: int(column.sum()) for name, column in usage.items()}
near("faults over the kernel's", (sums["minor_faults"] + sums["major_faults"]) / own["faults"], 1, 0.1)
near("switches over the kernel's", (sums["switches"] + sums["preemptions"]) / own["switches"], 1, 0.1)
near("CPU time over the kernel's", sums["kernel_cpu_ns"] / own["cpu_ns"], 1, 0.2)
must(sums["cpu_wait_ns"] > 0, "the program never had to wait for a CPU")
must(any(path.endswith("/faults") for path in paths) and any("libc.so" in path for path in paths),
     f"the rank had these modules: {paths}")
EOF
