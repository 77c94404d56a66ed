#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What Google Benchmark measured, as tables between two markers of a document: tables.py RESULTS.json DOCUMENT.md

A table per source file of benchmarks, in which no list is kept by hand: a new benchmark is in the next table. titles.csv says
what one does, references.csv what its figure is compared with. Ratios above 1 are faster.
"""

import csv
import fnmatch
import json
import math
import os
import re
import sys

BEGIN = "<!-- scripts/bench.sh writes from here"
END = "<!-- to here -->"
FOLDER = os.path.dirname(os.path.abspath(__file__))
SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}


def rounded(value):
    """Three digits, without an exponent."""
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{digits}f}" if digits else f"{round(value, 2 - math.floor(math.log10(abs(value)))):.0f}"


def scaled(value, units):
    for size, unit in units:
        if value >= size:
            return f"{rounded(value / size)} {unit}"
    return f"{rounded(value / units[-1][0])} {units[-1][1]}"


def time_text(seconds):
    return scaled(seconds, [(1, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")])


def rate_text(kind, rate):
    if kind == "bytes_per_second":
        return scaled(rate, [(1e9, "GB/s"), (1e6, "MB/s"), (1e3, "kB/s")])
    return scaled(rate, [(1e6, "M/s"), (1e3, "k/s"), (1, "/s")])


class Measured:
    """The median of one benchmark with its arguments."""

    def __init__(self, entry, spread):
        parts = entry["run_name"].split("/")
        is_real = "real_time" in parts
        self.seconds = entry["real_time" if is_real else "cpu_time"] * SECONDS[entry["time_unit"]]
        self.spread = spread
        parts = [p for p in parts if not re.match(r"(real|process|manual)_time$|(iterations|repeats|min_time):", p)]
        self.name = "/".join(parts)
        words = [p for p in parts if not re.fullmatch(r"(\w+:)?-?\d+", p)]
        self.family = "/".join(words)
        self.arguments = [p.split(":") if ":" in p else ["", p] for p in parts if p not in words]
        self.rates = {k: entry[k] for k in ("items_per_second", "bytes_per_second") if k in entry}
        self.front = entry.get("front")

    def rate(self):
        for kind, rate in self.rates.items():
            return rate_text(kind, rate)
        return ""

    def value(self, unit):
        return self.seconds if unit == "seconds" else self.rates.get(unit)


def medians(results):
    """In the order in which they were registered, whatever the order of repetitions was."""
    spreads = {e["run_name"]: e["cpu_time"] for e in results["benchmarks"] if e.get("aggregate_name") == "cv"}
    return [
        Measured(e, spreads.get(e["run_name"]))
        for e in sorted(results["benchmarks"], key=lambda e: (e["family_index"], e.get("per_family_instance_index", 0)))
        if e.get("aggregate_name") == "median" and not e.get("error_occurred")
    ]


def read_csv(name):
    with open(os.path.join(FOLDER, name), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def sources():
    """[(title, text)] of the files that hold benchmarks; the title is what a file says first of itself."""
    found = []
    for name in sorted(os.listdir(FOLDER)):
        if re.fullmatch(r"bench_\w+\.cpp", name):
            with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
                text = file.read()
            said = re.search(r"^/// (.*?)(?:[.:;]|\n(?!///))", text, re.MULTILINE | re.DOTALL)
            found.append((re.sub(r"\s*\n/// ", " ", said.group(1)) if said else name, text))
    return found


def title_of(family, files):
    """That of the file that registers it."""
    word = re.escape(family.split("/")[0])
    for title, text in files:
        if re.search(rf"BENCHMARK\w*\([^;]*\b{word}\b", text):
            return title
    return "Others"


def plain_of(one, all_of_run):
    """The same with nothing but plain loops, measured in the same run: `plain` stands for a part of the name, or in it."""
    if "plain" in re.split(r"[/_]", one.name):
        return None
    parts = one.name.split("/")
    names = ["/".join([*parts[:i], "plain", *parts[i + 1:]]) for i in range(1, len(parts))]
    names += ["/".join([*parts[:i], "plain", *parts[i:]]) for i in range(1, len(parts) + 1)]
    names += ["/".join([parts[0] + "_plain", *parts[1:]]), "/".join(["plain_" + parts[0], *parts[1:]])]
    return next((all_of_run[n] for n in names if n in all_of_run), None)


def compared(one, references, kind):
    """What references of that kind say of it."""
    texts = []
    for row in references:
        if row["kind"] != kind or not fnmatch.fnmatchcase(one.name, row["benchmark"]):
            continue
        measured, reference = one.value(row["unit"]), float(row["value"])
        if measured is None:
            continue
        is_time = row["unit"] == "seconds"
        ratio = reference / measured if is_time else measured / reference
        shown = time_text(reference) if is_time else rate_text(row["unit"], reference)
        texts.append(f"{rounded(ratio)} x {shown}, {row['source']}" if kind == "reference" else f"{shown}{'' if ratio >= 1 else ', missed'}")
    return "; ".join(texts)


def table(header, rows):
    """Without columns that are empty in every row. The first column is text, short ones that follow are numbers."""
    kept = [c for c in range(len(header)) if any(row[c] for row in rows)]
    lines = ["| " + " | ".join(header[c][0] for c in kept) + " |", "| " + " | ".join(header[c][1] for c in kept) + " |"]
    lines += ["| " + " | ".join(row[c] for c in kept) + " |" for row in rows]
    return "\n".join(lines)


TEXT, NUMBER = "---", "---:"


def main_table(measured, by_name, titles, references):
    header = [("What", TEXT), ("Benchmark", TEXT), ("Median", NUMBER), ("Spread", NUMBER), ("Rate", NUMBER),
              ("As fast as plain", NUMBER), ("Target", NUMBER), ("As fast as others", TEXT)]
    rows = []
    for one in measured:
        plain = plain_of(one, by_name)
        rows.append([
            titles.get(one.family, {}).get("what", ""), f"`{one.name}`", time_text(one.seconds),
            "" if one.spread is None else f"{100 * one.spread:.0f} %", one.rate(),
            f"{rounded(plain.seconds / one.seconds)} x" if plain else "", compared(one, references, "target"),
            compared(one, references, "reference"),
        ])
    return table(header, rows)


def growth_table(measured, title):
    """A family by its arguments: by how much each makes it longer, against the next smaller value of that argument alone."""
    known = title.get("arguments", "").split()
    count = len(measured[0].arguments)
    names = [measured[0].arguments[a][0] or (known[a] if a < len(known) else f"argument {a + 1}") for a in range(count)]
    values = [tuple(int(v) for _, v in one.arguments) for one in measured]
    header = [(n, NUMBER) for n in names] + [("Median", NUMBER), ("Rate", NUMBER), ("Front", NUMBER)]
    header += [(f"by {n}", NUMBER) for n in names]
    rows = []
    for one, at in zip(measured, values):
        row = [f"{v:,}" for v in at] + [time_text(one.seconds), one.rate(), "" if one.front is None else f"{one.front:,.0f}"]
        for a in range(count):
            before = [(v[a], m) for m, v in zip(measured, values) if v[a] < at[a] and v[:a] + v[a + 1:] == at[:a] + at[a + 1:]]
            if before and max(before)[0] > 0:
                less, other = max(before, key=lambda pair: pair[0])
                row.append(f"{rounded(at[a] / less)} x: {rounded(one.seconds / other.seconds)} x")
            else:
                row.append("")
        rows.append(row)
    return table(header, rows)


def document_part(results, processor, files=None, titles=None, references=None):
    """The text between the markers."""
    files = sources() if files is None else files
    titles = {t["benchmark"]: t for t in (read_csv("titles.csv") if titles is None else titles)}
    references = read_csv("references.csv") if references is None else references
    measured = medians(results)
    by_name = {m.name: m for m in measured}
    context = results["context"]
    text = [
        f"Commit {context['commit']}, {context['date'][:10]}: {processor}, {context['num_cpus']} cores at "
        f"{context['mhz_per_cpu']} MHz, {context['instruction_set']} instructions; {context['compiler']}, Release. Medians of "
        f"{max((e.get('repetitions', 1) for e in results['benchmarks']), default=1)} repetitions; their spread is the standard deviation over the mean. Ratios above 1 are faster."
    ]
    groups = {}
    for one in measured:
        groups.setdefault(title_of(one.family, files), []).append(one)
    for group, members in groups.items():
        text += [f"### {group}", main_table(members, by_name, titles, references)]
        families = {}
        for one in members:
            if one.arguments:
                families.setdefault(one.family, []).append(one)
        for family, runs in families.items():
            if len({len(r.arguments) for r in runs}) == 1 and len(runs) > 1:
                text += [f"How `{family}` grows: so many times the argument, so many times the time.", growth_table(runs, titles.get(family, {}))]
    return "\n\n".join(text)


def with_part(document, part):
    """`document` with what stands between the markers replaced."""
    begin, end = document.find(BEGIN), document.find(END)
    if begin < 0 or end < begin:
        raise SystemExit(f"the document has no line that begins with {BEGIN!r} and none {END!r} after it")
    after = document.index("\n", begin) + 1
    return f"{document[:after]}\n{part}\n\n{document[end:]}"


def processor_name():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return "unknown processor"


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__.split("\n", 1)[0])
    with open(sys.argv[1], encoding="utf-8") as file:
        results = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        document = file.read()
    changed = with_part(document, document_part(results, processor_name()))
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(changed)


if __name__ == "__main__":
    main()
