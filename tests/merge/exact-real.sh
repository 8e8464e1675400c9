#!/bin/bash
# exact-real.sh: 64 ranks that ran, two programs in a job, are merged as the slow reference merges them.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# As a launcher would start them, but some at a time.
rank_of_job() {
    export PMI_SIZE=64 PMI_RANK=$1 PMI_JOBID=real
    if [ $(($1 % 16)) = 3 ]; then
        rankprof run -q --slice 1 -o job -- "$APPS/threads" 1
    else
        rankprof run -q --slice 1 -F 1000 -e page-faults -o job -- "$APPS/split" 50
    fi >/dev/null
}
export -f rank_of_job
all_there() {
    [ "$(compgen -G 'job/rank-*.h5' | wc -l)" = 64 ]
}
seq 0 63 | xargs -P 4 -I{} bash -c 'rank_of_job {}'
wait_for 60 all_there
rankprof merge job
rankprof check-file -q job/cluster.h5
"$RANKPROF_PYTHON" "$RANKPROF_SOURCE/tests/merge/reference.py" job job/cluster.h5
