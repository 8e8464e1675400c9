#!/bin/bash
# regions.sh: regions are told of programs in Fortran and C++ too, without MPI; without the profiler they are nothing.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

for app in regions_fortran regions_cxx; do
    [ -x "$APPS/$app" ] || continue
    expect "output of $app alone" "$("$APPS/$app")" "done"
    profile "$app" "$APPS/$app" >printed
    expect "output of $app" "$(cat printed)" "done"
    ran=yes
done
[ -n "${ran:-}" ] || skip "there is a compiler for neither Fortran nor C++"
# shellcheck disable=SC2119 # no figures to hand over
judge <<'END'
from judge import *
from judge_regions import *
if os.path.isdir("regions_fortran"):
    profile = Profile("regions_fortran")
    counts = {path: counted(profile, path) for path in ("first", "second")}
    must(counts == {"first": (1, 0), "second": (0, 10)}, f"visits and iterations are {counts}")
    check_home(profile, "first_part", "first")
    check_home(profile, "second_part", "second")
if os.path.isdir("regions_cxx"):
    profile = Profile("regions_cxx")
    counts = {path: counted(profile, path) for path in ("only", "only > pass")}
    must(counts == {"only": (1, 0), "only > pass": (0, 1)}, f"visits and iterations are {counts}")
END
status_of rankprof report regions_cxx --region nowhere 2>refusal
expect "exit status for a region that is not there" "$STATUS" 2
one_line refusal "no region 'nowhere'" "view regions"
