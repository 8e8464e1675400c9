"$MAKE_CLUSTER" plain c.h5
"$RANKPROF" report c.h5 --view findings
"$RANKPROF" report c.h5 --view findings --csv
"$MAKE_CLUSTER" recursion r.h5
"$RANKPROF" report r.h5 --view findings
