#!/bin/bash
# many-ranks.sh: jobs of 1 rank and of 16 ranks on few cores give one complete file a rank.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

profile_mpi 1 D1 "$APPS/imbalance" 0 100 >/dev/null
profile_mpi 16 D16 "$APPS/imbalance" 5 20 >/dev/null
mpi_run 3 rankprof merge D16 -o three.h5

judge D1 D16 <<'EOF'
from judge import *
for directory, ranks in (arg(1), 1), (arg(2), 16):
    check_files(directory)
    profile = Profile(directory)
    must(list(profile.ranks["rank"]) == list(range(ranks)), f"ranks {profile.ranks['rank']}")
    must(all(profile.ranks["state"] == 1), "not all are complete")
    must(report(directory)["ranks"] == ranks, "the report has another number of ranks")

# The same input merged by another number of processes.
one, three = Profile(arg(2)), Profile("three.h5")
for table in "contexts", "functions", "values", "statistics", "ranks":
    for column, values in getattr(one, table).items():
        must(numpy.array_equal(values, getattr(three, table)[column]), f"/{table}/{column} differs")
EOF
