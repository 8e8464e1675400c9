#!/bin/bash
# split.sh: a program that works 70 % in one function and 30 % in another is reported so, by line.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

profile D -F 250 "$APPS/split" >/dev/null

judge D <<'EOF'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
for name, share in ("mostly", 0.7), ("seldom", 0.3):
    near_share(f"share of {name}()", profile.share(name), share, profile.samples())
    line = line_of("split.c", f"line: {name}")
    file, got = profile.hottest_line(name)
    must(file == "split.c" and abs(got - line) <= 1, f"hottest line of {name}() is {file}:{got}, not {line}")

found = report(arg(1))
must(found["schema"] == "rankprof.report/1", f"schema is {found['schema']}")
must(found["ranks"] == 1, f"{found['ranks']} ranks")
first = found["hotspots"][0]
must(first["function"] == "mostly", f"the hottest function is {first['function']}")
must(os.path.basename(first["module"]) == "split", f"its module is {first['module']}")
must(os.path.basename(first["file"]) == "split.c", f"its file is {first['file']}")
start, end = line_of("split.c", "uint64_t mostly("), line_of("split.c", "uint64_t seldom(")
must(start <= first["line"] < end, f"its line is {first['line']}, not in [{start}, {end})")
must(0 <= first["self"] <= first["total"], f"self {first['self']}, total {first['total']}")
must(profile.inclusive("main") > 0.95 * profile.total(), "not all is called by main()")
must(found["quality"]["stacks_complete"] > 0.95, f"quality is {found['quality']}")
EOF
