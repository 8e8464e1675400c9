#!/bin/bash
# mpi-calls.sh: every MPI call is counted once, and its bytes, as the program itself counts them.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

for ranks in 1 2 4 8; do
    profile_mpi "$ranks" "D$ranks" "$APPS/mpi_calls" "$WORK/ledger$ranks" "$WORK/data$ranks"
    judge "D$ranks" "ledger$ranks" "$ranks" <<'EOF'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
compare_mpi_ledgers(profile, arg(2), range(int(arg(3))))
check_mpi_matrix(profile, range(int(arg(3))))
check_mpi_report(profile, arg(1), range(int(arg(3))))
EOF
done
