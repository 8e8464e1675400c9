# shellcheck shell=sh
# What an export looks like, and what is refused.
"$MAKE_CLUSTER" plain c.h5
"$RANKPROF" export --format folded c.h5
"$RANKPROF" export --format folded --by-rank --ranks 3 c.h5
"$RANKPROF" export --format folded --by page-faults c.h5
"$RANKPROF" export --format csv --by cpu_time c.h5 | tr -d '\r'
"$RANKPROF" export --format extrap --param n=10,m=2.5 --by samples c.h5
"$RANKPROF" export --format folded -o folded.txt c.h5 && wc -l <folded.txt
"$RANKPROF" export c.h5 2>&1
"$RANKPROF" export --format svg c.h5 2>&1
"$RANKPROF" export --format extrap --param n c.h5 2>&1
"$RANKPROF" export --format folded --url http://localhost c.h5 2>&1
"$RANKPROF" export --format pyroscope c.h5 2>&1
"$RANKPROF" export --format folded -o no/where c.h5 2>&1
echo "status $?"
"$RANKPROF" export --format folded c.h5 2>&1 >/dev/full
"$MAKE_CLUSTER" partial p.h5
"$RANKPROF" export --format folded p.h5 >/dev/null
echo "status $?"
ls
