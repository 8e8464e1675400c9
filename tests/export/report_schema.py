# report_schema.py: the report's JSON is what docs/schema/report.schema.json says, no more, no less.
# SPDX-License-Identifier: Apache-2.0
#
#   report_schema.py RANKPROF MAKE_CLUSTER MAKE_JOB SCHEMA
import json
import pathlib
import subprocess
import sys
import tempfile

RANKPROF, MAKE_CLUSTER, MAKE_JOB, SCHEMA = sys.argv[1:]

try:
    import jsonschema
except ImportError:
    print("report_schema.py: skipped, there is no jsonschema (Debian: python3-jsonschema)")
    sys.exit(77)


def closed(schema):
    """The same, but nothing that it does not name: what is new must be described first."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    narrow = {key: closed(part) for key, part in schema.items()}
    if "object" in narrow.get("type", ()) and "properties" in narrow:
        narrow["additionalProperties"] = False
    return narrow


def main():
    with open(SCHEMA, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(closed(schema))
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for kind in ("plain", "hostile", "partial", "recursion", "refused", "gpu"):
            paths.append(pathlib.Path(folder, kind + ".h5"))
            subprocess.run([MAKE_CLUSTER, kind, str(paths[-1])], check=True)
        paths.append(pathlib.Path(folder, "job.h5"))
        subprocess.run([MAKE_JOB, "300", "200", "6", "4", str(paths[-1])], check=True)
        for path in paths:
            for options in ([], ["--view", "tree"], ["--view", "callers"], ["--limit", "2"],
                            ["--by", "samples", "--ranks", "0-1"]):
                done = subprocess.run([RANKPROF, "report", "--json", *options, str(path)],
                                      check=False, stdout=subprocess.PIPE)
                assert done.returncode in (0, 4), done
                for error in validator.iter_errors(json.loads(done.stdout)):
                    place = "/".join(map(str, error.absolute_path))
                    sys.exit(f"{path.name} {options}: at /{place}: {error.message[:300]}\n"
                             f"Describe it in {SCHEMA}, or mend the JSON.")
    print("as it must be")


main()
