// SPDX-License-Identifier: Apache-2.0
/// Exports are the same bytes on every machine: what instructions it has decides which libm and which kernels run.
#include <gtest/gtest.h>

#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::test {
namespace {

/// glibc without FMA, AVX2 and AVX-512, and our kernels likewise.
const RunOptions old_machine{
    .folder = {},
    .as_nobody = false,
    .environment = {
        "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX,-AVX512F,-AVX512CD,-AVX512DQ,-AVX512BW,-AVX512VL,"
        "-SSE4_1,-SSE4_2",
        "BITPARETO_KERNELS=plain"}};

std::string output(const std::vector<std::string>& arguments, const RunOptions& options) {
  const Outcome outcome = bitpareto(arguments, options);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return outcome.out;
}

void expect_same(const std::vector<std::string>& arguments) {
  const std::string here = output(arguments, {});
  EXPECT_FALSE(here.empty());
  EXPECT_EQ(here, output(arguments, old_machine));
}

/// W14: Llama-2-7B / c4 / int4 / g96 changed in its last digits.
TEST(SameBits, PerplexitiesDoNotDependOnFma) {
  for (const char* llm : {"llama-2-7b", "llama-3-8b", "opt-1.3b"}) {
    for (const char* head : {"kept", "quantised"}) {
      for (const char* dataset : {"wikitext2", "c4"}) {
        expect_same({"accuracy", llm, "--head", head, "--dataset", dataset, "--group-size", "32,64,96,128,200,channel",
                     "--datatype", "int3,int4,int4_asym,int5,int6,bitmod3,bitmod4,mxfp4,nvfp4,fp4,fp6_e2m3", "--format",
                     "csv"});
      }
    }
  }
}

/// The errors of a datatype of one's own are computed on the spot: quadrature for one grid, a sample for two.
TEST(SameBits, ErrorsOfOnesOwnDatatypesDoNotDependOnFma) {
  const TemporaryFolder folder;
  write_file(folder / "one.yaml", "summary: one\nsource: test\nelement_bits: 3\ngrid: [-4, -2, -1, 0, 1, 2, 4, 7]\n");
  write_file(
      folder / "two.yaml",
      "summary: two\nsource: test\nelement_bits: 3\ngrids: [[-4, -2, -1, 0, 1, 2, 4, 6], [-6, -4, -2, -1, 0, 1, 2, "
      "4]]\n");
  expect_same({"accuracy", "llama-2-7b", "--datatype",
               (folder / "one.yaml").string() + "," + (folder / "two.yaml").string(), "--group-size", "128", "--format",
               "csv"});
}

TEST(SameBits, ExportsOfASweepDoNotDependOnFma) {
  const TemporaryFolder folder;
  const std::string space = (source_folder() / "configs/spaces/llama-2-7b-edge.yaml").string();
  const auto exported = [&](const std::string& name, const RunOptions& options) {
    const std::string db = (folder / name).string();
    output({"sweep", space, "--db", db, "--quiet"}, options);
    return output({"export", db, "--pareto", "energy,perplexity"}, options);
  };
  EXPECT_EQ(exported("here.db", {}), exported("there.db", old_machine));
}

/// Every instruction set evaluates with its own loops.
TEST(SameBits, SweepsDoNotDependOnTheInstructionSet) {
  const TemporaryFolder folder;
  const std::vector<std::string> spaces[]{{"llama-2-7b-edge", "--set", "design.weights.datatype=[bitmod3, int6]"},
                                          {"llama-2-7b-edge", "--set", "design.performance_model=native", "--set", "design.weights.datatype=[bitmod4, int8]"}};
  for (const std::vector<std::string>& space : spaces) {
    std::string plain;
    for (const std::string set : {"plain", "baseline", "avx2", "avx512"}) {
      const RunOptions options{.folder = {}, .as_nobody = false, .environment = {"BITPARETO_KERNELS=" + set}};
      const std::string db = (folder / (set + std::to_string(space.size()) + ".db")).string();
      std::vector<std::string> sweep{"sweep", "--db", db, "--quiet"};
      sweep.insert(sweep.end(), space.begin(), space.end());
      output(sweep, options);
      const std::string exported = output({"export", db}, options);
      if (set == "plain") plain = exported;
      EXPECT_GT(exported.size(), 10'000U);
      EXPECT_EQ(exported, plain) << set;
    }
  }
}

}  // namespace
}  // namespace bitpareto::test
