# shellcheck shell=sh
"$MAKE_CLUSTER" plain c.h5 && "$RANKPROF" report --ranks 1,3-9 c.h5
