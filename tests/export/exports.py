# exports.py: what other programs would read of an export are the report's numbers.
# SPDX-License-Identifier: Apache-2.0
#
#   exports.py RANKPROF MAKE_CLUSTER MAKE_JOB PROTO
#
# pprof is decoded by Google's protobuf, a second implementation; the others are held against schemas
# of their formats. Each format is summed up by function and compared with `rankprof report --json`.
import base64
import collections
import csv
import gzip
import http.server
import importlib
import json
import pathlib
import subprocess
import sys
import tempfile
import threading

RANKPROF, MAKE_CLUSTER, MAKE_JOB, PROTO = sys.argv[1:]
HERE = pathlib.Path(__file__).parent


def skip(reason):
    print("exports.py: skipped,", reason)
    sys.exit(77)


try:
    import jsonschema
    import google.protobuf  # noqa: F401
except ImportError as error:
    skip(f"there is no {error.name} (Debian: python3-jsonschema, python3-protobuf)")


def messages_of_pprof(folder):
    """The classes that protoc makes of pprof.proto."""
    try:
        subprocess.run(["protoc", f"--proto_path={pathlib.Path(PROTO).parent}",
                        f"--python_out={folder}", pathlib.Path(PROTO).name], check=True)
    except FileNotFoundError:
        skip("there is no protoc (Debian: protobuf-compiler)")
    sys.path.insert(0, str(folder))
    return importlib.import_module("pprof_pb2")


def check(data, schema):
    with open(HERE / "schemas" / f"{schema}.json", encoding="utf-8") as file:
        jsonschema.Draft7Validator(json.load(file)).validate(data)


def rankprof(*arguments):
    done = subprocess.run([RANKPROF, *arguments], check=False, stdout=subprocess.PIPE)
    assert done.returncode in (0, 4), (arguments, done)
    return done.stdout


def export(path, form, *options):
    return rankprof("export", "--format", form, *options, str(path))


def same(found, report, factor=1.0, key=lambda name: name):
    """Exclusive values by function are those of the report."""
    wanted = collections.Counter()
    for spot in report["hotspots"]:
        wanted[key(spot["function"])] += spot["self"]
    found = {name: value * factor for name, value in found.items() if value}
    assert set(found) == {name for name, value in wanted.items() if value}, \
        set(found) ^ set(wanted)
    for name, value in found.items():
        assert abs(value - wanted[name]) <= 1e-9 * max(wanted[name], 1), (name, value, wanted[name])


# ---- each format ----


def check_folded(path, report, options):
    sums = collections.Counter()
    for line in export(path, "folded", *options).decode().splitlines():
        stack, value = line.rsplit(" ", 1)
        sums[stack.split(";")[-1]] += int(value)
    same(sums, report, 1e-9, lambda name: safe(name).replace(";", ":"))


def safe(name):
    """As the report makes names safe; JSON has them as they are where it can."""
    return "".join(letter if letter.isprintable() else
                   "".join(f"\\x{byte:02x}" for byte in letter.encode()) for letter in name)


def check_speedscope(path, report, options):
    data = json.loads(export(path, "speedscope", *options))
    check(data, "speedscope")
    frames = [frame["name"] for frame in data["shared"]["frames"]]
    profile = data["profiles"][0]
    sums = collections.Counter()
    assert len(profile["samples"]) == len(profile["weights"])
    for stack, weight in zip(profile["samples"], profile["weights"]):
        sums[frames[stack[-1]]] += weight
    assert profile["endValue"] == sum(profile["weights"])
    same(sums, report, 1e-9, safe)


def check_csv(path, report, options):
    rows = list(csv.DictReader(export(path, "csv", *options).decode("utf-8", "surrogateescape")
                               .splitlines(keepends=True)))
    sums = collections.Counter()
    for row in rows:
        sums[row["function"]] += float(row["self_cpu_time_s"])
    assert abs(sum(sums.values()) - report["value"]) < 1e-6
    assert abs(float(rows[0]["total_cpu_time_s"]) - report["value"]) < 1e-6


def check_extrap(path, report, options):
    sums = collections.Counter()
    for line in export(path, "extrap", *options).decode().splitlines():
        point = json.loads(line)
        check(point, "extrap")
        assert point["params"]["p"] == report["ranks_expected"]
        if point["metric"] == "cpu_time":
            sums[point["callpath"].rsplit("->", 1)[-1]] += point["value"]
    same(sums, report, report["ranks"], lambda name: safe(name).rsplit("->", 1)[-1])


def check_hatchet(path, report, options):
    data = json.loads(export(path, "hatchet", *options))
    check(data, "hatchet")
    sums = collections.Counter()
    stack = list(data)
    while stack:
        node = stack.pop()
        inner = sum(child["metrics"]["time (inc)"] for child in node["children"])
        assert abs(inner + node["metrics"]["time"] - node["metrics"]["time (inc)"]) < 1e-6
        sums[node["frame"]["name"]] += node["metrics"]["time"]
        stack.extend(node["children"])
    same(sums, report, 1.0, safe)


def decode_pprof(pprof, data):
    profile = pprof.Profile()
    profile.ParseFromString(gzip.decompress(data))
    return profile


def sums_of_pprof(profile, column=None):
    """Exclusive values by function of the usual metric, and the labels that were met."""
    texts = profile.string_table
    names = {function.id: texts[function.name] for function in profile.function}
    types = [texts[one.type] for one in profile.sample_type]
    column = types.index(column or texts[profile.default_sample_type])
    leaf = {place.id: names[place.line[0].function_id] for place in profile.location}
    mappings = {mapping.id for mapping in profile.mapping} | {0}
    assert all(place.mapping_id in mappings for place in profile.location)
    assert texts[0] == "" and len(set(texts)) == len(texts)
    sums, labels = collections.Counter(), set()
    for sample in profile.sample:
        assert len(sample.value) == len(types)
        sums[leaf[sample.location_id[0]]] += sample.value[column]
        labels.add(tuple((texts[label.key], texts[label.str]) for label in sample.label))
    return sums, labels


def check_pprof(pprof, path, report, options):
    profile = decode_pprof(pprof, export(path, "pprof", *options))
    sums, labels = sums_of_pprof(profile)
    same(sums, report, 1e-9, safe)
    assert labels == {()}
    assert profile.duration_nanos == round(report["wall_seconds"] * 1e9)
    apart = decode_pprof(pprof, export(path, "pprof", "--by-rank", *options))
    sums, labels = sums_of_pprof(apart)
    same(sums, report, 1e-9, safe)
    assert {dict(label)["rank"] for label in labels} == {
        str(rank["rank"]) for rank in report["per_rank"] if rank["value"] > 0}


# ---- the others ----


def check_perfetto(path, report):
    data = json.loads(export(path, "perfetto"))
    check(data, "perfetto")
    events = data["traceEvents"]
    by_rank = collections.Counter()
    for at, event in enumerate(events):
        if event["ph"] != "C" or event["name"] != "cpu_time":
            continue
        later = next((other["ts"] for other in events[at + 1:] if other["ph"] == "C" and
                      other["name"] == "cpu_time" and other["pid"] == event["pid"]), event["ts"])
        by_rank[event["pid"]] += event["args"]["per second"] * (later - event["ts"]) * 1e-6
    assert set(by_rank) == {rank["rank"] for rank in report["per_rank"]}
    shares = [event for event in events if event["name"] == "share of time"]
    assert shares and all(0 <= event["args"]["outside MPI"] <= 1 for event in shares)
    names = [event["args"]["name"] for event in events if event["name"] == "process_name"]
    assert names[0].startswith("rank 0 on ") and len(names) == report["ranks"]
    return sum(by_rank.values())


def series_total(path):
    """The sum over slices of the file, which is what counters hold."""
    import h5py  # as in the other tests of files
    with h5py.File(path) as file:
        return file["series/value"][:][file["series/metric"][:] == 1].sum() * 1e-9


class Server(http.server.BaseHTTPRequestHandler):
    """A stand-in for Pyroscope that keeps what it is sent."""
    pushes = []
    answer = 200

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Server.pushes.append((self.path, self.headers["Content-Type"], json.loads(body)))
        self.send_response(Server.answer)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments):
        pass


def check_pyroscope(pprof, path, report):
    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    export(path, "pyroscope", "--url", url)
    seen = collections.Counter()
    for place, kind, body in Server.pushes:
        assert place == "/push.v1.PusherService/Push" and kind == "application/json"
        check(body, "pyroscope")
        for series in body["series"]:
            labels = {label["name"]: label["value"] for label in series["labels"]}
            assert labels["job"] == report["job"] and labels["service_name"] == "app"
            raw = base64.b64decode(series["samples"][0]["rawProfile"])
            sums, _ = sums_of_pprof(decode_pprof(pprof, raw))
            seen[int(labels["rank"]), labels["node"]] += sum(sums.values()) * 1e-9
    wanted = {(rank["rank"], rank["node"]): rank["value"] for rank in report["per_rank"]}
    assert set(seen) == set(wanted)
    assert all(abs(seen[key] - wanted[key]) < 1e-6 for key in wanted)
    Server.answer = 429
    refused = subprocess.run([RANKPROF, "export", "-f", "pyroscope", "--url", url, str(path)],
                             check=False, stderr=subprocess.PIPE)
    assert refused.returncode == 3 and b"429" in refused.stderr, refused
    server.shutdown()


def main():
    with tempfile.TemporaryDirectory() as folder:
        pprof = messages_of_pprof(folder)
        for kind in ("plain", "recursion", "partial", "hostile"):
            path = pathlib.Path(folder, kind + ".h5")
            subprocess.run([MAKE_CLUSTER, kind, str(path)], check=True)
            for options in ([], ["--ranks", "1-2"]):
                report = json.loads(rankprof("report", "--json", *options, str(path)))
                check_speedscope(path, report, options)
                check_folded(path, report, options)
                check_hatchet(path, report, options)
                check_extrap(path, report, options)
                check_csv(path, report, options)
                check_pprof(pprof, path, report, options)
        plain = pathlib.Path(folder, "plain.h5")
        check_pyroscope(pprof, plain, json.loads(rankprof("report", "--json", str(plain))))
        job = pathlib.Path(folder, "job.h5")
        subprocess.run([MAKE_JOB, "300", "20", "6", "4", str(job)], check=True)
        report = json.loads(rankprof("report", "--json", str(job)))
        check_pprof(pprof, job, report, [])
        total = check_perfetto(job, report)
        assert abs(total - series_total(job)) < 1e-6 * total, (total, series_total(job))
        cycles = decode_pprof(pprof, export(job, "pprof", "--by", "PAPI_TOT_CYC"))
        assert len(cycles.sample_type) == 1
        print("as it must be")


main()
