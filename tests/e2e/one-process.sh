#!/bin/bash
# one-process.sh: a program without MPI is profiled and reported in two commands, without options.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

mkdir fresh
cd fresh
cp "$APPS/split" a.out
rankprof run ./a.out 2>&1 >out | cat >summary
expect "what the program printed" "$(wc -l <out)" 1
rankprof report >text 2>messages || fail "rankprof report: $(cat messages)"
grep -q mostly text || fail "the report names no function: $(cat text messages)"
grep -q '^rank 0: .* samples' summary || fail "rankprof run gave no summary: $(cat summary)"
expect "number of output directories" "$(compgen -G 'rankprof-a.out-*' | wc -l)" 1

# Without a launcher it is rank 0 of 1.
judge rankprof-a.out-* <<'EOF'
from judge import *
profile = Profile(arg(1))
must(profile.session["ranks_expected"] == 1 and profile.session["ranks_merged"] == 1, "not one rank")
must(list(profile.ranks["end_how"]) == [1], f"end is {profile.ranks['end_how']}")
EOF

# A launcher behind us instead of in front of us is told of, and started all the same.
cp "$APPS/split" mpirun
rankprof run -q -o L ./mpirun >out 2>messages || fail "a program called mpirun: $(cat messages)"
grep -q "write 'mpirun ... rankprof run APP'" messages || fail "nothing was said of mpirun: $(cat messages)"
