# shellcheck shell=sh
"$MAKE_CLUSTER" hostile c.h5 && "$RANKPROF" report c.h5 && "$RANKPROF" report --view tree c.h5 && "$RANKPROF" report --csv c.h5
