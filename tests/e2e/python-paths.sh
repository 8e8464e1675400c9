#!/bin/bash
# python-paths.sh: Python functions are told by name, file and line, on every way that Python takes from one to the next.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

pythons >found
[ -s found ] || skip "no Python from 3.11 to 3.13"
n=0
while read -r python; do
    directory=D$((n += 1))
    profile "$directory" -F 250 "$python" "$RANKPROF_SOURCE/tests/apps/python_paths.py" "ways-$n" 2
    judge "$directory" "ways-$n" "$python" <<'EOS'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
with open(arg(2), encoding="utf-8") as file:
    ways = {tuple(map(tuple, way)): count for way, count in json.load(file)}
samples = profile.by_context("samples")
seen = {}
for row in numpy.flatnonzero(samples):
    way = profile.interpreted_path(row)
    if way and way[-1][0] == "spin":
        must(0 <= way[-1][2] - line_of("python_paths.py", "def spin(") < 6, f"line {way[-1][2]} is not in spin()")
        way = tuple(way[:-1])
        must(way in ways, f"{arg(3)}: the program never came to spin() by {way}; one of its ways is {next(iter(ways))}")
        seen[way] = seen.get(way, 0) + samples[row]
total = sum(seen.values())
must(total > 100, f"{arg(3)}: only {total} samples in spin()")
calls = sum(ways.values())
for way, count in ways.items():
    wanted = count / calls * total
    must(wanted < 20 or seen.get(way, 0) > 0, f"{arg(3)}: no sample on {way}, expected {wanted:.0f}")
must(profile.ranks["unnamed"].sum() < 0.01 * samples.sum(), f"{arg(3)}: {profile.ranks['unnamed'].sum()} samples are unnamed")
must(profile.inclusive("_PyEval_EvalFrameDefault", "samples") < 0.01 * samples.sum(), f"{arg(3)}: evaluation loops without Python frames")
print(f"{arg(3)}: {len(seen)} of {len(ways)} ways, {total:.0f} samples")
EOS
done <found
