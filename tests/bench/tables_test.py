# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/performance.md, from a run that is written down here."""

import unittest

import tables

CONTEXT = {"commit": "1a2b", "date": "2026-12-01T10:00:00", "num_cpus": 2, "mhz_per_cpu": 2000, "instruction_set": "avx2", "compiler": "g++ 12"}


def median(name, milliseconds, **more):
    return {"run_name": name, "aggregate_name": "median", "family_index": 0, "cpu_time": milliseconds, "real_time": 2 * milliseconds,
            "time_unit": "ms", **more}


def part(*benchmarks, titles=(), references=()):
    files = [("Rows", "BENCHMARK(write);"), ("Points", "BENCHMARK(insert)\n->Arg(1);")]
    return tables.document_part({"context": CONTEXT, "benchmarks": list(benchmarks)}, "a processor", files, titles, references)


class Tables(unittest.TestCase):
    def test_benchmarks_stand_under_the_title_of_their_file(self):
        text = part(median("insert", 1), median("write", 2), median("unheard_of", 3))
        for title, name in (("### Points", "`insert`"), ("### Rows", "`write`"), ("### Others", "`unheard_of`")):
            self.assertLess(text.index(title), text.index(name))
        self.assertLess(text.index("`insert`"), text.index("### Rows"))

    def test_the_order_is_that_of_registration(self):
        text = part(median("write/8", 1, per_family_instance_index=1), median("write/2", 1, per_family_instance_index=0))
        self.assertLess(text.index("`write/2`"), text.index("`write/8`"))

    def test_the_clock_counts_where_a_benchmark_says_so(self):
        text = part(median("write", 1), median("insert/real_time", 1))
        self.assertIn("| `write` | 1.00 ms |", text)
        self.assertIn("| `insert` | 2.00 ms |", text)

    def test_ratios_above_one_are_faster_than_plain(self):
        for plain in ("write/plain/8", "write_plain/8", "plain_write/8"):
            self.assertIn("| `write/8` | 1.00 ms | 4.00 x |", part(median("write/8", 1), median(plain, 4)))
        self.assertIn("| `write/avx2/8` | 1.00 ms | 4.00 x |", part(median("write/avx2/8", 1), median("write/plain/8", 4)))

    def test_references_are_times_or_rates(self):
        references = [
            {"benchmark": "write", "kind": "reference", "value": "2e-3", "unit": "seconds", "source": "somebody"},
            {"benchmark": "insert/?", "kind": "target", "value": "5e6", "unit": "items_per_second", "source": "us"},
        ]
        text = part(median("write", 1), median("insert/4", 1, items_per_second=4e6), references=references)
        self.assertIn("2.00 x 2.00 ms, somebody", text)
        self.assertIn("5.00 M/s, missed", text)

    def test_growth_is_by_one_argument_at_a_time(self):
        runs = [median(f"insert/{o}/points:{n}", o * n) for o in (2, 4) for n in (10, 100)]
        text = part(*runs, titles=[{"benchmark": "insert", "what": "", "arguments": "objectives"}])
        self.assertIn("| objectives | points | Median | by objectives | by points |", text)
        self.assertIn("| 4 | 100 | 400 ms | 2.00 x: 2.00 x | 10.0 x: 10.0 x |", text)
        self.assertIn("| 2 | 10 | 20.0 ms |  |  |", text)

    def test_three_digits_whatever_the_size(self):
        self.assertEqual([tables.time_text(t) for t in (1.234e-7, 0.9996e-3, 12.34)], ["123 ns", "1000 us", "12.3 s"])
        self.assertEqual(tables.rounded(123456), "123000")

    def test_only_what_stands_between_the_markers_changes(self):
        document = f"before\n{tables.BEGIN} (and why) -->\nold\n{tables.END}\nafter\n"
        once = tables.with_part(document, "new")
        self.assertEqual(once, f"before\n{tables.BEGIN} (and why) -->\n\nnew\n\n{tables.END}\nafter\n")
        self.assertEqual(tables.with_part(once, "new"), once)
        with self.assertRaises(SystemExit):
            tables.with_part("no markers", "new")

    def test_every_file_of_benchmarks_has_a_title_and_the_data_files_are_read(self):
        self.assertTrue(tables.sources())
        for title, _ in tables.sources():
            self.assertNotRegex(title, r"\.cpp$")
        self.assertTrue(all(t["benchmark"] and t["what"] for t in tables.read_csv("titles.csv")))
        for row in tables.read_csv("references.csv"):
            self.assertIn(row["kind"], ("target", "reference"))
            self.assertIn(row["unit"], ("seconds", "items_per_second", "bytes_per_second"))
            self.assertTrue(float(row["value"]) > 0 and row["source"])


if __name__ == "__main__":
    unittest.main()
