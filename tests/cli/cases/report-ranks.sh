# shellcheck shell=sh
"$MAKE_CLUSTER" plain c.h5 && "$RANKPROF" report --view ranks c.h5 && COLUMNS=120 "$RANKPROF" report --view ranks c.h5
