"""What may happen to a file: each of these damages the one at a path and says how.

The choice follows from the source of random numbers, so a round can be repeated.
"""
import os
import shutil

import h5py


def flip_bit(path, source):
    place = source.randrange(os.path.getsize(path) * 8)
    with open(path, "r+b") as file:
        file.seek(place // 8)
        byte = file.read(1)[0] ^ 1 << place % 8
        file.seek(place // 8)
        file.write(bytes([byte]))
    return f"bit {place} flipped"


def cut_short(path, source):
    length = source.randrange(os.path.getsize(path))
    os.truncate(path, length)
    return f"cut to {length} bytes"


def write_noise(path, source):
    with open(path, "wb") as file:
        file.write(source.randbytes(source.randrange(20000)))
    return "noise"


def write_text(path, source):
    with open(path, "w", encoding="utf-8") as file:
        file.write("step,residual\n" * source.randrange(1, 2000))
    return "a text"


def write_other_hdf5(path, source):
    with h5py.File(path, "w") as file:
        file["values/delta"] = list(range(source.randrange(1, 100)))
    return "HDF5 of another program"


def write_program(path, _):
    shutil.copyfile("/bin/sh", path)
    return "a program"


FOREIGN = [write_noise, write_text, write_other_hdf5, write_program]


def copy_of(other):
    """What puts the file `other` in the place."""
    def write_copy(path, _):
        shutil.copyfile(other, path)
        return "a copy of " + other
    return write_copy


def damage(path, source, foreign):
    """Three of five flip a bit, one cuts the end off, one puts something of `foreign` there."""
    return source.choice([flip_bit, flip_bit, flip_bit, cut_short, source.choice(foreign)])(path, source)
