"""Says whether HDF5 files have the same bytes in every dataset and attribute as the first one."""

import sys

from content import content

first = content(sys.argv[1])
different = False
for other_path in sys.argv[2:]:
    other = content(other_path)
    for name in sorted(first.keys() | other.keys()):
        if first.get(name) != other.get(name):
            print(f"{other_path}: {name} is not as in {sys.argv[1]}")
            different = True
if len(first) < 80:
    print(f"{sys.argv[1]}: only {len(first)} datasets and attributes")
    different = True
sys.exit(different)
