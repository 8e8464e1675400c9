# shellcheck shell=sh
"$MAKE_CLUSTER" refused c.h5 && "$RANKPROF" report --limit 1 c.h5
