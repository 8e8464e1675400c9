# json_schemas.py: what commands write as JSON is what docs/schema says, no more, no less.
# SPDX-License-Identifier: Apache-2.0
#
#   json_schemas.py RANKPROF MAKE_CLUSTER MAKE_JOB SCHEMAS
import json
import pathlib
import subprocess
import sys
import tempfile

RANKPROF, MAKE_CLUSTER, MAKE_JOB, SCHEMAS = sys.argv[1:]

try:
    import jsonschema
except ImportError:
    print("json_schemas.py: skipped, there is no jsonschema (Debian: python3-jsonschema)")
    sys.exit(77)

KINDS = ("plain", "hostile", "partial", "recursion", "refused", "differing", "roofline", "gpu")
VIEWS = ([], ["--view", "tree"], ["--view", "callers"], ["--limit", "2"],
         ["--by", "samples", "--ranks", "0-1"])


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


class Schemas:
    """By the name in "schema"; one may refer to another by its file."""

    def __init__(self, folder):
        self.files = {}
        for path in pathlib.Path(folder).glob("*.schema.json"):
            with open(path, encoding="utf-8") as file:
                schema = json.load(file)
            jsonschema.Draft7Validator.check_schema(schema)
            self.files[path.name] = closed(schema)
        self.names = {schema["properties"]["schema"]["const"]: file
                      for file, schema in self.files.items()}
        self.met = set()

    def check(self, text, what):
        data = json.loads(text)
        file = self.names.get(data["schema"])
        assert file, f"{what}: no file in {SCHEMAS} describes {data['schema']}"
        resolver = jsonschema.RefResolver("", self.files[file], store=self.files)
        for error in jsonschema.Draft7Validator(self.files[file], resolver=resolver).iter_errors(data):
            place = "/".join(map(str, error.absolute_path))
            sys.exit(f"{what}: at /{place}: {error.message[:300]}\n"
                     f"Describe it in {SCHEMAS}/{file}, or mend the JSON.")
        self.met.add(file)
        return data


def make_files(folder):
    files = {kind: pathlib.Path(folder, kind + ".h5") for kind in KINDS}
    for kind, path in files.items():
        subprocess.run([MAKE_CLUSTER, kind, str(path)], check=True)
    files["job"] = pathlib.Path(folder, "job.h5")
    subprocess.run([MAKE_JOB, "200", "20", "4", "4", str(files["job"])], check=True)
    files["slower"] = pathlib.Path(folder, "slower.h5")
    subprocess.run([MAKE_CLUSTER, "plain", str(files["slower"]), "2=120"], check=True)
    return files


def main():
    schemas = Schemas(SCHEMAS)

    def ask(statuses, *words):
        done = subprocess.run([RANKPROF, *words], check=False, stdout=subprocess.PIPE)
        assert done.returncode in statuses, done
        return schemas.check(done.stdout, " ".join(words))

    with tempfile.TemporaryDirectory() as folder:
        files = {name: str(path) for name, path in make_files(folder).items()}
        plain, slower = files["plain"], files["slower"]
        for path in files.values():
            for options in VIEWS:
                ask((0, 4), "report", "--json", *options, path)
            ask((0, 1), "doctor", "--json", path)
            ask((0, 4), "diff", "--json", plain, path)
            ask((0, 4), "diff", "--json", path, path, "--by", "samples")
        assert ask((1,), "doctor", "--json", files["differing"])["discrepancies"]
        assert ask((0,), "diff", "--json", plain, files["differing"])["different"]
        assert ask((0,), "check", "--json", plain, plain, plain, plain)["verdict"] == "not slower"
        assert ask((1,), "check", "--json", plain, plain, plain, slower)["verdict"] == "slower"
        assert ask((2,), "check", "--json", plain, slower)["verdict"] == "cannot tell"
        ask((1,), "check", "--json", "--code", plain, plain, plain, files["recursion"])
        ask((0, 1), "doctor", "--json")
    assert schemas.met == set(schemas.files), set(schemas.files) - schemas.met
    print("as it must be")


main()
