"""test_readme.py README WRITER: the Python shown in the README works, as it stands, beside a rank file."""
import os
import re
import subprocess
import sys
import tempfile

try:
    import h5py  # noqa: F401
    import pandas  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

readme, writer = (os.path.abspath(argument) for argument in sys.argv[1:3])
with open(readme, encoding="utf-8") as file:
    shown = re.findall(r"```python\n(.*?)```", file.read(), re.DOTALL)
assert len(shown) == 1, "the README shows one piece of Python"
assert len(shown[0].splitlines()) == 3, "three lines"

with tempfile.TemporaryDirectory() as folder:
    subprocess.run([writer, os.path.join(folder, "rank-000000.h5")], check=True)
    ran = subprocess.run([sys.executable, "-c", shown[0]], cwd=folder, check=True,
                         capture_output=True, text=True)
assert "1500" in ran.stdout, ran.stdout
