#!/bin/bash
# python-reuse.sh: a Python function is never told by the name of one that stood at the same address before it.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

pythons >found
[ -s found ] || skip "no Python from 3.11 to 3.13"
n=0
while read -r python; do
    directory=D$((n += 1))
    profile "$directory" -F 250 "$python" "$RANKPROF_SOURCE/tests/apps/python_reuse.py" >addresses
    judge "$directory" "$python" addresses <<'EOS'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
addresses = int(open(arg(3)).read())
must(addresses < 20, f"{arg(2)}: {addresses} addresses: nothing is used again")
samples = profile.by_context("samples")
seen = {}
for row in numpy.flatnonzero(samples):
    for name, file, line in profile.interpreted_path(row):
        if name.startswith("work_"):
            must(file == f"<made {name[5:]}>", f"{arg(2)}: {name} is told to be in {file}")
            seen[name] = seen.get(name, 0) + samples[row]
total = sum(seen.values())
must(total > 100, f"{arg(2)}: only {total} samples")
must(len(seen) > 50, f"{arg(2)}: only {len(seen)} functions of 100 in {total} samples")
must(max(seen.values()) < total / 10, f"{arg(2)}: {max(seen, key=seen.get)} has {max(seen.values())} of {total} samples")
EOS
done <found
