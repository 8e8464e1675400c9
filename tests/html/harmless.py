# harmless.py: names that are markup stay text, and the page allows its own script and style alone.
# SPDX-License-Identifier: Apache-2.0
#
#   harmless.py RANKPROF MAKE_CLUSTER
import base64
import hashlib
import html.parser
import pathlib
import re
import subprocess
import sys
import tempfile

from page import Page

RANKPROF, MAKE_CLUSTER = sys.argv[1:]
NAMES = ["</script><img src=x onerror=alert(1)>", "<!--<script>",
         "\"><svg/onload=alert(2)> 'quoted' &lt;b&gt;", "javascript:alert(3)"]
# Elements that the page is made of; no name may bring another one.
ELEMENTS = {"a", "body", "button", "canvas", "dialog", "div", "dl", "h1", "h2", "head", "header",
            "html", "input", "label", "li", "main", "meta", "nav", "ol", "p", "script", "section",
            "select", "small", "span", "style", "table", "td", "th", "title", "tr", "ul"}


class Reader(html.parser.HTMLParser):
    """Collects elements, the texts of cells, and what scripts and styles hold."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.elements, self.cells, self.held = [], [], []
        self.path = []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.path.append(tag)
        if tag == "td":
            self.cells.append("")
        if tag in ("script", "style"):
            self.held.append((tag, dict(attributes), ""))

    def handle_endtag(self, tag):
        while self.path and self.path.pop() != tag:
            pass

    def handle_data(self, data):
        if "td" in self.path:
            self.cells[-1] += data
        if self.path and self.path[-1] in ("script", "style"):
            tag, attributes, text = self.held[-1]
            self.held[-1] = (tag, attributes, text + data)


def hash_of(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def check_policy(reader):
    """One script and one style, those whose hashes the policy names; everything else is data."""
    policy = next(attributes["content"] for tag, attributes in reader.elements
                  if tag == "meta" and "http-equiv" in attributes)
    scripts = [text for tag, attributes, text in reader.held
               if tag == "script" and "type" not in attributes]
    styles = [text for tag, _, text in reader.held if tag == "style"]
    assert len(scripts) == 1 and len(styles) == 1
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'" and rules["img-src"] == "data: blob:"
    assert rules["script-src"] == f"'{hash_of(scripts[0])}'", (rules, hash_of(scripts[0]))
    assert rules["style-src"] == f"'{hash_of(styles[0])}'"
    assert "unsafe" not in policy
    for tag, attributes, _ in reader.held:
        assert tag == "style" or attributes.get("type", "application/octet-stream") == \
            "application/octet-stream"


def read(path):
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def main():
    with tempfile.TemporaryDirectory() as folder:
        cluster, page = pathlib.Path(folder, "c.h5"), pathlib.Path(folder, "c.html")
        for kind in ("markup", "hostile", "plain"):
            subprocess.run([MAKE_CLUSTER, kind, str(cluster)], check=True)
            subprocess.run([RANKPROF, "html", str(cluster), "-o", str(page)], check=True,
                           stdout=subprocess.DEVNULL)
            reader = read(page)
            check_policy(reader)
            assert {tag for tag, _ in reader.elements} <= ELEMENTS, \
                {tag for tag, _ in reader.elements} - ELEMENTS
            for tag, attributes in reader.elements:
                assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
                assert "style" not in attributes and "src" not in attributes, (tag, attributes)
                assert attributes.get("href", "#") == "#", (tag, attributes)
            assert not re.search(r"https?://", page.read_text(encoding="utf-8"))
            if kind == "markup":
                assert set(NAMES) <= set(reader.cells), "the names are texts of the static table"
                assert "./app </title><script>alert(4)</script>" in reader.cells
                assert set(NAMES) <= {row[0] for row in Page(page).functions}
    print("as it must be")


main()
