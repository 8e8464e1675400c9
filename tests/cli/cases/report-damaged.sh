# shellcheck shell=sh
"$MAKE_CLUSTER" plain c.h5 && head -c 700 c.h5 >short.h5 && echo text >text.h5
"$RANKPROF" report text.h5; echo $?
"$RANKPROF" report short.h5
