#!/bin/bash
# mpi-languages.sh: calls of Fortran (all three interfaces) and of Python are counted once, as those of C.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

compare() {
    judge "$1" "ledger-$1" <<'EOF'
from judge import *
check_files(arg(1))
compare_mpi_ledgers(Profile(arg(1)), arg(2), range(3))
EOF
}

ran=0
for app in mpi_mpif mpi_module mpi_f08; do
    [ -x "$APPS/$app" ] || continue
    profile_mpi 3 "$app" "$APPS/$app" "$WORK/ledger-$app"
    compare "$app"
    ran=$((ran + 1))
done
python=${RANKPROF_PYTHON:-/usr/bin/python3}
if "$python" -c 'import mpi4py' 2>/dev/null; then
    profile_mpi 3 python "$python" "$RANKPROF_SOURCE/tests/apps/mpi4py_calls.py" "$WORK/ledger-python"
    compare python
    ran=$((ran + 1))
fi
[ "$ran" -gt 0 ] || skip "neither Fortran nor mpi4py is here"
