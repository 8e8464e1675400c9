# speedscope.py: speedscope itself takes what we write for it, and shows its names.
# SPDX-License-Identifier: Apache-2.0
#
#   speedscope.py RANKPROF MAKE_CLUSTER
#
# Needs Chromium, and in RANKPROF_SPEEDSCOPE the folder dist/release of speedscope's npm package, which
# holds the published schema too. scripts/test-browser brings both.
import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "html"))
import browser as chromium  # noqa: E402

RANKPROF, MAKE_CLUSTER = sys.argv[1:]
PLACE = os.environ.get("RANKPROF_SPEEDSCOPE")


def skip(reason):
    print("speedscope.py: skipped,", reason, "- scripts/test-browser brings it")
    sys.exit(77)


def check_schema(data):
    import jsonschema
    schema = json.loads(pathlib.Path(PLACE, "file-format-schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(data), schema)


def main():
    if not chromium.find():
        skip("there is no Chromium")
    if not PLACE or not pathlib.Path(PLACE, "index.html").exists():
        skip("there is no speedscope")
    with tempfile.TemporaryDirectory() as folder:
        cluster, script = pathlib.Path(folder, "c.h5"), pathlib.Path(folder, "load.js")
        subprocess.run([MAKE_CLUSTER, "plain", str(cluster)], check=True)
        data = subprocess.run([RANKPROF, "export", "-f", "speedscope", str(cluster)], check=True,
                              stdout=subprocess.PIPE).stdout
        check_schema(data)
        packed = json.dumps(base64.b64encode(data).decode())
        script.write_text(f"speedscope.loadFileFromBase64('job.json', {packed})", encoding="utf-8")
        browser = chromium.Browser()
        try:
            page = pathlib.Path(PLACE, "index.html").resolve().as_uri()
            browser.send("Page.navigate", url=f"{page}#localProfilePath={script}")
            # Its toolbar shows the metric and how many profiles there are, once it has loaded them.
            shown = browser.run("""new Promise((done) => {
                const look = () => document.body.innerText.includes('cpu_time (1/3)') &&
                    done(document.title);
                new MutationObserver(look).observe(document, {subtree: true, childList: true,
                    characterData: true});
                look();
            })""")
        finally:
            browser.close()
        assert "./app -n 3" in shown, shown
    print("as it must be")


main()
