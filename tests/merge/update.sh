#!/bin/bash
# update.sh: merge --update leaves a cluster file alone as long as no rank file changes, comes or goes.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# merged COMMAND...: stores what the merge says.
merged() {
    "$@" 2>message || [ $? = 4 ]
}
"$MAKE_SYNTHETIC" -r 3 -c 40 -p 10 job
mkdir whole
mv job/rank-000002.h5 whole/

merged rankprof merge -u job
one_line message "2 of 3 ranks merged"
grep -q "nothing has changed" message && fail "there was no cluster file yet"
before=$(stat -c %i job/cluster.h5)
merged rankprof merge -u job
one_line message "nothing has changed: 2 of 3 ranks merged" "rank 2"
expect "the cluster file" "$(stat -c %i job/cluster.h5)" "$before"

# A rank file comes, though it is as old as the others; then one grows.
mv whole/rank-000002.h5 job/
merged rankprof merge -u job
one_line message "merge: 3 of 3 ranks merged"
touch job/rank-000001.h5
merged rankprof merge -u job
one_line message "merge: 3 of 3 ranks merged"
merged rankprof merge -u job
one_line message "nothing has changed: 3 of 3 ranks merged"
