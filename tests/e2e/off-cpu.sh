#!/bin/bash
# off-cpu.sh: the time in which threads did not run is their wall time less their CPU time, thread by thread and slice by slice.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

read -r _ 2>/dev/null </proc/self/schedstat || skip "this kernel does not tell how long threads ran"
profile sliced --slice 0.2 "$APPS/sleepers" 900 >sliced.own
profile whole "$APPS/sleepers" 300 >whole.own
judge sliced whole <<'EOT'
from judge import *
for name in arg(1), arg(2):
    check_files(name)
    profile, own = Profile(name), values_of(f"{name}.own")
    wanted = own["wall_ns"] - own["cpu_ns"]
    # Threads are made and ended outside of what they measure of themselves.
    near(f"{name}: time off the CPU", profile.total("off_cpu_time") / wanted, 1, 0.1)
    rank = report(name)["per_rank"][0]
    near(f"{name}: the same of the rank", rank["off_cpu_seconds"] * 1e9 / profile.total("off_cpu_time"), 1, 1e-6)

# In each slice but the first and the last the sleeper is off the whole time.
with h5py.File("sliced/rank-000000.h5", "r", swmr=True) as file:
    heap = bytes(file["strings/bytes"][()])
    text = lambda at: heap[at:heap.index(b"\0", at)].decode()
    metric = [text(at) for at in file["metrics/name"][()]].index("off_cpu_time")
    names = [text(at) for at in file["threads/name"][()]]
    slices = {row: end - start for row, (start, end) in
              enumerate(zip(file["slices/start_ns"][()], file["slices/end_ns"][()])) if end > 0}
    told = {}
    for row, thread, what, delta in zip(*(file["values/" + name][()] for name in ("slice", "thread", "metric", "delta"))):
        if delta > 0 and what == metric:
            told.setdefault(int(thread), {})[int(row)] = int(delta)
whole = [rows for thread, rows in told.items() if len(rows) >= 4]
must(whole, f"no thread was off the CPU in four slices: {told}")
inner = sorted(slices)[1:-2]
full = max(sum(abs(rows.get(row, 0) / slices[row] - 1) < 0.1 for row in inner) for rows in told.values())
must(full >= len(inner) - 1, f"no thread slept through the slices: {told} of {slices}")
EOT
