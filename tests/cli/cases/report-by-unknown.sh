# shellcheck shell=sh
"$MAKE_CLUSTER" refused c.h5
"$RANKPROF" report --by page-fautls c.h5
"$RANKPROF" report --by nothing-like-it c.h5
"$RANKPROF" report --by PAPI_TOT_CYC c.h5
"$RANKPROF" report --ranks 1-x c.h5
"$RANKPROF" report --ranks 9 c.h5
