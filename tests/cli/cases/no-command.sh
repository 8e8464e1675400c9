# shellcheck shell=sh
"$RANKPROF"
