# shellcheck shell=sh
"$RANKPROF" run --ouptut x ./app; echo $?
"$RANKPROF" report -z; echo $?
"$RANKPROF" run --xyzzy ./app; echo $?
"$RANKPROF" report --viwe=top
