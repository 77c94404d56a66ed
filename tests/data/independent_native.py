# SPDX-License-Identifier: Apache-2.0
"""The native model a second time, written from docs/native.md and docs/model.md by someone who had not read the program:
random designs and what they cost, as CSV. Shares nothing with the program but its data files.

    bitpareto list datatypes --format json > datatypes.json
    python3 tests/data/independent_native.py configs datatypes.json > tests/data/independent_native.csv
    python3 tests/data/independent_native.py configs datatypes.json build/dev/bin/bitpareto 1000    # compares 1,000 others

A design is a dictionary of leaves by their paths, in SI units; a workload one of model, phase, context, batch, tokens and,
where it sees the chip differently, design. Sums over positions are made position by position.
"""
import csv
import functools
import json
import math
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

CONFIGS = sys.argv[1] if len(sys.argv) > 1 else "configs"
DATATYPES = sys.argv[2] if len(sys.argv) > 2 else "datatypes.json"
PLACED = 1.5  # placement and routing, (8)


def up(a, b=1):
    """a / b of integers, rounded up."""
    return -(-a // b)


# ---------------------------------------------------------------------------------------------- what a design can name
class Format:
    """How an operand is stored: `bits` an element, `meta` bits a group of `group` (None: no groups)."""

    def __init__(self, bits, meta=0, group=None, terms=None, scale=0, kind="bits", shares=True):
        self.bits, self.meta, self.group, self.terms, self.scale, self.kind = bits, meta, group, terms, scale, kind
        self.shares = shares  # whether the average bits have a share of the metadata

    def groups(self, length):
        return up(length, min(self.group, length)) if self.group and length else 0

    def average(self, length):
        return self.bits + self.meta / (self.group if self.group else length) if self.meta and self.shares else self.bits

    def row_bits(self, length):
        return length * self.bits + self.groups(length) * self.meta

    def row_bytes(self, length, whole):
        return math.ceil(self.row_bits(length) / 8) if whole else math.ceil(length * self.average(length) / 8)


def load_datatypes():
    found = {}
    for row in json.load(open(DATATYPES)):
        name, meta = row["name"], row["group_bits"] or 0
        found[name] = Format(row["bits"], meta, row["group_size"], row["terms"], 16 if name.endswith("_asym") else min(meta, 8),
                             row["family"])
    return found


FORMATS = load_datatypes()
BLOCKS = ("microscaling", "nvfp")
#            bit-serial, dot size, J a cycle, mm2, made for integers
PES = {"bitmod": (True, 4, 0.56e-12, 1507.7e-6, False), "fp16": (False, 1, 0.77e-12, 1968.7e-6, False),
       "ant": (False, 1, 0.56e-12, 1318.6e-6, True), "olive": (False, 1, 0.613e-12, 1318.6e-6, True)}
ENCODER_AREA, ENCODER_ENERGY, ACCUMULATOR_AREA, ADDITION_ENERGY = 302.375e-6, 0.2325e-12, 1146.4e-6, 0.56e-12
LANE_AREA, VECTOR_ENERGY, CONTROL, UTILISATION = 1968.7e-6, 0.77e-12, 0.1, 0.7
#                    transfers/s, width, channels, efficiency, J/bit, W, bytes, s, mm2
DRAMS = {"ddr4-3200-x64": (3200e6, 64, 1, .9, 10e-12, .4, 8 << 30, 50e-9, 6.4),
         "gddr6-16000-x32": (16e9, 16, 2, .9, 6.8e-12, .4, 2 << 30, 49.5e-9, 6),
         "hbm2-2000-x1024": (2000e6, 128, 8, .92, 6.1e-12, .45, 8 << 30, 52e-9, 16),
         "hbm2e-3200-x1024": (3200e6, 128, 8, .88, 6.1e-12, .7, 16 << 30, 51.3e-9, 17),
         "lpddr4-3200-x32": (3200e6, 16, 2, .8, 6.4e-12, .09, 4 << 30, 64.4e-9, 3.2),
         "lpddr5-6400-x32": (6400e6, 16, 2, .85, 5.2e-12, .12, 8 << 30, 61.8e-9, 3.2),
         "lpddr5x-8533-x32": (8533e6, 16, 2, .86, 4.9e-12, .12, 8 << 30, 61.1e-9, 3.4)}
EFFECTS = ("terms dequantiser encoder whole_bytes kv_writes positions joined_batch side_by_side sliding_window "
           "fused_attention softmax_overlap kept_activations kept_weights causal last_logits tiling double_buffering "
           "partial_reads leakage sram_envelope sram_cycle_time narrow_ports capacity one_chip clock_tree").split()
DEFAULTS = {"pe.kind": "bitmod", "pe.dot_size": None, "pe.terms_per_cycle": 1, "pe.bit_serial": None, "pe.energy": None, "pe.area": None,
            "pe.activation": "fp16", "pe.activation_bits": None, "pe.idle_share": .05, "pe.stall_share": .05, "array.rows": 32, "array.columns": 32,
            "array.row_mapping": "best", "array.column_mapping": "best", "array.reconfiguration": 1e-6,
            "weights.datatype": None, "weights.group_size": None, "weights.bits": None, "kv_cache.datatype": "fp16",
            "kv_cache.bits": None, "weight_buffer.size": 512 << 10, "weight_buffer.banks": 8, "weight_buffer.port": None,
            "input_buffer.size": 512 << 10, "input_buffer.banks": 8, "input_buffer.port": None, "vector_unit.lanes": 32,
            "dram.preset": "lpddr5-6400-x32", "dram.channels": None, "dram.energy": None, "dram.efficiency": None,
            "dram.latency": None, "dram.background_power": None, "dram.bus": 128, "clock": 1e9, "voltage": "nominal", "cell": None,
            "area_basis": "chip", "head": "quantised"}
DEFAULTS.update({"effects." + e: True for e in EFFECTS})


class Design:
    """Leaves by their last part or, where that is not enough, by path; effects as attributes."""

    def __init__(self, leaves):
        self.leaf = dict(DEFAULTS)
        self.leaf.update(leaves)
        for e in EFFECTS:
            setattr(self, e, self.leaf["effects." + e])
        self.rows, self.columns = self["array.rows"], self["array.columns"]
        if self["pe.kind"] == "custom":
            self.serial, self.dot = self["pe.bit_serial"], self["pe.dot_size"]
            self.pe_energy, self.pe_area, self.integers = self["pe.energy"], self["pe.area"], False
        else:
            self.serial, self.dot, self.pe_energy, self.pe_area, self.integers = PES[self["pe.kind"]]
            self.dot = self["pe.dot_size"] or self.dot
        activation = FORMATS[self["pe.activation"]]
        self.ba = activation.bits if self["pe.activation_bits"] is None else self["pe.activation_bits"]
        if self["weights.bits"] is not None:
            self.weights = Format(self["weights.bits"])
        else:
            f = FORMATS[self["weights.datatype"]]
            group = self["weights.group_size"] or f.group
            self.weights = Format(f.bits, f.meta, group if f.meta else None, f.terms, f.scale, f.kind)
        f = FORMATS[self["kv_cache.datatype"]]
        self.kv = f if self["kv_cache.bits"] is None else Format(self["kv_cache.bits"])
        self.head = Format(self.ba)
        if self["pe.activation_bits"] is None:  # in groups of the weights
            a, group = activation, self["weights.group_size"] or FORMATS[self["weights.datatype"]].group or 128
            self.head = Format(a.bits, a.meta, group if a.meta else None, a.terms, a.scale, a.kind, shares=False)

    def __getitem__(self, path):
        return self.leaf[path]

    def of_row(self, f, length):
        """The format of a row of that length: a group of the whole row becomes one of its length."""
        return Format(f.bits, f.meta, length, f.terms, f.scale, f.kind, f.shares) if f.group == "channel" else f

    def cycles_of(self, f, average):  # (N1)
        if not self.serial:
            return 2 if self.terms and self.integers and f.bits >= 16 else 1
        terms = f.terms if self.terms and f.terms is not None else up(math.floor(average), 2)
        return up(terms, self["pe.terms_per_cycle"])

    @property
    def fed(self):
        return 2 if self.serial and self["pe.terms_per_cycle"] == 1 else 1

    @property
    def halves(self):
        return 2 if self.double_buffering else 1


# ------------------------------------------------------------------------------------------------------------------ SRAM
def load_sram():
    table = {}
    with open(os.path.join(CONFIGS, "technologies/sram_cacti7.csv")) as f:
        for r in csv.DictReader(line for line in f if not line.startswith("#")):
            if r["node_nm"] == "28":
                table.setdefault(r["cell"], {})[(int(r["bank_bytes"]), int(r["width_bits"]))] = tuple(
                    float(r[c]) for c in ("read_pj", "write_pj", "leakage_mw", "area_mm2", "cycle_ns"))
    return table


SRAM = load_sram()


@functools.lru_cache(None)
def macros(cell, envelope):
    t = SRAM[cell]
    if not envelope:
        return t
    return {k: tuple(max(t[q][i] for q in t if q[0] <= k[0] and q[1] <= k[1]) for i in range(5)) for k in t}


@functools.lru_cache(None)
def bank(cell, envelope, narrow, size, width):
    """(read pJ, write pJ, leakage mW, area mm2, cycle ns) of one bank, or None if it cannot exist."""
    t = macros(cell, envelope)
    sizes = sorted({k[0] for k in t})
    if size < sizes[0] or size > sizes[-1]:
        return None

    def at(s):
        widths = sorted(k[1] for k in t if k[0] == s)
        w = max(width, widths[0]) if narrow else width
        if w < widths[0] or w > widths[-1]:
            return None
        low, high = max(x for x in widths if x <= w), min(x for x in widths if x >= w)
        share = 0 if low == high else (w - low) / (high - low)
        return [x + (y - x) * share for x, y in zip(t[s, low], t[s, high])]

    low, high = max(s for s in sizes if s <= size), min(s for s in sizes if s >= size)
    a, b = at(low), at(high)
    if a is None or b is None:
        return None
    share = 0 if low == high else math.log2(size / low) / math.log2(high / low)
    return [x + (y - x) * share for x, y in zip(a, b)]


# ------------------------------------------------------------------------------------------------------------------ LLMs
class Llm:
    def __init__(self, path):
        c = json.load(open(path))
        self.family = c["model_type"]
        self.h, self.a, self.L, self.V = (c[x] for x in ("hidden_size", "num_attention_heads", "num_hidden_layers", "vocab_size"))
        self.k = c.get("num_key_value_heads", self.a)
        self.d = c.get("head_dim", self.h // self.a)
        self.f = c.get("intermediate_size", c.get("ffn_dim"))
        self.e = c.get("word_embed_proj_dim", self.h)
        self.gated = self.family not in ("opt", "phi")
        self.parallel = self.family == "phi"
        self.g = self.a // self.k
        self.tied = c.get("tie_word_embeddings", False)
        # how many layers have a window, and which
        self.window, self.windowed = c.get("sliding_window"), 0
        if self.window:
            if "layer_types" in c:
                self.windowed = sum(x == "sliding_attention" for x in c["layer_types"])
            elif self.family == "gemma2":
                self.windowed = up(self.L, 2)
            elif self.family == "qwen2":
                if c.get("use_sliding_window", False):
                    self.windowed = max(0, self.L - c.get("max_window_layers", 28))
            elif self.family == "mistral":
                self.windowed = self.L


@functools.lru_cache(None)
def llm(name):
    return Llm(name if "/" in name else os.path.join(CONFIGS, "workloads", name + ".json"))


# ------------------------------------------------------------------------------------------------------------ operations
class Operation:
    """`times` blocks run it; `inst` instances of m tokens, n outputs, a reduction of k. Attention: `window` or None, and
    `keys`, how many each position of a decode sees (else one number)."""

    def __init__(self, name, kind, times, inst, m, n, k, window=None, keys=None, causal=None):
        self.name, self.kind, self.times, self.inst, self.m, self.n, self.k = name, kind, times, inst, m, n, k
        self.window, self.keys, self.causal = window, keys, causal


class Run:
    """A workload on a design: its operations."""

    def __init__(self, design, w):
        self.D, self.w = design, w
        self.M = M = llm(w["model"])
        self.prefill = w["phase"] == "prefill"
        self.T, self.B = w["context"], w["batch"]
        self.steps = 1 if self.prefill else w.get("tokens", 1)
        self.tokens = self.B * (self.T if self.prefill else 1)
        D = design
        n = self.steps if D.positions else 1
        self.positions = [self.T] if self.prefill else list(range(self.T, self.T + n))
        self.last = self.positions[-1]
        self.layers = []  # (layers, window)
        if D.sliding_window and M.windowed and (M.windowed == M.L or self.last > M.window):
            self.layers.append((M.windowed, M.window))
        rest = M.L - sum(x for x, _ in self.layers)
        if rest:
            self.layers.append((rest, None))
        self.operations = self.make()

    def linear(self, name, n, k, times=None, per_sequence=None):
        per = per_sequence if per_sequence is not None else (self.T if self.prefill else 1)
        joined = self.D.joined_batch or not self.prefill
        times = self.M.L if times is None else times
        return Operation(name, "linear", times, 1 if joined else self.B, per * (self.B if joined else 1), n, k)

    def make(self):
        D, M, B = self.D, self.M, self.B
        ops = []
        if M.e != M.h:
            ops.append(self.linear("project_in", M.h, M.e, 1))
        ops += [self.linear("query", M.a * M.d, M.h), self.linear("key", M.k * M.d, M.h), self.linear("value", M.k * M.d, M.h)]
        m = M.g * (self.T if self.prefill else 1)
        for layers, window in self.layers:
            keys = [min(t, window) if window else t for t in self.positions]
            causal = self.T if self.prefill and D.causal else None
            x = keys[-1]
            ops.append(Operation("scores", "scores", layers, B * M.k, m, x, M.d, window, keys, causal))
            ops.append(Operation("context", "context", layers, B * M.k, m, M.d, x, window, keys, causal))
        ops.append(self.linear("output", M.h, M.a * M.d))
        ops.append(self.linear("up", M.f, M.h))
        if M.gated:
            ops.append(self.linear("gate", M.f, M.h))
        ops.append(self.linear("down", M.h, M.f))
        head = 1 if self.prefill and D.last_logits else None
        if M.e != M.h:
            ops.append(self.linear("project_out", M.e, M.h, 1))
        ops.append(self.linear("head", M.V, M.e, 1, head))
        return ops

    def format(self, op):
        D = self.D
        if op.kind != "linear":
            return D.kv
        return D.of_row(D.head if op.name == "head" and D["head"] == "kept" else D.weights, op.k)

    def vector_bytes(self):
        """Of a key or value of one token and head."""
        D, d = self.D, self.M.d
        f = D.kv
        if not D.whole_bytes:
            return math.ceil(d * f.bits / 8)
        return math.ceil((d * f.bits + self.vector_groups() * f.meta) / 8)

    def vector_groups(self):
        f = self.D.kv
        if not f.meta:
            return 0
        return up(self.M.d, f.group) if f.kind in BLOCKS else 1

    def weight_formats(self):
        D = self.D
        return (D["weights.bits"], D["weights.datatype"], D["weights.group_size"], D["head"], D.ba)

    def weight_bytes(self):
        D = self.D
        return sum(op.times * op.n * self.format(op).row_bytes(op.k, D.whole_bytes) for op in self.operations if op.kind == "linear")

    def widest(self):
        """b_w of (12)."""
        return max(self.format(op).average(op.k) for op in self.operations
                   if op.kind == "linear" and not (op.name == "head" and self.D["head"] == "kept"))

    def ports(self):
        D = self.D
        w = D["weight_buffer.port"] or D.dot * 4 * math.ceil(self.widest() / 4) * D.rows / D.fed
        i = D["input_buffer.port"] or D.dot * D.ba * D.columns / D.fed
        return w, i


# ----------------------------------------------------------------------------------------------------- cycles, section 2
def floor_sum(n, m, a, b):
    """Sum over i = 0 ... n - 1 of (a*i + b) // m."""
    total = 0
    while True:
        if n <= 0:
            return total
        total += (n - 1) * n // 2 * (a // m) + n * (b // m)
        a, b = a % m, b % m
        y = a * n + b
        if y < m:
            return total
        n, b, m, a = y // m, y % m, a, m


def ceil_sum(n, a, b):
    """Sum over i = 1 ... n of ceil(a*i / b)."""
    return floor_sum(n + 1, b, a, b - 1) - (b - 1) // b if n > 0 else 0


class Tiles:
    """Tiles of a causal prefill (N6): `m` tokens of `g` heads a position, in `count` tiles, evened out."""

    def __init__(self, m, g, count, window):
        self.f = f = up(m, count)
        self.count = count = up(m, f)
        T = m // g
        self.g = g
        q = (count - 1) * f // g
        self.cap = None
        self.last = T
        if window is not None:
            p = f // g if f % g == 0 else up(f - 1, g) + 1
            self.cap = window + p - 1
            self.last = min(T, window + T - q - 1)

    def sum(self, x):
        """Sum over tiles of ceil(keys / x)."""
        n, f, g = self.count - 1, self.f, self.g
        free = n if self.cap is None else min(n, self.cap * g // f)
        return ceil_sum(free, f, g * x) + (n - free) * (up(self.cap, x) if n > free else 0) + up(self.last, x)


def tokens_sum(T, g, window, x):
    """Sum over all tokens of ceil(its keys / x), causal."""
    W = T if window is None else min(T, window)
    q, r = divmod(W, x)
    s = x * q * (q + 1) // 2 + r * (q + 1)
    return g * (s + (T - W) * up(W, x))


WHOLE = ("outputs", "tokens", "reduction")


class Side:
    """What rows (or columns) take: `takes` with `width` PEs, in `parts` parts (1: not cut)."""

    def __init__(self, takes, width, parts):
        self.takes, self.width, self.parts = takes, width, parts


def cut(size, inst, op, dot):
    sides = []
    extents = {"outputs": op.n, "tokens": op.m, "reduction": up(op.k, dot)}
    for takes in WHOLE:
        x = extents[takes]
        for w in dict.fromkeys((x, up(x, 2))):
            if w > 1:
                sides.append(Side(takes, w, min(inst, size // w)))
    sides.append(Side("outputs", 1, min(inst, size)))
    return [s for s in sides if s.parts >= 2]


class Array:
    """The mapping of one operation: cycles, slices, sums."""

    def __init__(self, run, op, L_w, L_i):
        self.run, self.op, self.D = run, op, run.D
        self.f = run.format(op)
        D = self.D
        self.average = self.f.bits if op.kind != "linear" else self.f.average(op.k)
        self.s = D.cycles_of(self.f, self.average)
        self.s_i = min(self.s, D.fed)
        self.grouped = D.dequantiser and self.f.meta > 0 and op.kind != "context"
        if op.kind == "scores" and self.grouped:
            self.group = self.f.group if self.f.kind in BLOCKS else op.k
        elif self.grouped:
            self.group = self.f.group
        if D.terms:
            lane = 4 * math.ceil(run.widest() / 4) / D.fed
            L_w *= min(1, lane * self.s / math.floor(self.f.bits))
        self.L_w, self.L_i = L_w, L_i
        self.sum_cache = {}

    def mean(self, x):
        """Mean over positions of ceil(keys / x), as a sum and a count."""
        if x not in self.sum_cache:
            self.sum_cache[x] = sum(up(t, x) for t in self.op.keys)
        return self.sum_cache[x]

    def all_slices(self, k):
        """Of a whole row: where groups end in the PE, those of each group."""
        D = self.D
        if not self.grouped:
            return up(k, D.dot)
        full, rest = divmod(k, min(self.group, k))
        return full * up(min(self.group, k), D.dot) + up(rest, D.dot)

    def slices(self, k, f_k):
        """(N2): slices of one PE and their cycles."""
        D, s = self.D, self.s
        if not self.grouped:
            n = up(up(k, D.dot), f_k)
            return n, s * n
        scale = self.f.scale if D.serial else 0
        G = min(self.group, k)
        groups = up(k, G)
        if f_k == 1:
            full, rest = divmod(k, G)
            n = up(G, D.dot)
            total, cycles = full * n, full * max(s * n, scale)
            if rest:
                total += up(rest, D.dot)
                cycles += max(s * up(rest, D.dot), scale)
            return total, cycles
        if f_k <= groups:
            n = up(G, D.dot)
            return up(groups, f_k) * n, up(groups, f_k) * max(s * n, scale)
        n = up(up(G, D.dot), f_k // groups)
        return n, max(s * n, scale)

    def cost(self, rows, columns):
        op, D, s = self.op, self.D, self.s
        f = {"outputs": 1, "tokens": 1, "reduction": 1}
        f[rows.takes] *= rows.width
        f[columns.takes] *= columns.width
        fm, fn, fk = f["tokens"], f["outputs"], f["reduction"]
        turns = up(op.inst, rows.parts * columns.parts)
        if op.causal and op.window is not None and op.window < op.causal:
            first = up(op.m, fm)
            best = None
            for count in range(first, min(op.m, first + 1024) + 1):
                if count > first and up(op.m, up(op.m, count)) != count:
                    continue
                r = self.counts(fm, fn, fk, turns, Tiles(op.m, self.run.M.g, count, op.window))
                if best is None or r["c"] < best["c"]:
                    best = r
            return best
        tiles = Tiles(op.m, self.run.M.g, up(op.m, fm), None) if op.causal else None
        return self.counts(fm, fn, fk, turns, tiles)

    def counts(self, fm, fn, fk, turns, tiles):
        op, D, s = self.op, self.D, self.s
        m, n, k, inst = op.m, op.n, op.k, op.inst
        N = 1
        if op.kind == "linear":
            part, cycles = self.slices(k, fk)
            walks = up(m, fm) * up(n, fn)
            steps, c = turns * walks * part, turns * walks * cycles
            all_k = self.all_slices(k)
            ws, xs, work, outs = up(m, fm) * n * all_k, up(n, fn) * m * all_k, m * n * all_k, m * n
            added = max(0, min(fk, up(k, D.dot)) - 1)
        elif op.kind == "scores":
            part, cycles = self.slices(k, fk)
            all_k = self.all_slices(k)
            added = max(0, min(fk, up(k, D.dot)) - 1)
            if tiles:
                keys, pairs = tiles.sum(1), tokens_sum(op.causal, self.run.M.g, op.window, 1)
                walks = tiles.sum(fn)
                steps, c = turns * walks * part, turns * walks * cycles
                ws, xs = keys * all_k, tokens_sum(op.causal, self.run.M.g, op.window, fn) * all_k
                work, outs = pairs * all_k, pairs
            else:
                N = len(op.keys)
                walks = up(m, fm) * self.mean(fn)
                steps, c = turns * walks * part, turns * walks * cycles
                ws, xs = up(m, fm) * all_k * self.mean(1), m * all_k * self.mean(fn)
                work, outs = m * all_k * self.mean(1), m * self.mean(1)
        else:
            added = max(0, min(fk, up(k, D.dot)) - 1)
            if tiles:
                walks = up(n, fn) * tiles.sum(D.dot * fk)
                steps, c = turns * walks, turns * walks * s
                per = tokens_sum(op.causal, self.run.M.g, op.window, D.dot)
                ws, xs, work, outs = n * tiles.sum(D.dot), up(n, fn) * per, n * per, m * n
            else:
                N = len(op.keys)
                walks = up(m, fm) * up(n, fn) * self.mean(D.dot * fk)
                steps, c = turns * walks, turns * walks * s
                per = self.mean(D.dot)
                ws, xs, work, outs = up(m, fm) * n * per, up(n, fn) * m * per, m * n * per, m * n * N
        ws, xs, work, outs = (inst * v / N for v in (ws, xs, work, outs))
        steps, c = steps / N, c / N
        port = max(s * ws / self.L_w, self.s_i * xs / self.L_i)
        return dict(array=c, steps=steps, ws=ws, xs=xs, work=work * s, added=added * outs, c=max(c, port),
                    accesses=ws / self.L_w + xs / self.L_i)

    def best(self):
        op, D = self.op, self.D
        choices = []
        for size, mapping in ((D.rows, D["array.row_mapping"]), (D.columns, D["array.column_mapping"])):
            parts = cut(size, op.inst, op, D.dot) if op.inst > 1 else []
            names = [mapping] if mapping in WHOLE else WHOLE
            whole = [Side(x, size, 1) for x in names]
            if mapping == "instances" and parts:
                whole, parts = parts, []
            elif mapping in WHOLE or not D.side_by_side:
                parts = []
            choices.append((whole, parts))
        (rows, row_parts), (columns, column_parts) = choices

        def least(pairs, limit=None):
            found = None
            for r, c in pairs:
                x = self.cost(r, c)
                if limit is not None and not x["c"] < limit:
                    continue
                key = (x["c"], x["accesses"], x["added"])
                if found is None or key < found[0]:
                    found = (key, x, r, c)
            return found

        best = least((r, c) for r in rows for c in columns)
        if row_parts or column_parts:
            cut_pairs = [(r, c) for r in row_parts for c in columns] + [(r, c) for r in rows for c in column_parts] \
                + [(r, c) for r in row_parts for c in column_parts]
            better = least(cut_pairs, best[1]["c"])
            best = better or best
        x = dict(best[1])
        x.update(rows=best[2], columns=best[3], L_w=self.L_w, L_i=self.L_i)
        return x


# ----------------------------------------------------------------------------------------------- memory, sections 5 and 6
def kept_activations(run, fused, hold):
    """Which inputs are found on the chip and which outputs stay there."""
    M, D = run.M, run.D
    ops, size = [], {}
    for op in run.operations:
        if op.name not in ops:
            ops.append(op.name)
        elements = op.inst * op.m * op.n
        size[op.name] = max(size.get(op.name, 0), elements * D.ba / 8)
    if fused:
        size["scores"] = 0
    if not D.kept_activations:
        return {x: False for x in ops}, {x: False for x in ops}
    hidden = run.tokens * M.h * D.ba / 8
    never = {"key", "value", "head"}
    before = {"query": ["down"], "key": ["down"], "value": ["down"], "scores": ["query"], "context": ["scores"],
              "output": ["context"], "up": ["down"] if M.parallel else ["output"], "gate": ["output"],
              "down": ["up", "gate"] if M.gated else ["up"], "head": ["project_out" if M.e != M.h else "down"],
              "project_in": [None], "project_out": ["down"]}
    if M.e != M.h:
        for x in ("query", "key", "value"):
            before[x] = ["project_in", "down"]
    users = {x: [y for y in ops if x in before[y]] for x in ops}
    block = [x for x in ops if x not in ("project_in", "project_out", "head")]
    at = {x: i for i, x in enumerate(block)}
    last_of_next = max(at[y] for y in users["down"] if y in at)  # where the normalised hidden state is needed last

    def last(x):
        return max([at[y] for y in users[x]] + ([at["down"]] if x == "output" and M.parallel else []))

    # outside of the blocks
    narrow = run.tokens * M.e * D.ba / 8
    need = {"head": hidden + narrow, "project_in": 2 * hidden + narrow, "project_out": 2 * hidden + size.get("project_out", 0)}
    for i, x in enumerate(block):
        need[x] = hidden + sum(size[y] for y in block if y not in never and y != "down" and at[y] <= i <= last(y))
        if x == "down":
            need[x] += size["down"]
        if i <= last_of_next:
            need[x] += hidden
    stays = {}
    for x in ops:
        if x in never:
            stays[x] = False
        elif x == "project_in":
            stays[x] = all(need[y] <= hold for y in ["project_in"] + block[:last_of_next + 1])
        elif x == "project_out":
            stays[x] = need["project_out"] <= hold and need["head"] <= hold
        elif x == "down" or (x == "output" and M.parallel):  # what ends a block
            stays[x] = all(need[y] <= hold for y in block[at[x]:] + block[:last_of_next + 1])
        else:
            stays[x] = all(need[y] <= hold for y in block[at[x]:last(x) + 1])
    stays[None] = False  # the embedding lookup reads DRAM
    return {x: all(stays[y] for y in before[x]) for x in ops}, stays


def fetches(D, M_w, M_i, n, m, row_w, row_i, hold_w, hold_i, inst):
    """How often weights and inputs are sent, and writes of partial sums, for one instance."""
    def published(a, b):
        if a > hold_w and b > hold_i:
            x, y = math.ceil(b / hold_i), math.ceil(a / hold_w)
            return (x, 1, 0) if x * a + b < y * b + a else (1, y, 0)
        return 1, 1, 0

    if not D.tiling:
        return published(M_w * inst, M_i * inst)
    options = [published(M_w, M_i)]
    if options[0][:2] == (1, 1):
        return options[0]
    held_w, held_i = min(n, int(hold_w // row_w)), min(m, int(hold_i // row_i))
    if held_w:
        options.append((1, 1 + Fraction((up(n, held_w) - 1) * (m - held_i), m), 0))
    if held_i:
        options.append((1 + Fraction((up(m, held_i) - 1) * (n - held_w), n), 1, 0))
    x = 1
    while x <= m:
        tile = up(m, x)
        outputs = min(n, int((hold_i / 2) // (4 * tile)), int(hold_w / (row_w * min(1, 32 / row_i))))
        slices_i = math.ceil(tile * row_i / (hold_i / 2))
        if outputs >= 1 and tile * min(row_i, 32) <= hold_i / 2:
            slices = max(1, math.ceil(outputs * row_w / hold_w), slices_i)
            options.append((x, up(n, outputs), (slices - 1) * m * n))
            if outputs >= n:
                break
        x = up(m, tile - 1) if tile > 1 else m + 1
    return min(options, key=lambda o: o[0] * M_w + o[1] * M_i)


class Memory:
    """Bytes that DRAM sends for an operation, and 64-bit writes of both buffers: means over positions."""

    def __init__(self, run, plan, hold_w, hold_i, weights_stay, inputs, outputs):
        self.run, self.D, self.fused = run, run.D, plan
        self.hold_w, self.hold_i, self.weights_stay, self.inputs, self.outputs = hold_w, hold_i, weights_stay, inputs, outputs

    def of(self, op):
        return self.linear(op) if op.kind == "linear" else self.attention(op)

    def linear(self, op):
        D, M, run, ba = self.D, self.run.M, self.run, self.D.ba
        f = run.format(op)
        m, n, k = op.inst * op.m, op.n, op.k
        row_w, row_i = f.row_bytes(k, D.whole_bytes), math.ceil(k * ba / 8)
        M_w, M_i, M_o = row_w * n, row_i * m, math.ceil(n * ba / 8) * m
        if op.name in ("key", "value") and D.kv_writes:
            M_o = m * M.k * run.vector_bytes()
        found, stays = self.inputs[op.name], self.outputs[op.name]
        if self.weights_stay:
            w, i, sums = 0, 1, 0
        else:
            w, i, sums = fetches(D, M_w, 0 if found else M_i, n, m, row_w, row_i, self.hold_w, self.hold_i, 1)
        bits = f.row_bits(k) if D.whole_bytes else k * f.average(k)
        writes_w = math.ceil(bits / 64) * n * w
        writes_i = (0 if found else math.ceil(k * ba / 64) * m * i) + math.ceil(n * ba / 64) * m + sums
        return dict(W=M_w * w, I=0 if found else M_i * i, O=0 if stays else M_o, writes_w=writes_w, writes_i=writes_i, w=w, i=i)

    def attention(self, op):
        D, M, run, ba = self.D, self.run.M, self.run, self.D.ba
        f, d, m, inst = D.kv, M.d, op.m, op.inst
        scores = op.kind == "scores"
        vector = run.vector_bytes()
        N = len(op.keys)
        seen, keys = op.keys, [run.T] if run.prefill else op.keys  # a prefill sends all of them, whatever a token sees
        pairs = tokens_sum(op.causal, M.g, op.window, 1) if op.causal else None

        def sizes(t, seen):
            """(M_w, row of weights, M_i, row of inputs, M_o) with t keys, of which a token sees some."""
            if scores:
                return vector * t, vector, math.ceil(d * ba / 8) * m, math.ceil(d * ba / 8), \
                    (pairs * ba / 8 if pairs else math.ceil(seen * ba / 8) * m)
            w = vector * t if D.whole_bytes else math.ceil(t * f.bits / 8) * d
            i = pairs * ba / 8 if pairs else math.ceil(seen * ba / 8) * m
            return w, w / d, i, i / m, math.ceil(d * ba / 8) * m

        last = sizes(keys[-1], seen[-1])
        mean = [sum(v) / len(keys) for v in zip(*map(sizes, keys, seen))]
        found, stays = self.inputs[op.name], self.outputs[op.name]
        n = keys[-1] if scores else d
        if self.fused:
            w = self.passes(op, vector)
            i, sums = 1, 0
            I = mean[2] if scores and not found else 0
            O = 0 if scores or stays else mean[4]
        else:
            w, i, sums = fetches(D, last[0], 0 if found else last[2], n, m, last[1], last[3], self.hold_w, self.hold_i, inst) \
                if keys[-1] else (1, 1, 0)
            I = 0 if found else mean[2] * i
            O = 0 if stays else mean[4]
        t, x = sum(keys) / len(keys), sum(seen) / len(seen)
        if D.whole_bytes:
            bits = d * f.bits + run.vector_groups() * f.meta
            writes_w = math.ceil(bits / 64) * t * w
        else:
            writes_w = (math.ceil(d * f.bits / 64) * t if scores else math.ceil(t * f.bits / 64) * d) * w
        of_scores = pairs * ba / 64 if pairs else math.ceil(x * ba / 64) * m
        of_vectors = math.ceil(d * ba / 64) * m
        into, out = (of_vectors, of_scores) if scores else (of_scores, of_vectors)
        no_input = found or (self.fused and not scores)
        writes_i = (0 if no_input else into * i) + out + sums
        return dict(W=mean[0] * w * inst, I=I * inst, O=O * inst, writes_w=writes_w * inst, writes_i=writes_i * inst, w=w, i=i)

    def queries(self):
        return int(self.hold_i // ((2 * self.run.M.d + 64) * self.D.ba / 8))

    def passes(self, op, vector):
        D, M = self.D, self.run.M
        seen = min(self.run.last, op.window) if op.window else self.run.last
        if 2 * seen * vector <= self.hold_w:
            return 1
        first = up(op.m, self.queries())
        if not op.causal:
            return first
        if op.window is None or op.window >= op.causal:
            return max(1, Tiles(op.m, M.g, first, None).sum(1) / op.causal)
        least = min(Tiles(op.m, M.g, count, op.window).sum(1) for count in range(first, min(op.m, first + 1024) + 1))
        return max(1, least / op.causal)


# ------------------------------------------------------------------------------------------------ vector unit, section 7
def vector_operations(run, op):
    M, D = run.M, run.D
    tokens = op.inst * op.m if op.kind == "linear" else run.tokens
    norm = 6 if M.family in ("opt", "phi") else 3
    rotary = {"opt": 0, "phi": 2 * 0.4}.get(M.family, 2)
    quantised = D.kv.meta > 0
    twice = norm if M.family == "gemma2" else 0
    if op.kind != "linear":
        if op.causal:
            probabilities = run.B * M.k * tokens_sum(op.causal, M.g, op.window, 1)
        else:
            probabilities = op.inst * op.m * sum(op.keys) / len(op.keys)
        if op.kind == "scores":
            return 9 * probabilities
        return tokens * M.a * M.d + run.vector_groups() * probabilities
    if op.name == "query":
        return tokens * (norm * M.h + rotary * M.a * M.d)
    if op.name == "key":
        return tokens * M.k * M.d * (rotary + (2 if quantised else 0))
    if op.name == "value":
        return tokens * M.k * M.d * (2 if quantised else 0)
    if op.name == "output":
        return tokens * M.h * (1 + twice)
    if op.name == "up":
        return 0 if M.parallel else tokens * norm * M.h
    if op.name == "down":
        act = {"opt": 1, "phi": 13, "gemma2": 13}.get(M.family, 10) + (1 if M.gated else 0)
        return tokens * (act * M.f + M.h * (1 + twice))
    if op.name == "head":
        return tokens * norm * M.e
    return 0


# ------------------------------------------------------------------------------------------------------------- one design
class Chip:
    """PEs, ports and buffers."""

    def __init__(self, runs):
        self.pes = max(r.D.rows * r.D.columns for r in runs)
        self.rows, self.columns = max(r.D.rows for r in runs), max(r.D.columns for r in runs)
        self.w, self.i = (max(r.ports()[x] for r in runs) for x in (0, 1))
        self.S_w, self.S_i = (max(r.D[b + "_buffer.size"] for r in runs) for b in ("weight", "input"))

    def banks(self, D):
        def one(name, size, port):
            n = D[name + ".banks"]
            return bank(D["cell"] or "itrs-hp", D.sram_envelope, D.narrow_ports, size / n, math.floor(port / n))
        return one("weight_buffer", self.S_w, self.w), one("input_buffer", self.S_i, self.i)


class Dram:
    def __init__(self, D):
        self.bus = D["dram.preset"] == "bus"
        if self.bus:
            self.energy, self.background, self.area = D["dram.energy"] or 18.75e-12, 0, 0
            return
        rate, width, channels, eff, energy, power, capacity, latency, area = DRAMS[D["dram.preset"]]
        more = (D["dram.channels"] or channels) / channels
        eff, latency = D["dram.efficiency"] or eff, D["dram.latency"] or latency
        self.bandwidth, self.energy = rate * width * channels * more * eff, D["dram.energy"] or energy
        self.background, self.capacity, self.latency, self.area = power * more, capacity * more, latency, area * more
        if D["dram.background_power"] is not None:
            self.background = D["dram.background_power"]


COSTS = ("compute_cycles total_cycles dram_bytes weight_bytes kv_cache_bytes energy_compute_j energy_sram_read_j "
         "energy_sram_write_j energy_dram_j energy_leakage_j energy_vector_j peak_power_w peak_power_onchip_w "
         "pe_array_area_mm2 weight_buffer_area_mm2 input_buffer_area_mm2 encoder_area_mm2 accumulator_area_mm2 "
         "vector_unit_area_mm2 control_area_mm2 dram_interface_area_mm2 area_mm2").split()


def evaluate(leaves, workloads):
    """The costs of each workload, or the reason why there are none."""
    runs = []
    for w in workloads:
        d = dict(leaves)
        d.update(w.get("design", {}))
        runs.append(Run(Design(d), w))
    D = runs[0].D
    chips = [Chip(runs)] * len(runs) if D.one_chip else [Chip([r]) for r in runs]
    if any(b is None for c, r in zip(chips, runs) for b in c.banks(r.D)):
        return "no SRAM"
    if D.sram_cycle_time and any(b[4] * 1e-9 > 1 / D["clock"] for c, r in zip(chips, runs) for b in c.banks(r.D)):
        return "SRAM too slow"
    dram = Dram(D)
    stored = []  # weight bytes that the chip of each run stores for its LLM
    for r in runs:
        same = [q for q in runs if q.w["model"] == r.w["model"]] if D.one_chip else [r]
        stored.append(sum({q.weight_formats(): q.weight_bytes() for q in same}.values()))
    if D.capacity and not dram.bus:
        for r in runs:
            same = [q for q in runs if q.w["model"] == r.w["model"]]
            weights = sum({q.weight_formats(): q.weight_bytes() for q in same}.values())
            embeddings = 0 if r.M.tied and D["head"] == "kept" else r.M.V * r.M.e * D.ba / 8
            if weights + embeddings + max(cache_bytes(q) for q in same) > dram.capacity:
                return "DRAM too small"
    rows = [cost(r, c, dram, s, runs[0], index) for index, (r, c, s) in enumerate(zip(runs, chips, stored))]
    for r, c, row in zip(runs, chips, rows):
        row.update(areas(r.D, c, dram))
    return rows


def areas(D, chip, dram):
    basis, (wb, ib) = D["area_basis"], chip.banks(D)
    a = dict(pe_array_area_mm2=D.pe_area * chip.pes, weight_buffer_area_mm2=D["weight_buffer.banks"] * wb[3],
             input_buffer_area_mm2=D["input_buffer.banks"] * ib[3], encoder_area_mm2=0, accumulator_area_mm2=0,
             vector_unit_area_mm2=0, control_area_mm2=0, dram_interface_area_mm2=0)
    if basis != "published":
        a["encoder_area_mm2"] = ENCODER_AREA * chip.columns if D.serial else 0
        a["accumulator_area_mm2"] = ACCUMULATOR_AREA * chip.rows
        a["vector_unit_area_mm2"] = LANE_AREA * D["vector_unit.lanes"]
        logic = sum(a[x + "_area_mm2"] for x in ("pe_array", "encoder", "accumulator", "vector_unit"))
        a["control_area_mm2"] = logic * (1 + CONTROL) / UTILISATION - logic
    if basis == "chip":
        a["dram_interface_area_mm2"] = dram.area
    a["area_mm2"] = sum(a.values())
    return a


def cache_bytes(run):
    D, M = run.D, run.M
    total = 0
    for layers, window in run.layers:
        t = min(run.last, window) if window else run.last
        if D.whole_bytes:
            each = 2 * t * run.vector_bytes()
        else:
            each = t * run.vector_bytes() + M.d * math.ceil(t * D.kv.bits / 8)
        total += layers * each * M.k * run.B
    return total


def faster(time, moved, other_time, other_moved):
    """Times and bytes are sums of quotients: what differs by less than rounding is equal."""
    if abs(time - other_time) > 1e-12 * other_time:
        return time < other_time
    return moved < other_moved - 1e-12 * other_moved


def cost(run, chip, dram, stored, first, index):
    D, M = run.D, run.M
    own_w, own_i = run.ports()
    L_w = own_w * D.fed / (D.dot * 4 * math.ceil(run.widest() / 4)) if D["weight_buffer.port"] else D.rows
    L_i = own_i * D.fed / (D.dot * D.ba) if D["input_buffer.port"] else D.columns
    arrays = []
    for op in run.operations:
        a = Array(run, op, L_w, L_i)
        arrays.append(a.best())
    clock, lanes = D["clock"], D["vector_unit.lanes"]
    bandwidth = None
    if not dram.bus:
        bandwidth = dram.bandwidth
        if D.double_buffering:
            bandwidth = min(bandwidth, 8 * (chip.S_w + chip.S_i) / 2 / dram.latency)

    # the fastest plan
    vector = run.vector_bytes()
    plans = []
    can_stay = D.kept_weights and stored + D.halves * 64 * vector <= chip.S_w
    can_fuse = D.fused_attention and int(chip.S_i / D.halves // ((2 * M.d + 64) * D.ba / 8)) >= 1
    for stay, fuse in ((True, True), (True, False), (False, True), (False, False)):
        if (stay and not can_stay) or (fuse and not can_fuse):
            continue
        plans.append((stay, fuse))
    best, tried = None, []
    for stay, fuse in plans:
        inputs, outputs = kept_activations(run, fuse, chip.S_i)
        hold_w, hold_i = chip.S_w / D.halves, chip.S_i / D.halves
        pieces = []
        for op, a in zip(run.operations, arrays):
            hold = (chip.S_w - stored) / D.halves if stay and op.kind != "linear" else hold_w
            t = Memory(run, fuse, hold, hold_i, stay, inputs, outputs).of(op)
            bits = 8 * (t["W"] + t["I"] + t["O"])
            d = math.trunc(bits / (2 * D["dram.bus"])) if dram.bus else bits / bandwidth * clock
            v = vector_operations(run, op) if lanes else 0
            piece = dict(op=op, a=a, t=t, bits=bits * op.times, c=a["c"] * op.times, d=d * op.times, v=v * op.times,
                         vc=v / lanes * op.times if lanes else 0)
            pieces.append([piece])
        if fuse and D.softmax_overlap:
            joined = []
            for p in pieces:
                if p[0]["op"].kind == "context":
                    joined[-1] += p
                else:
                    joined.append(p)
            pieces = joined
        time = sum(max(sum(x[y] for x in p) for y in ("c", "d", "vc")) for p in pieces)
        moved = sum(x["bits"] for p in pieces for x in p)
        tried.append((time, moved, stay, fuse))
        if best is None or faster(time, moved, *best[0]):
            best = ((time, moved), pieces, stay, fuse)
    _, pieces, stay, fuse = best

    wb, ib = chip.banks(D)
    nw, ni = D["weight_buffer.banks"], D["input_buffer.banks"]
    read_w, read_i = nw * wb[0] * 1e-12 * own_w / chip.w, ni * ib[0] * 1e-12 * own_i / chip.i
    write_w, write_i = nw * wb[1] * 1e-12 / (chip.w / 64), ni * ib[1] * 1e-12 / (chip.i / 64)
    # Of the technology's own cell what chips allow: 0.5 mW per 64 KiB.
    leak = (nw * wb[2] + ni * ib[2]) * 1e-3 if D["cell"] else .5e-3 * (chip.S_w + chip.S_i) / 65536
    # The supply: V^2, and V exp(V / 0.39 V) for what leaks; a PE of unknown delay is at the nominal 0.9 V whatever SRAM could do.
    volts = {"nominal": .9, "auto": .9}.get(D["voltage"]) or float(D["voltage"].split()[0])
    square = (volts / .9) ** 2
    low = volts / .9 * math.exp((volts - .9) / .39) if D.leakage else square
    leak = leak * low if D.leakage else 0
    read_w, read_i, write_w, write_i = (x * square for x in (read_w, read_i, write_w, write_i))
    pe = D.pe_energy * PLACED * square

    def asleep(share):  # per cycle: up to a twentieth of a cycle leaks, whatever the clock; the rest toggles
        leaks = min(share, .05) if D.leakage else 0
        return D.pe_energy * PLACED * (leaks * low * 1e9 / clock + (share - leaks) * square)

    ticking = .1 * D.pe_energy * PLACED * chip.pes * square if D.clock_tree and D["area_basis"] != "published" else 0
    total = {x: 0 for x in COSTS}
    rows = []
    for p in pieces:
        c = sum(x["c"] for x in p)
        cycles = max(sum(x[y] for x in p) for y in ("c", "d", "vc"))
        e = dict.fromkeys(("compute", "sram_read", "sram_write", "dram", "leakage", "vector"), 0)
        for x in p:
            a, n, t = x["a"], x["op"].times, x["t"]
            work = a["work"] * n
            e["compute"] += (pe * work * (1 - D["pe.idle_share"]) + asleep(D["pe.idle_share"]) * chip.pes * x["c"]
                             + PLACED * ADDITION_ENERGY * square * a["added"] * n)
            if D.encoder and D.serial:
                e["compute"] += PLACED * ENCODER_ENERGY * square * D.columns * x["c"]
            reads_w, reads_i = a["ws"] / a["L_w"], a["xs"] / a["L_i"]
            if not D.partial_reads:
                reads_w, reads_i = max(reads_w, a["steps"]), max(reads_i, a["steps"])
            e["sram_read"] += (reads_w * read_w + reads_i * read_i) * n
            e["sram_write"] += (t["writes_w"] * write_w + t["writes_i"] * write_i) * n
            e["dram"] += x["bits"] * dram.energy
            e["vector"] += x["v"] * VECTOR_ENERGY * PLACED * square
        e["compute"] += asleep(D["pe.stall_share"]) * chip.pes * (cycles - c) + ticking * cycles
        e["dram"] += dram.background * cycles / clock
        e["leakage"] += leak * cycles / clock
        if cycles:
            power = sum(e.values()) / (cycles / clock)
            total["peak_power_w"] = max(total["peak_power_w"], power)
            total["peak_power_onchip_w"] = max(total["peak_power_onchip_w"], (sum(e.values()) - e["dram"]) / (cycles / clock))
        total["compute_cycles"] += c
        total["total_cycles"] += cycles
        total["dram_bytes"] += sum(x["bits"] for x in p) / 8
        for x in e:
            total["energy_" + x + "_j"] += e[x]
        rows.append(dict(name="+".join(x["op"].name for x in p), window=p[0]["op"].window, c=c, d=sum(x["d"] for x in p),
                         v=sum(x["vc"] for x in p), cycles=cycles, W=sum(x["t"]["W"] * x["op"].times for x in p),
                         I=sum(x["t"]["I"] * x["op"].times for x in p), O=sum(x["t"]["O"] * x["op"].times for x in p),
                         energies=e, map=[(x["a"]["rows"].__dict__, x["a"]["columns"].__dict__) for x in p]))
    if D.one_chip and index and (D.rows, D.columns) != (first.D.rows, first.D.columns):
        cycles = D["array.reconfiguration"] * clock / run.steps
        total["total_cycles"] += cycles
        total["energy_compute_j"] += asleep(D["pe.stall_share"]) * chip.pes * cycles + ticking * cycles
        total["energy_dram_j"] += dram.background * cycles / clock
        total["energy_leakage_j"] += leak * cycles / clock
    total["weight_bytes"] = run.weight_bytes()
    total["kv_cache_bytes"] = cache_bytes(run)
    total["_pieces"], total["_plan"], total["_plans"] = rows, (stay, fuse), tried
    return total


# ------------------------------------------------------------------------------------------------------- random designs
UNITS = {"weight_buffer.size": "%d B", "input_buffer.size": "%d B", "weight_buffer.port": "%d bit", "input_buffer.port": "%d bit",
         "array.reconfiguration": "%r s", "clock": "%d Hz", "pe.energy": "%r J", "pe.area": "%r mm2", "dram.energy": "%r J/bit",
         "dram.latency": "%r s", "dram.background_power": "%r W", "dram.bus": "%d bit"}


def nested(leaves):
    out = {}
    for path, value in leaves.items():
        if value is None or path == "head":
            continue
        at, *rest = path.split(".")
        place = out
        while rest:
            place = place.setdefault(at, {})
            at, *rest = rest
        place[at] = UNITS[path] % value if path in UNITS else value
    return out


def space(leaves, workloads):
    runs = []
    for i, w in enumerate(workloads):
        x = {k: w[k] for k in ("model", "phase", "context", "batch")}
        x["name"] = "w%d" % i
        if w["phase"] == "decode":
            x["tokens"] = w["tokens"]
        if w.get("design"):
            x["design"] = nested(w["design"])
        runs.append(x)
    design = dict(performance_model="native", **nested(leaves))
    design.setdefault("effects", {})["pe_components"] = False  # what PEs are built of is docs/pe.md's
    return {"version": 1, "name": "x", "workloads": runs, "design": design,
            "accuracy": {"head": leaves.get("head", "quantised")}, "objectives": ["latency", "energy"]}


def random_design(rng):
    d = {"pe.kind": rng.choices(["bitmod", "fp16", "ant", "olive", "custom"], [10, 1, 2, 1, 3])[0]}
    kind = d["pe.kind"]
    if kind == "custom":
        d.update({"pe.bit_serial": rng.random() < .5, "pe.dot_size": rng.choice([1, 2, 3, 4, 8, 16]), "pe.energy": .7e-12, "pe.area": 1e-3})
        if d["pe.bit_serial"] and rng.random() < .4:
            d["pe.terms_per_cycle"] = 2
    anything = ["int2", "int3", "int4_asym", "int6", "int8", "bitmod3", "bitmod4", "mxfp4", "nvfp4", "mxint8", "fp4_er", "fp16"]
    whole = ["int2", "int3", "int4_asym", "int6", "int8"]
    d["weights.datatype"] = "fp16" if kind == "fp16" else rng.choice(whole if kind in ("ant", "olive") else anything)
    if d["weights.datatype"] != "fp16" and rng.random() < .7:
        d["weights.group_size"] = rng.choice([16, 32, 64, 100, 128, "channel"])
    if rng.random() < .06:
        d.pop("weights.group_size", None)
        d["weights.bits"] = rng.choice([3, 5.25, 8])
    caches = {"fp16": ["fp16"], "ant": ["int4", "int8", "fp16"], "olive": ["int4", "int8", "fp16"]}
    d["kv_cache.datatype"] = rng.choice(caches.get(kind, ["int4", "int8", "fp16", "fp16", "mxfp4", "nvfp4", "int8_asym", "bitmod4"]))
    if rng.random() < .06:
        d["kv_cache.bits"] = rng.choice([2, 3, 8])
    if rng.random() < .1:
        d["pe.activation_bits"] = rng.choice([8, 12])
    elif kind in ("bitmod", "custom") and rng.random() < .1:
        d["pe.activation"] = rng.choice(["bf16", "int8", "fp6_e2m3"])
    d["array.rows"] = rng.choice([1, 2, 3, 8, 16, 24, 32, 33, 48, 64, 100, 128, 256])
    d["array.columns"] = rng.choice([1, 2, 4, 7, 8, 16, 20, 32, 64, 128])
    for side in ("row", "column"):
        mapping = rng.choice(["best"] * 5 + ["outputs", "tokens", "reduction", "instances"])
        if mapping != "best":
            d["array.%s_mapping" % side] = mapping
    d["weight_buffer.size"] = rng.choice([32, 64, 100, 128, 256, 512, 777, 1024, 2048, 4096, 16384, 65536]) << 10
    d["input_buffer.size"] = rng.choice([16, 32, 64, 96, 128, 256, 512, 1024, 4096]) << 10
    d["weight_buffer.banks"] = max(rng.choice([4, 8, 16]), up(d["weight_buffer.size"], 1 << 20))
    d["input_buffer.banks"] = rng.choice([4, 8, 16])
    for name in ("weight_buffer.port", "input_buffer.port"):
        if rng.random() < .35:
            d[name] = rng.choice([16, 64, 128, 256, 500, 1024, 2048])
    d["vector_unit.lanes"] = rng.choice([0, 1, 8, 32, 128])
    d["dram.preset"] = rng.choice(list(DRAMS) + ["bus"])
    if d["dram.preset"] != "bus" and rng.random() < .6:
        d["dram.channels"] = rng.choice([2, 4, 8, 16, 32])
    d["clock"] = rng.choice([1e9, 500e6, 800e6, 1.2e9])
    d["cell"] = rng.choice([None, None, None, "itrs-hp", "itrs-lop", "itrs-lstp"])
    d["voltage"] = rng.choice(["nominal", "nominal", "auto", "0.65 V", "0.8 V"])
    d["area_basis"] = rng.choice(["chip", "core", "published"])
    d["pe.idle_share"], d["pe.stall_share"] = rng.choice([0, .05, 1]), rng.choice([0, .05, 1])
    d["array.reconfiguration"] = rng.choice([0, 1e-6, 1e-3])
    off = rng.choice([0, 0, .1, .3, .5])
    for e in EFFECTS:
        if rng.random() < off:
            d["effects." + e] = False
    d["effects.capacity"] = d["effects.sram_cycle_time"] = False  # what cannot exist is tested elsewhere
    d["head"] = rng.choice(["kept", "quantised"])
    return d


LLMS = ["llama-2-7b", "llama-3-8b", "opt-1.3b", "opt-125m", "gemma-2-2b", "gemma-2-9b", "phi-2", "mistral-7b-v0.1", "mistral-7b-v0.1",
        "mistral-7b-v0.3", "smollm2-135m", "qwen2.5-0.5b", "llama-3.2-1b", "opt-350m"]


def random_workload(rng, d):
    w = dict(model=rng.choice(LLMS), phase=rng.choice(["prefill", "decode"]), batch=rng.choice([1, 1, 2, 3, 16]),
             context=rng.choice([1, 2, 17, 100, rng.randint(1, 500), rng.randint(1, 2048), rng.randint(1, 6000), rng.randint(1, 10000)]))
    if w["model"][:7] in ("gemma-2", "mistral") and rng.random() < .5:
        w["context"] = rng.randint(4090, 9000)
    if w["phase"] == "decode":
        w["tokens"] = rng.choice([1, 2, 7, 20, 100])
        if rng.random() < .1:
            w["context"] = 0
    return w


def random_space(seed):
    """A design and its workloads, which fit on a chip; otherwise None."""
    rng = random.Random(seed)
    d = random_design(rng)
    w = [random_workload(rng, d)]
    if seed % 6 == 5:  # weights that fit
        w[0]["model"] = rng.choice(["smollm2-135m", "opt-125m"])
        d["weight_buffer.size"] = rng.choice([48, 64, 96, 128]) << 20
        d["weight_buffer.banks"] = 128
        d["array.rows"] = max(d["array.rows"], 100)
        d.pop("weight_buffer.port", None)
    if seed % 4 == 3:
        w.append(random_workload(rng, d))
        if rng.random() < .8:
            w[1].update(model=w[0]["model"], phase="decode" if w[0]["phase"] == "prefill" else "prefill")
            if w[1]["phase"] == "decode":
                w[1]["tokens"] = rng.choice([1, 5])
            w[1]["context"] = max(1, w[1]["context"])
        if rng.random() < .8:
            w[1]["design"] = {"array.rows": rng.choice([8, 16, 32, 64, 100]), "array.columns": rng.choice([1, 4, 16, 32])}
            if rng.random() < .3 and d["pe.kind"] in ("bitmod", "custom") and "weights.bits" not in d:
                w[1]["design"]["weights.datatype"] = "int6"
    mine = evaluate(d, w)
    if isinstance(mine, str):
        return None
    return json.dumps(space(d, w), separators=(",", ":")), mine


def generate(rows):
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["space", "workload", *COSTS])
    seed = 0
    while rows > 0:
        found, seed = random_space(seed), seed + 1
        for i, row in enumerate(found[1] if found else []):
            out.writerow([found[0], i, *(repr(float(row[c])) for c in COSTS)])
            rows -= 1


def compare(program, count):
    """Prints every cost of other designs in which the program differs by more than rounding."""
    compared, seed = 0, 1_000_000
    while compared < count:
        found, seed = random_space(seed), seed + 1
        if not found:
            continue
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as f:
            f.write(found[0])
            f.flush()
            said = subprocess.run([program, "evaluate", f.name, "--format", "jsonl", "--quiet"], capture_output=True, text=True)
        rows = [json.loads(line) for line in said.stdout.splitlines()]
        if len(rows) != len(found[1]):
            print(found[0], said.stderr)
        for i, (mine, its) in enumerate(zip(found[1], rows)):
            for c in COSTS:
                if its[c] is None or abs(mine[c] - its[c]) > 1e-12 * max(abs(mine[c]), abs(its[c])):
                    print(f"{c} of workload {i}: {mine[c]!r} here, {its[c]!r} there: {found[0]}")
            compared += 1
    print(compared, "compared")


if __name__ == "__main__":
    if len(sys.argv) > 4:
        compare(sys.argv[3], int(sys.argv[4]))
    else:
        generate(400)
