# shellcheck shell=sh
"$RANKPROF" help && "$RANKPROF" --help | head -3 && "$RANKPROF" report --help && "$RANKPROF" help merge
