"""Says whether HDF5 files have the same bytes in every dataset and attribute as the first one."""

import sys

import h5py


def content(path):
    """Type, shape and bytes of all datasets and attributes of a file, by name."""
    found = {}

    def visit(name, item):
        for key, value in item.attrs.items():
            found[name + "@" + key] = repr(value)
        if isinstance(item, h5py.Dataset):
            found[name] = (item.dtype.str, item.shape, item[()].tobytes())

    with h5py.File(path, "r") as file:
        visit("/", file)
        file.visititems(visit)
    return found


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
