# shellcheck shell=sh
# Metrics of groups whose events were counted; the others with what to ask for.
"$MAKE_CLUSTER" counters c.h5
"$RANKPROF" report c.h5 --view metrics
"$RANKPROF" report c.h5 --view metrics --csv
