# shellcheck shell=sh
"$RANKPROF" merge; echo $?
"$RANKPROF" merge --outptu x d; echo $?
"$RANKPROF" merge nowhere 2>/dev/null
