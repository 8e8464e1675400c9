# shellcheck shell=sh
"$MAKE_CLUSTER" plain c.h5 && COLUMNS=160 "$RANKPROF" report c.h5
