# shellcheck shell=sh
"$MAKE_CLUSTER" partial c.h5; "$RANKPROF" report --csv --view quality c.h5; "$RANKPROF" report --csv --view ranks c.h5
