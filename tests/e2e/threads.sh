#!/bin/bash
# threads.sh: 64 threads alive at once are all seen by name, and their work is split rightly.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

profile D -F 250 "$APPS/threads" >/dev/null

judge D <<'EOF'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
both = profile.exclusive("work_even") + profile.exclusive("work_odd")
# What a thread does after its last sample, half a period on average, is known without its place.
must(both > 0.8 * profile.total(), f"the threads' work is only {both / profile.total():.3f} of all")
samples = profile.exclusive("work_even", "samples") + profile.exclusive("work_odd", "samples")
near_share("share of the even threads", profile.exclusive("work_even") / both, 0.5, samples)
must(profile.ranks["threads"].sum() == 65, f"{profile.ranks['threads'].sum()} threads seen, not 65")

with h5py.File(os.path.join(arg(1), "rank-000000.h5"), "r", swmr=True) as file:
    heap = bytes(file["strings/bytes"][()])
    threads = file["threads"]
    rows = numpy.flatnonzero(threads["threads"][()] > 0)
    names = {heap[at:heap.index(b"\0", at)].decode() for at in threads["name"][()][rows]}
    with_time = set(file["values/thread"][()][file["values/delta"][()] > 0])
wanted = {f"{'odd' if number % 2 else 'even'}-{number:02d}" for number in range(64)}
must(wanted <= names, f"not seen: {sorted(wanted - names)}")
must(len(with_time) == 65, f"{len(with_time)} threads have values")
EOF
