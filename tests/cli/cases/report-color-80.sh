# shellcheck shell=sh
"$MAKE_CLUSTER" plain c.h5 && COLUMNS=80 "$RANKPROF" report --color always c.h5
