#!/bin/bash
# mpich.sh: under MPICH, too, every MPI call is counted once, and its bytes, as the program itself counts them.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

launcher=mpiexec.mpich
if [ ! -x "$APPS/mpi_calls_mpich" ] || ! command -v $launcher >/dev/null; then
    skip "no MPICH beside Open MPI (Debian: libmpich-dev)"
fi

for ranks in 1 2 4; do
    $launcher -n "$ranks" rankprof run -q -o "D$ranks" -- "$APPS/mpi_calls_mpich" "$WORK/ledger$ranks" "$WORK/data$ranks"
    settle "D$ranks"
    expect "number of rank files" "$(compgen -G "D$ranks/rank-*.h5" | wc -l)" "$ranks"
    judge "D$ranks" "ledger$ranks" "$ranks" <<'EOP'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
compare_mpi_ledgers(profile, arg(2), range(int(arg(3))))
check_mpi_matrix(profile, range(int(arg(3))))
check_mpi_report(profile, arg(1), range(int(arg(3))))
EOP
done

# A script tells nothing of the library that its programs load.
printf '#!/bin/sh\n"$@"\n' >wrapper.sh
chmod +x wrapper.sh
$launcher -n 2 rankprof run -q -o DW -- ./wrapper.sh "$APPS/mpi_calls_mpich" "$WORK/ledgerW" "$WORK/dataW"
settle DW
judge DW ledgerW 2 <<'EOP'
from judge import *
compare_mpi_ledgers(Profile(arg(1)), arg(2), range(int(arg(3))))
EOP

# The three interfaces of Fortran call MPI_x within, which is not counted again.
command -v mpifort.mpich >/dev/null || exit 0
for interface in WITH_MPIF WITH_MPI WITH_MPI_F08; do
    mpifort.mpich -O2 -g -D$interface "$RANKPROF_SOURCE/tests/apps/mpi_fortran.F90" -o $interface
    $launcher -n 2 rankprof run -q -o D$interface -- ./$interface "$WORK/ledger$interface"
    settle D$interface
    judge D$interface ledger$interface 2 <<'EOP'
from judge import *
check_files(arg(1))
compare_mpi_ledgers(Profile(arg(1)), arg(2), range(int(arg(3))))
EOP
done
