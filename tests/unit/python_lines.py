"""python_lines.py: the agent's lines of all instructions of the standard library are Python's own.

usage: python_lines.py LIBRARY; it exports rp_python_line() of the agent.
"""
import ctypes
import glob
import os
import sys
import types

if sys.version_info < (3, 11):
    print("skipped: this Python tells no locations")
    sys.exit(77)
find = ctypes.CDLL(sys.argv[1]).rp_python_line
find.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint32, ctypes.c_int64]
find.restype = ctypes.c_uint32


def check(code, seen):
    table = code.co_linetable
    for start, end, line in code.co_lines():
        for unit in range(start // 2, end // 2):
            got = find(table, len(table), code.co_firstlineno, unit)
            if got != (line or 0):
                sys.exit(f"failed: unit {unit} of {code} is in line {line}, not {got}")
            seen[0] += 1
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            check(constant, seen)


seen = [0]
for path in sorted(glob.glob(os.path.join(os.path.dirname(os.__file__), "*.py")))[:60]:
    with open(path, "rb") as source:
        check(compile(source.read(), path, "exec"), seen)
assert seen[0] > 10000, f"only {seen[0]} instructions"
print(seen[0], "instructions")
