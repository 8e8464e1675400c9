#!/bin/bash
# python-end.sh: an interpreter that ends under its threads ends as it does alone, however often it is sampled.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

pythons >found
[ -s found ] || skip "no Python from 3.11 to 3.13"
while read -r python; do
    for round in 1 2 3 4 5; do
        status_of rankprof run -q -o "D-${python//\//_}-$round" --clock wall -F 5000 "$python" "$RANKPROF_SOURCE/tests/apps/python_daemons.py" >out 2>err
        expect "$python: status in round $round" "$STATUS" 7
        expect "$python: output in round $round" "$(cat out)" ends
        expect "$python: messages in round $round" "$(cat err)" ""
    done
    settle "D-${python//\//_}-5"
    rankprof check-file "D-${python//\//_}-5"/rank-*.h5 >/dev/null
done <found
