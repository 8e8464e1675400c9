# shellcheck shell=sh
# Every view of a program without MPI, without colour and then the one with colours in its rows.
"$MAKE_CLUSTER" plain c.h5
export COLUMNS=80
for view in tree callers ranks quality; do
    "$RANKPROF" report --view $view c.h5
done
"$RANKPROF" report --view ranks --color always c.h5
