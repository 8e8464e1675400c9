#!/bin/bash
# mpi-tools.sh: another tool for MPI, preloaded behind rankprof, counts what rankprof counts; output is unchanged.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

export MPI_COUNTER=$WORK/counter LD_PRELOAD=$APPS/libmpi_counter.so
if command -v NPopenmpi >/dev/null; then
    profile_mpi 2 D NPopenmpi -u 1024 -n 50 -o "$WORK/np.out"
else
    profile_mpi 2 D "$APPS/mpi_cost" 3
fi
unset LD_PRELOAD
judge D "$MPI_COUNTER" <<'EOF'
from judge import *
profile = Profile(arg(1))
for rank in range(2):
    got = profile.mpi_calls(rank)
    with open(f"{arg(2)}.{rank}", encoding="ascii") as lines:
        for line in lines:
            call, *wanted = line.split()
            wanted = [int(word) for word in wanted]
            must(got.get(call, [0, 0, 0]) == wanted,
                 f"rank {rank}: {call} is {got.get(call)}, the other tool counted {wanted}")
    must(got["MPI_Recv"][0] > 100, "hardly any messages")
EOF
