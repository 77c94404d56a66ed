# SPDX-License-Identifier: Apache-2.0
"""Compares exact search with exhaustive search on 27 spaces of 2.5 x 10^5 to 1.2 x 10^10 designs, all models and every kind of axis.

python3 tests/data/exact_spaces.py build/release/bin/bitpareto [most designs, default 1e9]

Both fronts must be the same to the last digit, ties included. The last two spaces take 80 and 320 s of a processor exhaustively.
"""
import csv
import os
import re
import subprocess
import sys
import tempfile
import time

TWO_PHASES = """  - {{model: {0}, phase: prefill, context: 256}}
  - {{model: {0}, phase: decode, context: 256, tokens: 64}}
"""
NATIVE = ["performance_model: native", "technology: tsmc28"]
PUBLISHED = ["performance_model: bitmod-2025-07", "technology: tsmc28", "pe: {kind: bitmod}"]
BITMOD = ["pe: {kind: bitmod}"]
DATATYPES = ["weights: {datatype: [bitmod3, bitmod4, int4, int6], group_size: [64, 128]}"]
CACHE = ["kv_cache: {datatype: [int4, int8]}"]
DRAM = ["dram: {preset: [lpddr4-3200-x32, lpddr5x-8533-x32, hbm2-2000-x1024]}"]
BUS = ["dram: {bus: [32 bit, 64 bit, 128 bit, 256 bit], energy: 18.75 pJ/bit}"]
ALL_FOUR = "[latency, energy, area, perplexity]"


def array(least=4, most=64, step=4, more=""):
    side = f"{{from: {least}, to: {most}, step: {step}}}"
    return [f"array: {{rows: {side}, columns: {side}{more}}}"]


def buffers(most="1 MiB", step=64, banks=16, more=""):
    size = f"{{size: {{from: 64 KiB, to: {most}, step: {step} KiB}}, banks: {banks}{more}}}"
    return [f"weight_buffer: {size}", f"input_buffer: {size}"]


def few_buffers(sizes, more=""):
    return [f"weight_buffer: {{size: {sizes}, banks: 16{more}}}", f"input_buffer: {{size: {sizes}, banks: 16{more}}}"]


USUAL = NATIVE + BITMOD + DATATYPES + CACHE + DRAM + array() + buffers()
ARRAY_32 = "  - {model: llama-2-7b, phase: prefill, context: 256, design: {array: {rows: 32, columns: 32}}}\n"
DECODE = "  - {model: llama-2-7b, phase: decode, context: 256, tokens: 64}\n"
PHI = "  - {model: phi-2, phase: decode, context: 512, tokens: 8}\n"


def spaces():
    """Name, leaves of the design, objectives, and what else there is: constraints, workloads, an LLM, ties."""
    yield "usual", USUAL, ALL_FOUR, {}
    yield "tpot", USUAL, "[tpot, energy, area, perplexity]", {}
    yield "two objectives", USUAL, "[ttft, tpot]", {}
    yield "an area", USUAL, "[latency, energy]", {"constraints": '["area <= 6 mm2"]'}
    yield "power and accuracy", USUAL, "[edp, area, error]", {"constraints": '["power <= 3 W", "perplexity <= 1.3 * fp16_perplexity"]'}
    yield "cells", NATIVE + BITMOD + DATATYPES + DRAM + array() + buffers() + ["cell: [itrs-hp, itrs-lstp, itrs-lop]"], "[latency, energy, area]", {}
    yield ("kinds of PE", NATIVE + ["pe: {kind: [bitmod, fp16]}", "weights: {datatype: [bitmod3, bitmod4, int4, fp16], group_size: [64, 128]}"] + array() + buffers() + DRAM,
           ALL_FOUR, {})
    yield "dot sizes", NATIVE + ["pe: {kind: bitmod, dot_size: [2, 4, 8]}"] + DATATYPES + array() + buffers(), ALL_FOUR, {"llm": "opt-1.3b"}
    yield "clocks", NATIVE + BITMOD + DATATYPES + array() + buffers() + ["clock: [600 MHz, 800 MHz, 1 GHz]", "voltage: [nominal, auto]"], "[latency, energy, area]", {"llm": "phi-2"}
    yield ("mappings, banks and ports",
           NATIVE + BITMOD + DATATYPES + array(more=", row_mapping: [outputs, tokens], column_mapping: [tokens, reduction]") +
           few_buffers("[128 KiB, 256 KiB, 512 KiB]", ", port: [512 bit, 1024 bit]"), ALL_FOUR, {})
    yield ("lanes", NATIVE + BITMOD + DATATYPES + CACHE + DRAM + array() + few_buffers("[128 KiB, 512 KiB]") + ["vector_unit: {lanes: [8, 16, 32, 64, 128]}"],
           ALL_FOUR, {})
    yield "two models", NATIVE + BITMOD + DATATYPES + array() + buffers(), "[worst(latency), mean(energy), area]", {"workloads": DECODE + PHI}
    yield "formulas", USUAL, '["latency * energy", "area + 2 mm2", perplexity]', {}
    yield "first of equals", USUAL, ALL_FOUR, {"ties": "first"}
    yield "an override", NATIVE + BITMOD + DATATYPES + CACHE + array() + buffers(), ALL_FOUR, {"workloads": ARRAY_32 + DECODE}
    yield "published", PUBLISHED + DATATYPES + CACHE + array(least=8) + buffers(banks=8), "[latency, energy, area]", {}
    yield "published, buses", PUBLISHED + DATATYPES + CACHE + array(least=8) + buffers(banks=8) + BUS, ALL_FOUR, {}
    yield ("both models", ["performance_model: [native, bitmod-2025-07]", "technology: tsmc28"] + BITMOD + DATATYPES + array(least=8) + buffers(banks=8),
           "[latency, energy, perplexity]", {"llm": "phi-2"})
    yield ("the paper's model", ["performance_model: hpca25", "technology: tsmc28"] + BITMOD + DATATYPES + array(least=8) + buffers(banks=8) + BUS, "[latency, energy, area]",
           {"workloads": "  - {model: llama-2-7b, phase: decode, context: 256}\n"})
    yield ("many datatypes", NATIVE + BITMOD +
           ["weights: {datatype: [bitmod3, bitmod4, int3_asym, int4_asym, int5_asym, int6_asym, int4, int6, int8, fp4], group_size: [32, 64, 128, 256, channel]}",
            "kv_cache: {datatype: [int4, int8, fp16]}"] + array() + buffers("512 KiB") + DRAM, ALL_FOUR, {})
    yield "five objectives", USUAL, "[latency, energy, area, perplexity, peak_power]", {}
    yield "rates", USUAL, "[tokens_per_s, tokens_per_j, area]", {}
    yield ("flags", NATIVE + BITMOD + ["weights: {datatype: [bitmod3, bitmod4], group_size: 128}",
                                       "effects: {fused_attention: [true, false], kept_activations: [true, false], causal: [true, false]}"] + DRAM + array() + buffers(),
           ALL_FOUR, {})
    fine = NATIVE + BITMOD + DATATYPES + CACHE + DRAM
    yield "fine arrays", fine + array(1, 64, 1) + buffers(), "[latency, energy, area]", {}
    yield "fine arrays and buffers", fine + array(1, 64, 1) + buffers(step=32), ALL_FOUR, {}
    yield "three billion", fine + array(1, 128, 1) + buffers("2 MiB", 32), ALL_FOUR, {}
    yield "twelve billion", fine + array(1, 128, 1) + buffers("2 MiB", 16), ALL_FOUR, {}


def text_of(name, leaves, objectives, more):
    workloads = more.get("workloads", TWO_PHASES.format(more.get("llm", "llama-2-7b")))
    lines = "".join(f"  {leaf}\n" for leaf in leaves)
    constraints = f"constraints: {more['constraints']}\n" if "constraints" in more else ""
    return (f"version: 1\nname: {name}\nworkloads:\n{workloads}design:\n{lines}"
            "accuracy: {dataset: wikitext2, head: quantised, method: rtn}\n"
            f"objectives: {objectives}\n{constraints}explorer: {{name: exhaustive, ties: {more.get('ties', 'all')}}}\nstore: front\n")


def designs_of(program, path):
    said = subprocess.run([program, "check", path], capture_output=True, text=True, check=True)
    return int(re.search(r"designs +([0-9,]+)", said.stdout).group(1).replace(",", ""))


def front_of(program, path, explorer, folder):
    """The rows of the front but for the run's hash, and seconds."""
    database = os.path.join(folder, f"{explorer}.db")
    begin = time.monotonic()
    subprocess.run([program, "sweep", path, "--db", database, "--quiet", "--set", f"explorer.name={explorer}"], check=True)
    seconds = time.monotonic() - begin
    out = subprocess.run([program, "export", database, "--quiet"], capture_output=True, text=True, check=True).stdout
    rows = [{key: value for key, value in row.items() if "hash" not in key} for row in csv.DictReader(out.splitlines())]
    return sorted(map(str, rows)), seconds


def main():
    program = sys.argv[1]
    most = float(sys.argv[2]) if len(sys.argv) > 2 else 1e9
    different = 0
    for name, leaves, objectives, more in spaces():
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "space.yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text_of(name, leaves, objectives, more))
            designs = designs_of(program, path)
            if designs > most:
                continue
            whole, exhaustive_seconds = front_of(program, path, "exhaustive", folder)
            found, exact_seconds = front_of(program, path, "exact", folder)
            same = whole == found and len(whole) > 0
            different += not same
            print(f"{'same' if same else 'DIFFERENT'}  {name}: {designs:,} designs, front {len(whole):,}; exhaustive {exhaustive_seconds:.2f} s, exact {exact_seconds:.2f} s",
                  flush=True)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
