# shellcheck shell=sh
"$RANKPROF" run -F 0 ./app
"$RANKPROF" run --rate=fast ./app
"$RANKPROF" run --slice 3parsecs ./app
"$RANKPROF" run --clock sundial ./app
"$RANKPROF" run --budget 0 ./app
"$RANKPROF" run --budget 90% ./app
"$RANKPROF" run --sampling-source sundial ./app
"$RANKPROF" run -e cycles@1e6 ./app
"$RANKPROF" run -e a,,b ./app
"$RANKPROF" run -o
"$RANKPROF" run -q
"$RANKPROF" report --view sideways
"$RANKPROF" report --limit 0
"$RANKPROF" report --json --csv
"$RANKPROF" report one two
