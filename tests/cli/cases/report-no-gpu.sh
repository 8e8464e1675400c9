# shellcheck shell=sh
"$MAKE_CLUSTER" plain c.h5
"$RANKPROF" report --view gpu c.h5
