#!/bin/bash
# damage.sh [ROUNDS [SEED]]: a damaged rank file is named or changes nothing; never a crash, a hang or a
# silent change. By default as many rounds as a test may take; 1000 were run (docs/performance.md).
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

export OMPI_COMM_WORLD_SIZE=6 PMIX_NAMESPACE=job
for rank in 0 1 2 3 4 5; do
    OMPI_COMM_WORLD_RANK=$rank rankprof run -q --slice 1 -o job -- "$APPS/split" 20 >/dev/null
done
OMPI_COMM_WORLD_RANK=1 PMIX_NAMESPACE=other rankprof run -q -o foreign -- "$APPS/split" 1 >/dev/null
settle job
settle foreign
rankprof merge -q job -o whole.h5
"$RANKPROF_PYTHON" "$RANKPROF_SOURCE/tests/merge/damage.py" job "${1:-40}" "${2:-1}"
