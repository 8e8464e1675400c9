"""What an HDF5 file holds, to be compared: nothing that the library adds, such as where things lie."""

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
