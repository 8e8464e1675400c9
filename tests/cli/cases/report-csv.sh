# shellcheck shell=sh
"$MAKE_CLUSTER" plain c.h5 && "$RANKPROF" report --csv c.h5 && "$RANKPROF" report --csv --view tree c.h5
