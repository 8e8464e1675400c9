#!/bin/bash
# dlopen.sh: a function of a library that was loaded at run time and unloaded again is named.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

profile D -F 250 "$APPS/plugin" "$APPS/libplugin_lib.so" >/dev/null

judge D <<'EOF'
from judge import *
profile = Profile(arg(1))
for name in "plugin_work", "work_alone":
    near_share(f"share of {name}()", profile.share(name), 0.5, profile.samples())
row = hotspot(report(arg(1)), "plugin_work")
must(os.path.basename(row["module"]) == "libplugin_lib.so", f"its module is {row['module']}")
must(os.path.basename(row["file"]) == "plugin_lib.c", f"its file is {row['file']}")
EOF
