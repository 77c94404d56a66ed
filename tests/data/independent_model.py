#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The published model a second time, straight from the equations of docs/model.md and from nothing in core/ or models/.

Writes independent_results.csv, 300 random designs that tests/models/published/published_model_test.cpp compares the program with:
    python3 tests/data/independent_model.py > tests/data/independent_results.csv
"""
import csv
import json
import math
import os
import random

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def llm(name):
    with open(f"{ROOT}/configs/workloads/{name}.json") as f:
        c = json.load(f)
    h, a = c["hidden_size"], c["num_attention_heads"]
    k = c.get("num_key_value_heads", a)
    d = c.get("head_dim", h // a)
    ffn = c.get("intermediate_size", c.get("ffn_dim"))
    return dict(h=h, a=a, k=k, d=d, f=ffn, L=c["num_hidden_layers"], V=c["vocab_size"], e=c.get("word_embed_proj_dim", h),
                gated=c["model_type"] not in ("opt", "phi"))


def sram_rows():
    rows = {}
    with open(f"{ROOT}/configs/technologies/sram_cacti7.csv") as f:
        for r in csv.DictReader(line for line in f if not line.startswith("#")):
            if r["cell"] == "itrs-hp" and r["node_nm"] == "28":
                rows.setdefault(int(r["bank_bytes"]), {})[int(r["width_bits"])] = [
                    float(r[c]) for c in ("read_pj", "write_pj", "leakage_mw", "area_mm2")]
    return rows


SRAM = sram_rows()


def at_width(size, width):
    row = SRAM[size]
    low = max((w for w in row if w <= width), default=None)
    high = min((w for w in row if w >= width), default=None)
    if low is None or high is None:
        return None
    t = 0 if low == high else (width - low) / (high - low)
    return [x + t * (y - x) for x, y in zip(row[low], row[high])]


def bank(size, width):
    low = max((s for s in SRAM if s <= size), default=None)
    high = min((s for s in SRAM if s >= size), default=None)
    if low is None or high is None:
        return None
    a, b = at_width(low, width), at_width(high, width)
    if a is None or b is None:
        return None
    t = 0 if low == high else math.log2(size / low) / math.log2(high / low)
    return [x + t * (y - x) for x, y in zip(a, b)]


def products(m, phase, T, B, revision):
    old = revision == "hpca25"
    beta, tokens = (1 if old else B, T) if phase == "prefill" else (1, 1 if old else B)
    shapes = [(m["a"] * m["d"], m["h"]), (m["k"] * m["d"], m["h"]), (m["k"] * m["d"], m["h"]), (m["h"], m["a"] * m["d"])]
    shapes += [(m["f"], m["h"])] * (2 if m["gated"] else 1) + [(m["h"], m["f"])]
    linear = [(m["L"], n, kappa) for n, kappa in shapes]
    if m["e"] != m["h"]:
        linear += [(1, m["h"], m["e"]), (1, m["e"], m["h"])]
    linear += [(1, m["V"], m["e"])]
    out = [(times, False, (1, n, kappa), (beta, tokens, kappa), (beta, tokens, n)) for times, n, kappa in linear]
    if old:
        ki = m["h"] // m["a"] * m["k"]
        if phase == "decode":
            att = [((1, 1, m["h"]), (1, m["a"], ki), (1, m["a"], 1)), ((1, m["a"], T), (1, 1, ki), (1, 1, m["a"]))]
        else:
            att = [((1, T, m["h"]), (1, m["a"] * T, ki), (1, m["a"] * T, T)),
                   ((1, m["a"] * T, T), (1, T, ki), (1, T, m["a"] * T))]
    else:
        q = m["a"] // m["k"] * (T if phase == "prefill" else 1)
        n = B * m["k"]
        att = [((n, T, m["d"]), (n, q, m["d"]), (n, q, T)), ((n, m["d"], T), (n, q, T), (n, q, m["d"]))]
    return out + [(m["L"], True, w, i, o) for w, i, o in att]


def evaluate(x):
    """The costs of a design: cycles, energies in pJ, areas in mm2, bytes; None if a buffer cannot exist."""
    m = llm(x["workload"])
    old = x["revision"] == "hpca25"
    R, C, D, P = x["rows"], x["columns"], x["dot_size"], x["bus"]
    halve = 2 if x["bit_serial"] else 1
    # (12), (13)
    widest = max(x["bits"](kappa) for _, att, (_, _, kappa), _, _ in products(m, x["phase"], x["context"], x["batch"], x["revision"]) if not att)
    wport = D * 4 * math.ceil(widest / 4) * R / halve
    iport = D * x["activation_bits"] * C / halve
    wb, ib = bank(x["weight_buffer"] / 8, int(wport // 8)), bank(x["input_buffer"] / 8, int(iport // 8))
    if wb is None or ib is None:
        return None
    w_write, i_write = 8 * wb[1] / (wport / 64), 8 * ib[1] / (iport / 64)
    compute = total = tiles = write = bits_moved = stored = 0
    for times, att, (bw, n, kappa), (bi, mi, ki), (bo, mo, no) in products(m, x["phase"], x["context"], x["batch"], x["revision"]):
        b = x["kv_bits"] if att and not old else x["bits"](kappa)
        s = math.ceil(math.floor(b) / 2) if x["bit_serial"] else 1                              # (1)
        t = bo * math.ceil(kappa / D) * math.ceil(n / R) * math.ceil(mo / C)                    # (2)
        c = t * s                                                                              # (3)
        stored_bits = x["activation_bits"] if att and old else b
        mw = math.ceil(kappa * stored_bits / 8) * n * bw                                       # (4)
        mi_bytes = math.ceil(ki * x["activation_bits"] / 8) * mi * bi
        mo_bytes = math.ceil(no * x["activation_bits"] / 8) * mo * bo
        fw = fi = 1
        if mw > x["weight_buffer"] and mi_bytes > x["input_buffer"]:                            # (5)
            px, py = math.ceil(mi_bytes / x["input_buffer"]), math.ceil(mw / x["weight_buffer"])
            if px * mw + mi_bytes < py * mi_bytes + mw:
                fw = px
            else:
                fi = py
        d = int(8 * mw / (2 * P) * fw + 8 * mo_bytes / (2 * P) + 8 * mi_bytes / (2 * P) * fi)   # (6)
        compute += times * c
        total += times * max(c, d)                                                             # (7)
        tiles += times * t
        write += times * (math.ceil(kappa * b / 64) * n * bw * w_write * fw                     # (10)
                          + math.ceil(ki * x["activation_bits"] / 64) * mi * bi * i_write * fi
                          + math.ceil(no * x["activation_bits"] / 64) * mo * bo * i_write)
        bits_moved += times * (8 * mw * fw + 8 * mi_bytes * fi + 8 * mo_bytes)
        stored += 0 if att else times * mw
    return dict(compute_cycles=compute, total_cycles=total, energy_compute_j=x["pe_energy"] * 1.5 * R * C * compute * 1e-12,  # (8)
                energy_sram_read_j=tiles * 8 * (wb[0] + ib[0]) * 1e-12,                         # (9)
                energy_sram_write_j=write * 1e-12,
                energy_dram_j=bits_moved * x["dram_energy"] * 1e-12,                            # (11)
                pe_array_area_mm2=x["pe_area"] * R * C * 1e-6,                                  # (14)
                weight_buffer_area_mm2=8 * wb[3], input_buffer_area_mm2=8 * ib[3],              # (15)
                weight_bytes=stored)


def main():
    rng = random.Random(2025)
    inputs = ["revision", "workload", "phase", "context", "batch", "rows", "columns", "bit_serial", "dot_size", "pe_energy",
              "pe_area", "weight_bits", "kv_bits", "activation_bits", "weight_buffer", "input_buffer", "bus", "dram_energy"]
    rows = 0
    while rows < 300:
        old = rng.random() < 0.3
        x = dict(revision="hpca25" if old else "bitmod-2025-07",
                 workload=rng.choice(["opt-350m", "opt-1.3b", "phi-2", "yi-6b", "llama-2-7b", "llama-3.2-3b", "mistral-7b-v0.1"]
                                     + ([] if old else ["gemma-2-2b", "gemma-2-9b", "qwen2.5-0.5b"])),
                 phase=rng.choice(["prefill", "decode"]), context=rng.choice([1, 7, 128, 256, 1000, 2048]),
                 batch=1 if old else rng.choice([1, 1, 3, 16]), rows=rng.randint(1, 130), columns=rng.randint(1, 70),
                 bit_serial=rng.random() < 0.7, dot_size=rng.choice([1, 2, 3, 4, 8]), pe_energy=rng.choice([0.2, 0.56, 0.77]),
                 pe_area=rng.choice([700.5, 1507.7]), weight_bits=rng.choice([2.5, 3, 3.0625, 4, 4.0625, 5.25, 6.0625, 8, 16]),
                 kv_bits=rng.choice([3, 4, 8, 16]), activation_bits=rng.choice([8, 16]),
                 weight_buffer=rng.choice([16384, 40000, 262144, 524288, 700000]),
                 input_buffer=rng.choice([8192, 65536, 300000, 524288, 1048576]), bus=rng.choice([32, 64, 128]),
                 dram_energy=rng.choice([4, 18.75]))
        x["bits"] = lambda kappa, b=x["weight_bits"]: b
        result = evaluate(x)
        if result is None:
            continue
        if rows == 0:
            print(",".join(inputs + list(result)))
        print(",".join(str(int(x[i]) if isinstance(x[i], bool) else x[i]) for i in inputs) + ","
              + ",".join(repr(v) for v in result.values()))
        rows += 1


if __name__ == "__main__":
    main()
