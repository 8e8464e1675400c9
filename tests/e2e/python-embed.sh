#!/bin/bash
# python-embed.sh: a Python that a program loads, starts and ends again and again is told by name while it is there.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# The libpython of a Python, if it is there.
library_of() {
    "$1" -c 'import os, sysconfig
for folder in (sysconfig.get_config_var("LIBDIR") or "", "/usr/lib/" + (sysconfig.get_config_var("MULTIARCH") or "")):
    path = os.path.join(folder, sysconfig.get_config_var("INSTSONAME") or "")
    if path.find(".so") > 0 and os.path.exists(path):
        print(path)
        break'
}

n=0
for python in $(pythons); do
    library=$(library_of "$python")
    [ -n "$library" ] || continue
    home=$("$python" -c 'import sys; print(sys.base_prefix)')
    directory=D$((n += 1))
    PYTHONHOME=$home "$APPS/python_embed" "$library" >plain
    PYTHONHOME=$home profile "$directory" -F 250 "$APPS/python_embed" "$library" >profiled
    same "what the program printed with $library" plain profiled
    judge "$directory" "$library" <<'EOS'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
for name in "owner", "guest":
    share = profile.inclusive(name) / profile.total()
    must(share > 0.1, f"{arg(2)}: {name}() has {share:.3f} of the time")
must(profile.ranks["unnamed"].sum() < 0.4 * profile.samples(), f"{arg(2)}: {profile.ranks['unnamed'].sum()} samples are unnamed")
print(arg(2), {name: round(profile.inclusive(name) / profile.total(), 2) for name in ("owner", "guest", "second")}, profile.ranks["unnamed"].sum())
EOS
done
[ "$n" -gt 0 ] || skip "no libpython from 3.11 to 3.13"
