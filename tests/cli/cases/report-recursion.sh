# shellcheck shell=sh
"$MAKE_CLUSTER" recursion c.h5 && "$RANKPROF" report c.h5 && "$RANKPROF" report --view tree c.h5 && "$RANKPROF" report --function even c.h5
