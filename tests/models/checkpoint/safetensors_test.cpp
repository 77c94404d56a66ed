// SPDX-License-Identifier: Apache-2.0
#include "models/checkpoint/safetensors.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstring>

#include "core/base/random.h"
#include "core/text/format.h"
#include "models/checkpoint/weight_quantisation.h"
#include "models/datatypes/datatype_list.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

std::string file_of(const std::string& header, const std::string& data, std::uint64_t length) {
  std::string text(8, '\0');
  std::memcpy(text.data(), &length, 8);
  return text + header + data;
}
std::string file_of(const std::string& header, const std::string& data) { return file_of(header, data, header.size()); }

class Safetensors : public testing::Test {
 protected:
  std::vector<std::string> complaints(const std::string& bytes) {
    test::write_file(folder_ / "m.safetensors", bytes);
    return complaints_of({folder_ / "m.safetensors"});
  }
  std::vector<std::string> complaints_of(std::vector<std::filesystem::path> paths) {
    Diagnostics diagnostics;
    const auto set = open_safetensors(paths, diagnostics);
    EXPECT_EQ(set.has_value(), !diagnostics.has_errors());
    std::vector<std::string> lines;
    for (const Diagnostic& d : diagnostics.in_file_order()) {
      lines.push_back(d.text().substr((folder_.path().string() + "/").size()));
    }
    return lines;
  }
  SafetensorsSet open(const std::string& bytes) {
    test::write_file(folder_ / "m.safetensors", bytes);
    const std::vector<std::filesystem::path> paths{folder_ / "m.safetensors"};
    Diagnostics diagnostics;
    auto set = open_safetensors(paths, diagnostics);
    diagnostics.throw_if_errors();
    return *std::move(set);
  }
  test::TemporaryFolder folder_;
};

using Lines = std::vector<std::string>;

TEST_F(Safetensors, GivesItsTensors) {
  const SafetensorsSet set = open(file_of(
      R"({"__metadata__":{"format":"pt"},"b":{"dtype":"F16","shape":[2,3],"data_offsets":[4,16]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}})",
      std::string(16, '\1')));
  ASSERT_EQ(set.tensors.size(), 2U);
  EXPECT_EQ(set.tensors[0].name, "a");  // in the order of the data
  EXPECT_EQ(set.tensors[1].row_length(), 3U);
  EXPECT_EQ(set.tensors[1].data.size(), 12U);
}

TEST_F(Safetensors, RefusesDamagedAndHostileFiles) {
  EXPECT_EQ(complaints("abc"), Lines{"m.safetensors: 3 bytes; a safetensors file has at least 8"});
  EXPECT_EQ(
      complaints(file_of("{}", "", std::uint64_t{1} << 60)),
      Lines{
          "m.safetensors: says that its header has 1,152,921,504,606,846,976 bytes; at most 16,777,216 are allowed"});
  EXPECT_EQ(complaints(file_of("{}", "", 40)),
            Lines{"m.safetensors: says that its header has 40 bytes, and ends after 2"});
  EXPECT_EQ(complaints(file_of("[1]", "")), Lines{"m.safetensors: has a header that is not a JSON object"});
  EXPECT_NE(complaints(file_of("{\"a\": ", "")).at(0).find("m.safetensors"), std::string::npos);
  const auto one = [&](const std::string& tensor, std::size_t bytes) {
    return complaints(file_of("{\"a\":" + tensor + "}", std::string(bytes, '\0'))).at(0);
  };
  EXPECT_EQ(one(R"({"dtype":"F16","shape":[2],"data_offsets":[0,400]})", 4),
            "m.safetensors: a.data_offsets: ends at byte 400, but the file has 4 bytes of data");
  EXPECT_EQ(one(R"({"dtype":"F16","shape":[3],"data_offsets":[0,4]})", 4),
            "m.safetensors: a.data_offsets: 4 bytes of data, but the shape needs 6");
  EXPECT_EQ(one(R"({"dtype":"F16","shape":[3],"data_offsets":[4,0]})", 4),
            "m.safetensors: a.data_offsets: expected two offsets, the first no larger than the second");
  EXPECT_EQ(one(R"({"dtype":"Q4","shape":[2],"data_offsets":[0,4]})", 4),
            "m.safetensors: a.dtype: 'Q4' is not a type of tensors; one of F32, F16, BF16, ...");
  EXPECT_EQ(one(R"({"dtype":"F16","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,4]})", 4),
            "m.safetensors: a.shape: a tensor of more than 2^64 bytes");
  EXPECT_NE(one(R"({"dtype":"F16","shape":[-2],"data_offsets":[0,4]})", 4).find("expected a whole number"),
            std::string::npos);
  EXPECT_NE(one(R"({"dtype":"F16","shape":[2]})", 4).find("data_offsets"), std::string::npos);
  // Overlap, a gap, data that belongs to nobody.
  const auto two = [&](const char* first, const char* second, std::size_t bytes) {
    return complaints(
               file_of(
                   format(
                       R"({{"a":{{"dtype":"U8","shape":[2],"data_offsets":{}}},"b":{{"dtype":"U8","shape":[2],"data_offsets":{}}}}})",
                       first, second),
                   std::string(bytes, '\0')))
        .at(0);
  };
  EXPECT_NE(two("[0,2]", "[1,3]", 4).find("tensors overlap"), std::string::npos);
  EXPECT_NE(two("[0,2]", "[3,5]", 5).find("tensors leave a gap"), std::string::npos);
  EXPECT_EQ(two("[0,2]", "[2,4]", 9), "m.safetensors: has 9 bytes of data, but its tensors need 4");
}

TEST_F(Safetensors, ReadsTheShardsOfAnIndex) {
  test::write_file(folder_ / "1.safetensors", file_of(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", "x"));
  test::write_file(folder_ / "2.safetensors", file_of(R"({"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", "y"));
  test::write_file(folder_ / "i.json", R"({"weight_map": {"a": "1.safetensors", "b": "2.safetensors"}})");
  EXPECT_EQ(complaints_of({folder_ / "i.json"}), Lines{});
  EXPECT_EQ(complaints_of({folder_ / "1.safetensors", folder_ / "1.safetensors"}).size(), 1U);  // a tensor twice
  test::write_file(folder_ / "j.json", R"({"weight_map": {"a": "../1.safetensors"}})");
  EXPECT_NE(complaints_of({folder_ / "j.json"}).at(0).find("expected the name of a file beside the index"),
            std::string::npos);
  EXPECT_NE(complaints_of({folder_ / "none.safetensors"}).at(0).find("cannot be read"), std::string::npos);
}

TEST_F(Safetensors, BrokenBytesNeverCrash) {
  const std::string good = file_of(
      R"({"q_proj.weight":{"dtype":"F16","shape":[4,16],"data_offsets":[0,128]},"b":{"dtype":"F32","shape":[2],"data_offsets":[128,136]}})",
      std::string(136, '\2'));
  const std::vector<QuantisationChoice> choices{{find_datatype("bitmod3"), 8}};
  int opened = 0;
  for (std::uint64_t i = 0; i < 3'000; ++i) {
    Stream random{7, i};
    std::string bytes = good;
    for (std::uint64_t changes = random.bits() % 4; changes-- > 0;) {
      bytes[random.bits() % bytes.size()] = static_cast<char>(random.bits());
    }
    if (random.bits() % 3 == 0) bytes.resize(random.bits() % bytes.size());
    test::write_file(folder_ / "f.safetensors", bytes);
    Diagnostics diagnostics;
    const std::vector<std::filesystem::path> paths{folder_ / "f.safetensors"};
    const auto set = open_safetensors(paths, diagnostics);
    EXPECT_EQ(set.has_value(), !diagnostics.has_errors());
    if (!set) continue;
    ++opened;
    static_cast<void>(quantise_layers(*set, choices, 1));
  }
  EXPECT_GT(opened, 100);
  EXPECT_LT(opened, 2'900);
}

/// Gaussian weights as float32.
std::string gaussian_data(std::size_t count, double deviation) {
  std::string data(count * 4, '\0');
  for (std::size_t i = 0; i < count; ++i) {
    Stream random{11, i};
    const double radius = std::sqrt(-2 * std::log(random.uniform()));
    const auto value = static_cast<float>(deviation * radius * std::cos(6.283185307179586 * random.uniform()));
    std::memcpy(data.data() + 4 * i, &value, 4);
  }
  return data;
}

class Checkpoint : public Safetensors {
 protected:
  SafetensorsSet weights() {
    return open(file_of(
        R"({"model.embed.weight":{"dtype":"F32","shape":[8,512],"data_offsets":[0,16384]},"q_proj.weight":{"dtype":"F32","shape":[512,512],"data_offsets":[16384,1064960]}})",
        gaussian_data(266'240, 0.02)));
  }
};

TEST_F(Checkpoint, OfGaussianWeightsHasTheErrorThatTheoryGives) {
  const SafetensorsSet set = weights();
  std::vector<QuantisationChoice> choices;
  for (const char* name : {"int4", "int4_asym", "fp4", "bitmod3", "mxfp4", "nvfp4"})
    choices.push_back({find_datatype(name), 128});
  const std::vector<LayerReport> layers = quantise_layers(set, choices, 2);
  ASSERT_EQ(layers.size(), 1U);  // no embedding
  // Gaussian, 128: data/nmse_student_t.csv; 2,048 groups leave about 1 % of noise.
  const std::vector<double> expected{0.013762, 0.010105, 0.011944, 0.0381, 0.01338, 0.01187};
  for (std::size_t c = 0; c < choices.size(); ++c) {
    EXPECT_NEAR(layers[0].errors[c] / expected[c], 1, 0.04) << choices[c].datatype->name;
  }
  EXPECT_NEAR(layers[0].group_magnitude, 2.82298, 0.03);
  EXPECT_NEAR(layers[0].group_range, 5.20079, 0.05);
}

TEST_F(Checkpoint, IsTheSameOnAnyNumberOfThreads) {
  const SafetensorsSet set = weights();
  const std::vector<QuantisationChoice> choices{{find_datatype("bitmod4"), 64}, {find_datatype("olive4"), 0}, {find_datatype("int5"), 128, true}};
  const auto one = quantise_layers(set, choices, 1);
  const auto eight = quantise_layers(set, choices, 8);
  EXPECT_EQ(one[0].errors, eight[0].errors);
  EXPECT_EQ(one[0].bits, eight[0].bits);
  EXPECT_EQ(one[0].channel_magnitude, eight[0].channel_magnitude);
}

TEST_F(Checkpoint, DequantisedHasTheErrorThatWasReported) {
  const SafetensorsSet set = weights();
  for (const char* name : {"int4", "bitmod3", "nvfp4", "olive4", "int4_asym", "mxfp4"}) {
    const QuantisationChoice choice{find_datatype(name), 128};
    const std::vector<std::byte> bytes = dequantised(*quantise_layers(set, {{choice}}, 1)[0].tensor, choice);
    std::vector<float> to(bytes.size() / 4);
    std::vector<float> from(to.size());
    std::memcpy(to.data(), bytes.data(), bytes.size());
    std::memcpy(from.data(), set.tensors[1].data.data(), bytes.size());
    double nmse = 0;
    for (std::size_t g = 0; g < from.size(); g += 128) {
      double squares = 0;
      double energy = 0;
      for (std::size_t i = g; i < g + 128; ++i) {
        squares += std::pow(static_cast<double>(to[i] - from[i]), 2);
        energy += std::pow(static_cast<double>(from[i]), 2);
      }
      nmse += squares / energy / (static_cast<double>(from.size()) / 128);
    }
    EXPECT_NEAR(nmse / quantise_layers(set, {{choice}}, 1)[0].errors[0], 1, 1e-4) << name;
  }
}

TEST_F(Checkpoint, WroteInfinityForTheLargestBf16) {
  std::string data;
  for (int i = 0; i < 64; ++i) data += i % 3 == 0 ? "\x7F\x7F" : "\x7F\xFF";  // +- 3.39e38
  const SafetensorsSet set =
      open(file_of(R"({"q.weight":{"dtype":"BF16","shape":[4,16],"data_offsets":[0,128]}})", data));
  for (const char* name : {"int4", "int4_asym", "int8", "mxfp4", "nvfp4", "olive4", "fp4"}) {
    const QuantisationChoice choice{find_datatype(name), 16};
    const LayerReport layer = quantise_layers(set, {{choice}}, 1)[0];
    EXPECT_EQ(layer.largest_magnitude, 3.3895314e38F);
    // fp4's scales end at 1e4 (BitMoD's quantiser): the error is beyond float, and the tensor refused.
    EXPECT_EQ(std::isfinite(layer.errors[0]), std::string_view{name} != "fp4") << name;
    const std::vector<std::byte> bytes = dequantised(*layer.tensor, choice);
    for (std::size_t i = 1; i < bytes.size(); i += 2) {
      EXPECT_FALSE((bytes[i] & std::byte{0x7F}) == std::byte{0x7F} && (bytes[i - 1] & std::byte{0x80}) != std::byte{0})
          << name;
    }
  }
}

// By hand: one row under one scale of 127 / 127. The first sixteen are 1, 16 and zeros: two cycles of Pragmatic, for their ones are four places
// apart; columns 0 and 4 of BitWave's first eight, and a cycle for the eight zeros; in two's complement two places repeat the sign, so that six
// are kept. The other sixteen are 127 and zeros: seven cycles, seven columns and one, eight places.
TEST_F(Checkpoint, CountsTheBitsOfItsIntegers) {
  std::string data(128, '\0');
  const auto put = [&](std::size_t at, float value) { std::memcpy(data.data() + 4 * at, &value, 4); };
  put(0, 1);
  put(5, 16);
  put(16, 127);
  const SafetensorsSet set = open(file_of(R"({"q.weight":{"dtype":"F32","shape":[1,32],"data_offsets":[0,128]}})", data));
  const std::vector<QuantisationChoice> choices{
      {find_datatype("int8"), 32, true}, {find_datatype("int8"), 32}, {find_datatype("int8_asym"), 32, true}, {find_datatype("bitmod4"), 32, true}};
  const LayerReport layer = quantise_layers(set, choices, 1)[0];
  const BitShares shares = layer.bits[0].shares();
  EXPECT_DOUBLE_EQ(shares.zero_bits, 1 - 9.0 / 256);
  EXPECT_DOUBLE_EQ(shares.skipped_pragmatic, 1 - (2.0 + 7) / 16);
  EXPECT_DOUBLE_EQ(shares.skipped_bitwave, 1 - (2.0 + 1 + 7 + 1) / 28);
  EXPECT_DOUBLE_EQ(shares.skipped_bitvert, 1 - (6.0 + 8) / 16);
  // Columns with a one have seven zeros of eight: nine such.
  EXPECT_DOUBLE_EQ(shares.bidirectional_bits, 1 - 9.0 / 256);
  // Nobody asked, no bits that a PE takes as they are, no integers.
  for (const std::size_t c : {1U, 2U, 3U}) EXPECT_EQ(layer.bits[c], BitCounts{});
}

// A new scale begins a new slice, and the last group of a row is shorter: 16 + 4 weights in rows of 20.
TEST_F(Checkpoint, BeginsASliceWithEachGroup) {
  const SafetensorsSet set =
      open(file_of(R"({"q.weight":{"dtype":"F32","shape":[3,20],"data_offsets":[0,240]}})", gaussian_data(60, 1)));
  const BitCounts counts = quantise_layers(set, {{QuantisationChoice{find_datatype("int6"), 16, true}}}, 1)[0].bits[0];
  EXPECT_EQ(counts.weights, 60U);
  EXPECT_EQ(counts.slices, 6U);
  EXPECT_EQ(counts.column_groups, 9U);
}

TEST_F(Checkpoint, TellsWeightsThatAreNoNumbers) {
  std::string data = gaussian_data(64, 1);
  const float nan = std::nanf("");
  std::memcpy(data.data() + 40, &nan, 4);
  const SafetensorsSet set =
      open(file_of(R"({"q.weight":{"dtype":"F32","shape":[4,16],"data_offsets":[0,256]}})", data));
  EXPECT_FALSE(quantise_layers(set, {}, 1)[0].is_finite);
}

}  // namespace
}  // namespace bitpareto::models
