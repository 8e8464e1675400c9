#!/bin/bash
# ctl.sh: a running job follows what is asked of it, and tells when it did.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

start_steps rankprof run -q -o D -F 250 --slice 3600 "$APPS/steady" 100000
read_steps 1
# use MS: until the program has used so much more CPU time.
use() {
    local until=$((${line#* } + $1 * 1000000))
    while [ "${line#* }" -lt $until ]; do
        read_steps 1
    done
}
ask() {
    rankprof ctl D "$@" 2>said || fail "ctl $*: $(cat said)"
    one_line said 'done by 1 of 1 running rank$'
}

use 200
# The slice ends with what is asked, though it would last an hour.
ask mark 'the  first "step"'
ask off
use 1200 # each thread looks once a second then
ask mark dark
use 200
ask on
use 1200
ask mark light
use 200
# As from another node, from where nobody can knock.
printf '123abc %s rate 20 \n' "$(date +%s%N)" >>D/control
noted() {
    judge <<'EOF'
from judge import *
with h5py.File("D/rank-000000.h5.part", "r", libver="latest", swmr=True) as file:
    must(0x123abc in file["marks/command"][()], "not yet")
EOF
}
wait_for 20 noted
use 100
ask mark slow
use 500
rankprof ctl D status >table
grep -q ' running .* slow$' table || fail "status: $(cat table)"
rankprof ctl D status --json >status.json
# What is no command of ours changes nothing.
printf 'rubbish\n1 2 rate 1e9 \n' >>D/control
ask mark end
kill -KILL "$pid"
status_of wait "$pid"
expect "exit status" "$STATUS" 137
settle D
[ ! -s messages ] || fail "something was said in the program: $(cat messages)"

status_of rankprof ctl D on 2>said
expect "status of ctl after the end" "$STATUS" 3
one_line said 'no rank of .D. is running'
for words in 'D' 'D onn' 'D rate' 'D rate 0' 'D rate 5 6' 'D on now' 'D mark' '-x D on'; do
    # shellcheck disable=SC2086 # words
    status_of rankprof ctl $words 2>said
    expect "status of 'ctl $words'" "$STATUS" 2
    one_line said
done

judge D <<'EOF'
from judge import *
check_files(arg(1))
with open("status.json", encoding="utf-8") as file:
    ranks = json.load(file)["ranks"]
must([(rank["rank"], rank["state"], rank["last_mark"]) for rank in ranks] == [(0, "running", "slow")],
     f"status --json says {ranks}")
with h5py.File("D/rank-000000.h5") as file:
    strings = bytes(file["strings/bytes"][()])
    marks = [(int(kind), int(value), strings[at:strings.index(b"\0", at)].decode(), int(ns))
             for kind, value, at, ns in zip(*(file["marks"][name][()]
                                              for name in ("kind", "value", "text", "time_ns"))) if kind]
    slices = {name: file["slices"][name][()] for name in ("end_ns", "samples", "kernel_cpu_ns")}
must([mark[:3] for mark in marks] ==
     [(1, 0, 'the  first "step"'), (3, 0, ""), (1, 0, "dark"), (2, 0, ""), (1, 0, "light"),
      (4, 20000, ""), (1, 0, "slow"), (1, 0, "end")], f"marks {marks}")
must(sum(slices["end_ns"] > 0) <= len(marks) + 1, "slices end without being asked to")

def after(text):
    """Samples and CPU time of the slice that followed that mark."""
    at = next(ns for _, _, told, ns in marks if told == text)
    row = [i for i, end in enumerate(slices["end_ns"]) if end > at][1]
    return int(slices["samples"][row]), int(slices["kernel_cpu_ns"][row]) / 1e9

samples, seconds = after("dark")
must(seconds > 0.1 and samples == 0, f"{samples} samples in {seconds} s without sampling")
samples, seconds = after("light")
must(samples > 50 * seconds > 5, f"{samples} samples in {seconds} s after 'on'")
samples, seconds = after("slow")
must(5 * seconds < samples < 40 * seconds, f"{samples} samples in {seconds} s of 20 Hz")

profile = Profile(arg(1))
share = profile.by_context()[profile.contexts["kind"] == 4].sum() / profile.total()
must(share > 0.2, f"{share:.3f} of the time is told as not sampled")
with h5py.File("D/cluster.h5") as file:
    must(list(file["marks/kind"][()]) == [mark[0] for mark in marks], "the cluster file has other marks")
EOF
