#!/bin/bash
# shared-gpu.sh: two ranks on one GPU are joined: its busy time is the union of both, exactly, and the
# idle time is that of the rank that was made late, below the function that launched next.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
# shellcheck source=tests/gpu/lib.sh
. "$RANKPROF_SOURCE/tests/gpu/lib.sh"

fresh
with_model profile_mpi 2 D "$RANKPROF_GPU_APPS/gpu_mpi" 40 >out
judge D "$(sed -n 's/^late for \([0-9]*\) ns$/\1/p' out)" <<'EOF'
from gpu_truth import *
profile, truth = GpuProfile(sys.argv[1]), Truth("ledger")
must(len(profile.gpus["uuid"]) == 1, f"{len(profile.gpus['uuid'])} GPUs, and there is one")
must(profile.gpus["ranks"][0] == 2, "the GPU was used by two ranks")
check_sums(profile, truth)
busy, observed = int(profile.gpus["busy_ns"][0]), int(profile.gpus["observed_ns"][0])
wall = int(profile.ranks["wall_ns"].max())
must(busy == truth.busy(), f"busy for {busy} ns, the union of both ledgers is {truth.busy()}")
must(busy <= observed <= wall, f"busy {busy}, observed {observed} and wall {wall} ns do not fit")
idle = profile.idle()
must(sum(idle.values()) == observed - busy, f"idle {sum(idle.values())} ns is not {observed} - {busy}")
# A kernel of rank 0 may still run for its 1 ms while rank 1 is late already.
late, most = idle.get((1, IDLE_HOST, "late_launch"), 0), int(sys.argv[2])
must(most - 40 * 1_000_000 <= late + idle.get((1, IDLE_SYNC, "late_launch"), 0),
     f"rank 1 was late for {most} ns, and is blamed for {late}")
# Nobody is blamed twice; what the machine itself took from the rank counts as late, too.
must(late <= 1.5 * most, f"rank 1 was late for {most} ns, and is blamed for {late}")
must((0, IDLE_HOST, "late_launch") not in idle, "rank 0 never launched there")
shown = check_report(sys.argv[1], truth)
host = [row for row in shown["gpu_idle"] if row["cause"] == "the host launched late"]
must(host[0]["caller"] == "late_launch" and host[0]["worst_rank"] == 1, f"the report blames {host[0]}")
must(shown["gpus"][0]["busy_seconds"] <= shown["wall_seconds"], "the GPU was busy for longer than it took")
EOF

# With a GPU each, neither sees the other's.
fresh
export RANKPROF_DOUBLE_GPUS=2
# shellcheck disable=SC2016
with_model profile_mpi 2 D sh -c 'CUDA_VISIBLE_DEVICES=$OMPI_COMM_WORLD_RANK exec "$0" 10' "$RANKPROF_GPU_APPS/gpu_mpi"
judge D <<'EOF'
from gpu_truth import *
profile = GpuProfile(sys.argv[1])
must(list(profile.gpus["ranks"]) == [1, 1], f"GPUs of {profile.gpus['ranks']} ranks, each has one")
must(list(profile.gpus["busy_ns"]) == [10_000_000, 20_000_000], f"busy {profile.gpus['busy_ns']}")
EOF
