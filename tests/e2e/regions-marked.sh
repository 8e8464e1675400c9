#!/bin/bash
# regions-marked.sh: what is marked for PAPI, LIKWID, Caliper and Kokkos are regions, and these are called as without rankprof.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# marked APP [ARGS...]: prints the same.
marked() {
    local app=$1
    shift
    env -u KOKKOS_PROFILE_LIBRARY -u KOKKOS_TOOLS_LIBS "$APPS/$app" "$@" >plain
    profile "$app" "$APPS/$app" "$@" >profiled
    same "output of $app" plain profiled
    ran+=("$app")
}

ran=()
# Until 3.7 Kokkos reads the second.
export KOKKOS_TOOLS_LIBS=librankprof-agent.so KOKKOS_PROFILE_LIBRARY=librankprof-agent.so
marked regions_marked "$APPS/libmarked_plugin.so"
grep -q 'answered -3 and -4, called 4 times' profiled || fail "the libraries were not called: $(cat profiled)"
for app in regions_papi regions_likwid regions_kokkos; do
    [ ! -x "$APPS/$app" ] || marked $app
done

judge "${ran[@]}" <<'END'
from judge import *
from judge_regions import *
wanted = {
    "regions_marked": {"Kokkos: assemble": 1, "Kokkos: assemble > Kokkos: axpy": 3, "Kokkos: assemble > Kokkos: norm": 3,
                       "triad": 1, "triad > inner": 1},
    "regions_papi": {"outer": 1, "outer > inner": 2},
    "regions_likwid": {"triad": 1},
    "regions_kokkos": {"Kokkos: assemble": 1, "Kokkos: assemble > Kokkos: axpy": 3, "Kokkos: assemble > Kokkos: norm": 1},
}
for app in sys.argv[1:]:
    profile = Profile(app)
    got = {path: counted(profile, path)[0] for path in wanted[app]}
    must(got == wanted[app], f"{app}: regions began {got} times, expected {wanted[app]}")
END
