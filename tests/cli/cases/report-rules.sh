# Rules of users: added, changed, switched off; what is wrong with them is named and stops nothing.
"$MAKE_CLUSTER" plain c.h5
mkdir mine
cat >mine/own.txt <<'RULES'
rankprof-findings 1
off load-imbalance
finding hot-function of function
    when    share > 50%
    recover share
            / 2
    say     {name} takes {share:share} of the time, {mean:time} a rank
finding broken of path
    when    share >
    say     never said
finding unknown of job
    when    PAPI_FP_OPS > 1
    say     never said
nonsense
RULES
echo 'rankprof-findings 9' >mine/later.txt
echo 'something else' >mine/other.txt
cat >mine/counters.txt <<'GROUPS'
rankprof-metrics 1
group OWN
    metric oops = 1
GROUPS
"$RANKPROF" report c.h5 --view findings --rules mine
RANKPROF_RULES=nowhere "$RANKPROF" report c.h5 --view findings | grep nowhere
