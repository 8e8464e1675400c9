# shellcheck shell=sh
"$MAKE_CLUSTER" plain c.h5 && "$RANKPROF" check-file c.h5; echo $?
"$RANKPROF" check-file -q c.h5; echo $?
echo text >text.h5
"$RANKPROF" check-file; echo $?
"$RANKPROF" check-file c.h5 text.h5
