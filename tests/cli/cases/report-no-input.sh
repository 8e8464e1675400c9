# shellcheck shell=sh
"$RANKPROF" report; echo $?
"$RANKPROF" report nowhere; echo $?
mkdir empty; "$RANKPROF" report empty
