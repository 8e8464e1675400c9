# shellcheck shell=sh
"$MAKE_CLUSTER" plain c.h5 && "$RANKPROF" report --by page-faults --limit 2 c.h5
