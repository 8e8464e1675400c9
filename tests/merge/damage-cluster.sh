#!/bin/bash
# damage-cluster.sh [ROUNDS [SEED]]: of a damaged cluster file the commands that show it say the same as of the
# good one, or refuse and name it; never a crash, a hang or a silent change.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

"$MAKE_SYNTHETIC" -r 8 -c 200 -p 50 whole
rankprof merge -q whole
"$RANKPROF_PYTHON" "$RANKPROF_SOURCE/tests/merge/damage_cluster.py" whole/cluster.h5 "${1:-15}" "${2:-1}"
