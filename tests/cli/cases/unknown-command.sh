# shellcheck shell=sh
"$RANKPROF" repotr; echo $?
"$RANKPROF" html; echo $?
"$RANKPROF" helpp
