# shellcheck shell=sh
"$RANKPROF" repotr; echo $?
"$RANKPROF" frobnicate; echo $?
"$RANKPROF" helpp
