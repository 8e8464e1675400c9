#!/bin/bash
# recursion.sh: the stack of a recursive function is kept whole, and its time is counted once.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

for depth in 500 5000; do
    profile "D$depth" -F 250 "$APPS/recursion" "$depth" >/dev/null
done

judge D500 500 <<'EOF'
from judge import *
profile = Profile(arg(1))
exclusive, inclusive, total = profile.exclusive("descend"), profile.inclusive("descend"), profile.total()
must(profile.samples() >= 100, f"only {profile.samples()} samples")
must(exclusive > 0.95 * total, f"descend() has {exclusive / total:.3f} of the time")
near("inclusive time over exclusive", inclusive / exclusive, 1, 1e-3)
depths = profile.levels("descend")[profile.by_context() > 0]
must(depths.max() == int(arg(2)) + 1, f"descend() stands {depths.max()} times on the deepest stack")
row = hotspot(report(arg(1)), "descend")
near("total over self", row["total"] / row["self"], 1, 1e-3)
EOF

# Deeper than a stack may be kept: the time is there all the same, and what was cut is counted.
judge D5000 5000 <<'EOF'
from judge import *
profile = Profile(arg(1))
exclusive, inclusive, total = profile.exclusive("descend"), profile.inclusive("descend"), profile.total()
must(exclusive > 0.95 * total, f"descend() has {exclusive / total:.3f} of the time")
near("inclusive time over exclusive", inclusive / exclusive, 1, 1e-3)
deepest = profile.levels("descend")[profile.by_context() > 0].max()
cut = profile.ranks["partial"].sum() + profile.ranks["refused_contexts"].sum()
must(deepest == int(arg(2)) + 1 or cut > 0.9 * profile.samples(),
     f"{deepest} levels are kept and only {cut} of {profile.samples()} samples are marked as cut")
EOF
