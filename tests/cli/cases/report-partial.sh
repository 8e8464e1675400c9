# shellcheck shell=sh
"$MAKE_CLUSTER" partial c.h5 && "$RANKPROF" report --view ranks c.h5
