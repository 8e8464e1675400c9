#!/bin/bash
# demangled.sh: names of C++ templates and Fortran modules are shown as their language writes them.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

[ -x "$APPS/templates" ] || skip "there is no C++ compiler"
[ -x "$APPS/fortran" ] || skip "there is no Fortran compiler"
profile C "$APPS/templates" >/dev/null
profile F "$APPS/fortran" >/dev/null

judge C F <<'EOF'
from judge import *
cplusplus = report(arg(1))["hotspots"][0]["function"]
must("mesh::Solver<unsigned long>::relax(unsigned long, long)" in cplusplus, f"C++: '{cplusplus}'")
fortran = report(arg(2))["hotspots"][0]["function"]
must("heat" in fortran and "diffuse" in fortran, f"Fortran: '{fortran}'")
must("_MOD_" not in fortran, f"Fortran: '{fortran}' is the compiler's name")
must(Profile(arg(2)).hottest_line("diffuse")[0] == "fortran.f90", "the Fortran line is not known")
EOF
