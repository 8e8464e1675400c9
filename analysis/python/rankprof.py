"""rankprof.py: opens rankprof's files as data frames.

SPDX-License-Identifier: Apache-2.0

    import rankprof
    profile = rankprof.open("prof")          # a merged directory, a cluster file or a rank file
    print(profile.functions().head())        # as `rankprof report`
    print(profile.ranks()[["rank", "node", "cpu_time"]])

One file, to be copied where it is needed, with numpy and h5py; with pandas tables are data frames, without
it dicts of numpy arrays. Times are in seconds, all other values in the unit of their metric. What the tables
and columns of the files mean is told in docs/format.md.
"""
import os

import h5py
import numpy as np

__all__ = ["Error", "Profile", "open"]

_NONE = 0xFFFFFFFF  # a row number that names none
# Contexts that have no function, by their kind (common/context_kind.h).
_KIND_TEXTS = {0: "[unused row]", 1: "[all]", 3: "[partial stack]", 4: "[not sampled]", 9: "[off CPU]"}
_KIND_NAMES = ("unused", "root", "code", "partial", "unsampled", "mpi", "region", "gpu", "interpreted",
               "off_cpu", "generated", "inlined")
_NAMED_KINDS = (5, 6, 7, 8, 10, 11)  # whose offset is a text in a rank file


class Error(Exception):
    """A file that cannot be used, or a metric that it does not have."""


def open(path):  # pylint: disable=redefined-builtin
    """A Profile of `path`: a cluster file, a rank file (also one that grows), or a directory whose
    files were merged. Raises Error."""
    if os.path.isdir(path):
        merged = os.path.join(path, "cluster.h5")
        if not os.path.exists(merged):
            raise Error(f"'{path}' has no cluster.h5: run 'rankprof merge {path}', or name a rank file")
        path = merged
    file = _open_file(path)
    kind = file.attrs.get("kind")
    kind = kind.decode() if isinstance(kind, bytes) else kind
    if kind not in ("rank", "cluster"):
        raise Error(f"'{path}' is no file of rankprof")
    if file.attrs["format_major"] > 1 or file.attrs["incompatible"] != 0:
        raise Error(f"'{path}' has a format that this module does not know: take the module of the "
                    f"rankprof that wrote it")
    return _ClusterProfile(path, file) if kind == "cluster" else _RankProfile(path, file)


def _open_file(path):
    try:
        return h5py.File(path, "r")
    except OSError as plain:
        try:  # a collector writes it, or was killed
            return h5py.File(path, "r", libver="latest", swmr=True)
        except OSError:
            raise Error(f"cannot read '{path}': {plain}") from None


def _frame(columns):
    """A data frame, or where there is no pandas the columns themselves."""
    try:
        import pandas
    except ImportError:
        return columns
    return pandas.DataFrame(columns)


def _sum(places, amounts, count):
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, places, amounts)
    return sums


class Profile:
    """What one file says. Tables are read when they are asked for, and kept."""

    def __init__(self, path, file):
        self.path = path
        self._file = file
        self._columns = {}
        self._trees = {}

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self._file.close()

    @property
    def session(self):
        """What the file says of the run as a whole, as a dict."""
        return {name: value.decode() if isinstance(value, bytes) else value
                for name, value in self._file["session"].attrs.items()}

    def table(self, name):
        """The table /NAME of the file (docs/format.md), with texts in place of their addresses."""
        return _frame(self._table(name))

    def values(self):
        """rank, context, metric (name) and value: all that was counted, exclusive of callees."""
        ranks, contexts, metrics, amounts = self._values()
        names, factors = self._metrics()
        return _frame({"rank": self._rank_numbers()[ranks], "context": contexts,
                       "metric": names[metrics], "value": amounts * factors[metrics]})

    def functions(self, metric=None):
        """One row a function, by falling exclusive value: function, module, file and line of its
        declaration, self (exclusive), total (inclusive, recursion once), max_over_mean and worst_rank
        of `self` over all ranks.
        `metric` is a name of table("metrics"); without it the time that was sampled, as in a report."""
        row = self._metric_row(metric)
        tree, (own, total) = self._tree(), self._sums(row)
        function_of, count = tree["function"], len(tree["names"])
        ranks, contexts, metrics, amounts = self._values()
        chosen = metrics == row
        rank_count = max(len(self._rank_numbers()), 1)
        cells = function_of[contexts[chosen]].astype(np.int64) * rank_count + ranks[chosen]
        keys, places = np.unique(cells, return_inverse=True)
        by_rank = _sum(places, amounts[chosen], len(keys))
        largest, worst = np.zeros((2, count), dtype=np.int64)
        np.maximum.at(largest, keys // rank_count, by_rank)
        peaks = keys[by_rank == largest[keys // rank_count]][::-1]  # the lowest of several ranks comes last
        worst[peaks // rank_count] = peaks % rank_count
        self_sum = _sum(function_of, own, count)
        total_sum = _sum(function_of[tree["outermost"]], total[tree["outermost"]], count)
        order = np.lexsort((-total_sum, -self_sum))
        order = order[total_sum[order] > 0]
        mean, factor = np.maximum(self_sum, 1) / rank_count, self._metrics()[1][row]
        return _frame({"function": tree["names"][order], "module": tree["modules"][order],
                       "file": tree["files"][order], "line": tree["lines"][order],
                       "self": self_sum[order] * factor, "total": total_sum[order] * factor,
                       "max_over_mean": np.where(self_sum > 0, largest / mean, 0.0)[order],
                       "worst_rank": self._rank_numbers()[worst[order]]})

    def contexts(self, metric=None):
        """The calling-context tree, a parent before its children: context, parent (-1: none), depth,
        function, kind, module, file and line of the call, self (exclusive), total (inclusive)."""
        row = self._metric_row(metric)
        tree, (own, total) = self._tree(), self._sums(row)
        parent = tree["parent"].astype(np.int64)
        parent[0] = -1
        factor = self._metrics()[1][row]
        return _frame({"context": np.arange(len(parent)), "parent": parent, "depth": tree["depth"],
                       "function": tree["names"][tree["function"]],
                       "kind": np.array(_KIND_NAMES, dtype=object)[tree["kind"]],
                       "module": tree["modules"][tree["function"]], "file": tree["call_files"],
                       "line": tree["call_lines"], "self": own * factor, "total": total * factor})

    def ranks(self):
        """One row a rank: what the file says of it, and a column for each metric that was counted."""
        columns = dict(self._rank_columns())
        ranks, _, metrics, amounts = self._values()
        names, factors = self._metrics()
        for row, name in enumerate(names):
            chosen = metrics == row
            if not chosen.any() or name in columns:
                continue
            sums = _sum(ranks[chosen], amounts[chosen], len(self._rank_numbers()))
            columns[name] = sums * factors[row]
        return _frame(columns)

    def literal(self, metric=None):
        """The call tree as nested dicts, as Hatchet reads them and `rankprof export -f hatchet` writes
        them, but with the line of the function's declaration. Contexts that differ by the line of a call
        alone are one node, and so is a function that calls itself."""
        row = self._metric_row(metric)
        tree, (own, total) = self._tree(), self._sums(row)
        names, factors = self._metrics()
        factor = float(factors[row])
        name = "time" if factor != 1 else str(names[row])
        nodes, node_of = {}, []
        functions, parents = tree["function"].tolist(), tree["parent"].tolist()
        for at, function in enumerate(functions):
            parent = node_of[parents[at]] if at else None
            if at and functions[parents[at]] == function:  # calls itself: one node
                parent["metrics"][name] += int(own[at]) * factor
                node_of.append(parent)
                continue
            key = (id(parent), function)
            node = nodes.get(key)
            if node is None:
                frame = {key: str(tree[key + "s"][function]) for key in ("name", "module", "file")}
                node = {"frame": {**frame, "type": "function", "line": int(tree["lines"][function])},
                        "metrics": {name: 0.0, f"{name} (inc)": 0.0}, "children": []}
                nodes[key] = node
                if parent is not None:
                    parent["children"].append(node)
            node["metrics"][name] += int(own[at]) * factor
            node["metrics"][f"{name} (inc)"] += int(total[at]) * factor
            node_of.append(node)
        return [node_of[0]] if node_of else []

    def hatchet(self, metric=None):
        """A GraphFrame of Hatchet (PyPI: llnl-hatchet), which must be installed."""
        import hatchet
        return hatchet.GraphFrame.from_literal(self.literal(metric))

    # ---- within ----

    def _table(self, name):
        if name not in self._columns:
            if name not in self._file or not hasattr(self._file[name], "items"):
                raise Error(f"'{self.path}' has no table '{name}'")
            self._columns[name] = {column: self._read(name, data)
                                   for column, data in self._file[name].items() if hasattr(data, "shape")}
        return self._columns[name]

    def _read(self, table, data):
        values = data[:]
        unit = data.attrs.get("units", b"")
        if unit in (b"byte of /strings/bytes", "byte of /strings/bytes"):
            values = self._texts(values)
        return self._select(table, values)

    def _text(self, address):
        heap = self._heap()
        return heap[address:heap.index(b"\0", address)].decode("utf-8", "replace")

    def _texts(self, addresses):
        distinct, places = np.unique(addresses, return_inverse=True)
        heap = self._heap()
        texts = [self._text(address) if address < len(heap) else "" for address in distinct.tolist()]
        return np.array(texts + [None], dtype=object)[:-1][places]

    def _heap(self):
        if "heap" not in self._columns:
            self._columns["heap"] = self._file["strings/bytes"][:].tobytes() + b"\0"
        return self._columns["heap"]

    def _metrics(self):
        """Names, and by what values are multiplied."""
        metrics = self._table("metrics")
        return metrics["name"], np.where(metrics["unit"] == "ns", 1e-9, 1.0)

    def _metric_row(self, name):
        names = self._metrics()[0].tolist()
        counted = self._counted()
        if name is None:  # the first time that was counted: the sampler's own
            for row, factor in enumerate(self._metrics()[1]):
                if factor != 1 and counted[row]:
                    return row
            return 0
        rows = [row for row, known in enumerate(names) if known == name]
        if not rows:
            raise Error(f"'{self.path}' has no metric '{name}'; it has {', '.join(filter(None, names))}")
        return next((row for row in rows if counted[row]), rows[0])

    def _sums(self, metric):
        """Exclusive and inclusive values of all contexts, over all ranks."""
        if metric not in self._trees:
            parents = self._tree()["parent"].tolist()
            _, contexts, metrics, amounts = self._values()
            chosen = metrics == metric
            own = _sum(contexts[chosen], amounts[chosen], len(parents))
            total = own.tolist()
            for at in range(len(parents) - 1, 0, -1):
                total[parents[at]] += total[at]
            self._trees[metric] = own, np.array(total, dtype=np.int64)
        return self._trees[metric]

    def _tree(self):
        """Contexts, and of which function each is; functions are rows of names, modules, files, lines."""
        if "" not in self._trees:
            tree = self._read_tree()
            tree["depth"], tree["outermost"] = self._walk(tree["parent"].tolist(), tree["function"].tolist())
            self._trees[""] = tree
        return self._trees[""]

    def _walk(self, parents, functions):
        """Depth of each context, and whether its function is on no level above it."""
        children = [[] for _ in parents]
        for at in range(1, len(parents)):
            children[parents[at]].append(at)
        depth, outermost, active = [0] * len(parents), [False] * len(parents), {}
        stack = [(0, True)] if parents else []
        while stack:
            at, enters = stack.pop()
            function = functions[at]
            if not enters:
                active[function] -= 1
                continue
            depth[at] = depth[parents[at]] + 1 if at else 0
            outermost[at] = not active.get(function)
            active[function] = active.get(function, 0) + 1
            stack.append((at, False))
            stack.extend((child, True) for child in children[at])
        return np.array(depth), np.array(outermost, dtype=bool)

    def _kind_rows(self, names, modules, files, lines):
        """The functions of the file, and after them one for each kind of context that has none."""
        kinds = len(_KIND_NAMES)
        texts = [_KIND_TEXTS.get(kind, "[unnamed]") for kind in range(kinds)]
        return {"names": np.array(list(names) + texts, dtype=object),
                "modules": np.array(list(modules) + [""] * kinds, dtype=object),
                "files": np.array(list(files) + [""] * kinds, dtype=object),
                "lines": np.array(list(lines) + [0] * kinds, dtype=np.int64)}


class _ClusterProfile(Profile):
    def _select(self, table, values):
        return values

    def _counted(self):
        return self._table("metrics")["counted_ranks"] > 0

    def _values(self):
        values = self._table("values")
        return values["rank"], values["context"], values["metric"], values["value"].astype(np.int64)

    def _rank_numbers(self):
        return self._table("ranks")["rank"]

    def _rank_columns(self):
        ranks = self._table("ranks")
        return {**ranks, "node": self._table("nodes")["name"][ranks["node"]]}

    def _read_tree(self):
        contexts, functions = self._table("contexts"), self._table("functions")
        paths = np.array(list(self._table("modules")["path"]) + [""], dtype=object)
        count = len(functions["name"])
        tree = self._kind_rows(functions["name"],
                               paths[np.minimum(functions["module"], len(paths) - 1)],
                               functions["file"], functions["line"])
        kind = np.minimum(contexts["kind"], len(_KIND_NAMES) - 1).astype(np.int64)
        has_text = np.isin(kind, list(_KIND_TEXTS))
        function = np.where((contexts["function"] < count) & ~has_text, contexts["function"], count + kind)
        tree.update(parent=contexts["parent"], kind=kind, function=function.astype(np.int64),
                    call_files=contexts["file"], call_lines=contexts["line"])
        return tree


class _RankProfile(Profile):
    """Of one rank, without symbols: a function is its module and the address of the call."""

    def _select(self, table, values):
        """The rows that records of slices name; all others are not used."""
        if table == "slices":
            return values[:self._slices()]
        if "used " + table not in self._columns:
            first, counts = self._file[f"slices/{table}_first"][:], self._file[f"slices/{table}_count"][:]
            used = self._columns["used " + table] = np.zeros(len(values), dtype=bool)
            for at in range(self._slices()):
                used[int(first[at]):int(first[at] + counts[at])] = True
        return values[self._columns["used " + table][:len(values)]]

    def _slices(self):
        """Whole ones: the end of a slice is written last of all."""
        return int((self._file["slices/end_ns"][:] != 0).sum())

    def _places(self, table):
        """From row numbers of the file to places among the rows that are used."""
        self._table(table)
        return np.cumsum(self._columns["used " + table]) - 1

    def _counted(self):
        return self._table("metrics")["state"] == 1

    def _values(self):
        values = self._table("values")
        return (np.zeros(len(values["delta"]), dtype=np.int64), self._places("contexts")[values["context"]],
                self._places("metrics")[values["metric"]], values["delta"].astype(np.int64))

    def _rank_numbers(self):
        return np.array([int(self._file["session"].attrs["rank"])])

    def _rank_columns(self):
        node = self._file["identity"].attrs.get("host.name", "")
        node = node.decode() if isinstance(node, bytes) else node
        return {"rank": self._rank_numbers(), "node": np.array([node], dtype=object)}

    def _read_tree(self):
        contexts, modules = self._table("contexts"), self._table("modules")["path"]
        module_at = self._places("modules") if len(modules) else np.zeros(0, dtype=np.int64)
        kinds = np.minimum(contexts["kind"], len(_KIND_NAMES) - 1).astype(np.int64)
        rows, keys, function = [], {}, np.zeros(len(kinds), dtype=np.int64)
        for at, kind in enumerate(kinds.tolist()):
            key = (kind, int(contexts["module"][at]), int(contexts["offset"][at]))
            if kind in _KIND_TEXTS:
                function[at] = -1 - kind
                continue
            if key not in keys:
                keys[key] = len(rows)
                rows.append(self._name(key, modules, module_at, str(contexts["file"][at])))
            function[at] = keys[key]
        names, paths, files = zip(*rows) if rows else ((), (), ())
        tree = self._kind_rows(names, paths, files, [0] * len(rows))
        tree.update(parent=self._places("contexts")[contexts["parent"]], kind=kinds,
                    function=np.where(function < 0, len(rows) - 1 - function, function),
                    call_files=contexts["file"], call_lines=contexts["line"])
        return tree

    def _name(self, key, modules, module_at, file):
        kind, module, offset = key
        if kind in _NAMED_KINDS:
            return self._text(offset & _NONE), "", file
        path = str(modules[module_at[module]]) if module < len(module_at) else ""
        return f"{os.path.basename(path) or '?'}!{offset:#x}", path, ""
