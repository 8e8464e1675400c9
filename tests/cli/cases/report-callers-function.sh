# shellcheck shell=sh
"$MAKE_CLUSTER" plain c.h5 && "$RANKPROF" report --function halo c.h5 && "$RANKPROF" report --function exchnage c.h5
