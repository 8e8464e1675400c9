#!/bin/bash
# mpi-languages.sh: calls of Fortran (all three interfaces, and mixed with C) and of Python are counted once, as those of C, by 1, 2, 4 and 8 ranks.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

profiles=()
run() { # NAME COMMAND...
    local ranks name=$1
    shift
    for ranks in 1 2 4 8; do
        profile_mpi "$ranks" "$name-$ranks" "$@" "$WORK/ledger-$name-$ranks"
        profiles+=("$name-$ranks")
    done
}

for app in mpi_mpif mpi_module mpi_f08 mpi_mixed; do
    [ ! -x "$APPS/$app" ] || run "$app" "$APPS/$app"
done
python=${RANKPROF_PYTHON:-/usr/bin/python3}
if "$python" -c 'import mpi4py' 2>/dev/null; then
    run python "$python" "$RANKPROF_SOURCE/tests/apps/mpi4py_calls.py"
fi
[ "${#profiles[@]}" -gt 0 ] || skip "neither Fortran nor mpi4py is here"
judge "${profiles[@]}" <<'EOF'
from judge import *
for name in sys.argv[1:]:
    check_files(name)
    compare_mpi_ledgers(Profile(name), f"ledger-{name}", range(int(name.split("-")[1])))
EOF
