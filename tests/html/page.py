# page.py: reads the sections of a page, a second time and in another language than the page does.
# SPDX-License-Identifier: Apache-2.0
import base64
import json
import re
import zlib

import numpy

SECTION = re.compile(r'<script type="application/octet-stream" id="section-([a-z0-9-]+)">([^<]*)</script>')


class Column:
    """Reads columns one after the other, each stored plane by plane."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count, kind):
        width = numpy.dtype(kind).itemsize
        part = numpy.frombuffer(self.data, "u1", count * width, self.at)
        self.at += count * width
        return part.reshape(width, count).T.copy().view(kind).reshape(count)

    def log16(self, count):
        largest = self.take(1, "<f8")[0]
        codes = self.take(count, "<u2").astype(float)
        return numpy.where(codes == 0, 0, largest * 2 ** ((codes - 65535) / 2048))

    def raw(self, count):
        self.at += count
        return numpy.frombuffer(self.data, "u1", count, self.at - count)


def varints(data):
    values, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            values.append(value)
            value, shift = 0, 0
    return values


class Page:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.text = file.read()
        self.sections = {name: zlib.decompress(base64.b64decode(packed), -15)
                         for name, packed in SECTION.findall(self.text)}
        self.report = json.loads(self.sections["report"])
        self.about = self.report["page"]
        self.functions = [row.split("\t") for row in
                          self.sections["functions"].decode().split("\n")[:-1]]

    def column(self, name):
        return Column(self.sections[name])

    def tree(self):
        """Rows of (parent, function or -1, hidden)."""
        values = iter(varints(self.sections["tree"]))
        rows = []
        for at in range(self.about["nodes"]):
            parent = at - next(values)
            function = next(values) - 1
            rows.append((parent, function, next(values) if function < 0 else 0))
        return rows

    def bin_sizes(self, bins):
        starts = [at * self.about["ranks"] // bins for at in range(bins + 1)]
        return numpy.diff(starts)
