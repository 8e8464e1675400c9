# shellcheck shell=sh
RANKPROF_RATE=often "$RANKPROF" run ./app
RANKPROF_QUIET=perhaps "$RANKPROF" run ./app
RANKPROF_RATE=often "$RANKPROF" report nothing-here
