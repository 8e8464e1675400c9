"""test_h5py.py WRITER: the examples of docs/format.md work on a file that our own writer made."""
import os
import subprocess
import sys
import tempfile

try:
    import h5py
    import pandas
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

folder = tempfile.mkdtemp()
path = os.path.join(folder, "rank.h5")
subprocess.run([sys.argv[1], path], check=True)

with h5py.File(path) as file:
    assert file.attrs["kind"] == b"rank"
    assert file["session"].attrs["state"] == b"closed"
    values = pandas.DataFrame({name: column[:] for name, column in file["values"].items()})
    values = values[values["delta"] > 0]
    sums = values.groupby(["context", "metric"])["delta"].sum()
    assert file["values/delta"].attrs["units"] == b"unit of the metric"
    assert sums.loc[(0, 0)] == 1500 and len(values) == 3, sums

os.remove(path)
os.rmdir(folder)
