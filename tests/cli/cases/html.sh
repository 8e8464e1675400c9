# shellcheck shell=sh
# Where the page goes, what is refused, and that half a page is never left.
"$MAKE_CLUSTER" plain c.h5
mkdir prof && cp c.h5 prof/cluster.h5
say() {
    sed 's/[0-9.]* MiB/N MiB/'
}
"$RANKPROF" html c.h5 2>&1 | say
"$RANKPROF" html c.h5 -o here.html | say
"$RANKPROF" html c.h5 -o - | cmp - here.html && echo 'the same on standard output'
"$RANKPROF" html c.h5 -o no/where.html 2>&1
echo "status $?"
"$RANKPROF" html c.h5 --ranks 9 2>&1
"$RANKPROF" html c.h5 --by cycles 2>&1
"$RANKPROF" html c.h5 -o - 2>&1 >/dev/full
"$RANKPROF" html nothing.h5 2>&1
"$RANKPROF" html c.h5 d.h5 2>&1
"$MAKE_CLUSTER" partial p.h5
"$RANKPROF" html p.h5 -o partial.html | say
"$RANKPROF" html p.h5 -o partial.html >/dev/null
echo "status $?"
ls
