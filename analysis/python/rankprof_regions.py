"""rankprof_regions.py: names regions of a Python program, for its profile to tell them apart.

SPDX-License-Identifier: Apache-2.0

    from rankprof_regions import iteration, phase

    with phase("solve"):
        for step in range(100):
            with iteration("step"):
                ...

One file, to be copied where it is needed; it needs nothing. Without the profiler a region costs the
call. Regions are those of rankprof.h (docs/regions.md).
"""
import contextlib
import ctypes

__all__ = ["iteration", "phase"]


class _Regions(ctypes.Structure):
    """struct rankprof_regions of rankprof.h."""
    _fields_ = [("version", ctypes.c_uint),
                ("begin", ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int)),
                ("end", ctypes.CFUNCTYPE(None, ctypes.c_char_p))]


def _find_regions():
    try:
        found = _Regions.in_dll(ctypes.CDLL(None), "rankprof_regions")
    except (ValueError, OSError, TypeError):
        return None
    return found if found.version >= 1 else None


_regions = _find_regions()


@contextlib.contextmanager
def _region(name, is_iteration):
    if _regions is None:
        yield
        return
    name = name.encode()
    _regions.begin(name, is_iteration)
    try:
        yield
    finally:
        _regions.end(name)


def phase(name):
    """A part of the run, such as set-up or solve: what runs in the `with` block belongs to it."""
    return _region(name, 0)


def iteration(name):
    """One pass of a loop: passes are counted, and told together under the name."""
    return _region(name, 1)
