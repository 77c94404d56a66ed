// SPDX-License-Identifier: Apache-2.0
#include "models/checkpoint/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <map>
#include <set>

#include "core/base/limits.h"
#include "core/document/json_reader.h"
#include "core/document/map_reader.h"
#include "core/system/file.h"
#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto::models {

namespace {

static_assert(std::endian::native == std::endian::little,
              "safetensors files are little-endian, and are mapped as such");

struct TypeEntry {
  std::string_view name;
  std::size_t bytes;
  TensorType type;
};
constexpr std::array<TypeEntry, 15> types{{{"F32", 4, TensorType::f32},
                                           {"F16", 2, TensorType::f16},
                                           {"BF16", 2, TensorType::bf16},
                                           {"F64", 8, TensorType::other},
                                           {"I64", 8, TensorType::other},
                                           {"I32", 4, TensorType::other},
                                           {"I16", 2, TensorType::other},
                                           {"I8", 1, TensorType::other},
                                           {"U64", 8, TensorType::other},
                                           {"U32", 4, TensorType::other},
                                           {"U16", 2, TensorType::other},
                                           {"U8", 1, TensorType::other},
                                           {"BOOL", 1, TensorType::other},
                                           {"F8_E4M3", 1, TensorType::other},
                                           {"F8_E5M2", 1, TensorType::other}}};

/// One file on its way to tensors.
class Header {
 public:
  Header(const std::filesystem::path& path, Diagnostics& diagnostics)
      : file_{std::make_shared<const std::string>(path.string())}, diagnostics_{diagnostics} {}

  bool read(const MappedFile& mapped, std::size_t number, std::vector<Tensor>& tensors) {
    const std::span<const std::byte> bytes = mapped.bytes();
    if (bytes.size() < 8) return fail(format("{} bytes; a safetensors file has at least 8", bytes.size()));
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), sizeof length);
    if (length > limits::header_bytes) {
      return fail(format("says that its header has {} bytes; at most {} are allowed", grouped(length),
                         grouped(limits::header_bytes)));
    }
    if (length > bytes.size() - 8) {
      return fail(
          format("says that its header has {} bytes, and ends after {}", grouped(length), grouped(bytes.size() - 8)));
    }
    const std::string_view text{reinterpret_cast<const char*>(bytes.data()) + 8, length};
    const std::optional<Node> root = read_json(text, file_, limits::header_values, diagnostics_);
    if (!root) return false;
    if (root->kind != Node::Kind::map) return fail("has a header that is not a JSON object");
    if (root->entries.size() > limits::tensors) {
      return fail(format("has {} tensors; at most {}", grouped(root->entries.size()), grouped(limits::tensors)));
    }
    data_ = bytes.subspan(8 + length);
    std::vector<std::pair<std::uint64_t, Tensor>> found;  // by where their data starts
    for (const Node::Entry& entry : root->entries) {
      if (entry.key == "__metadata__") continue;
      if (auto tensor = read_tensor(entry)) found.push_back(*std::move(tensor));
    }
    if (found.size() + (root->find("__metadata__") != nullptr ? 1 : 0) != root->entries.size()) return false;
    std::ranges::stable_sort(found, {}, [](const auto& f) { return std::pair{f.first, f.second.data.size()}; });
    std::uint64_t end = 0;
    bool good = true;
    for (auto& [start, tensor] : found) {
      if (start != end) {
        good = fail(format("{}: its data starts at byte {}, but what stands before it ends at {}: tensors {}",
                           tensor.name, grouped(start), grouped(end), start < end ? "overlap" : "leave a gap"));
      }
      end = start + tensor.data.size();
      tensor.file = number;
      tensors.push_back(std::move(tensor));
    }
    if (good && end != data_.size()) {
      good = fail(format("has {} bytes of data, but its tensors need {}", grouped(data_.size()), grouped(end)));
    }
    return good;
  }

 private:
  bool fail(std::string message) {
    diagnostics_.error({file_, 0, 0}, "", std::move(message));
    return false;
  }

  std::optional<std::pair<std::uint64_t, Tensor>> read_tensor(const Node::Entry& entry) {
    const std::size_t errors_before = diagnostics_.error_count();
    MapReader map{entry.value, entry.key, diagnostics_};
    const auto type = map.required("dtype");
    const auto shape = map.required("shape");
    const auto offsets = map.required("data_offsets");
    map.finish();
    if (!type || !shape || !offsets) return std::nullopt;
    Tensor tensor{.name = entry.key};
    const auto type_name = type->text();
    if (!type_name) return std::nullopt;
    tensor.type_name = *type_name;
    const auto known = std::ranges::find(types, tensor.type_name, &TypeEntry::name);
    if (known == types.end()) {
      type->error(format("'{}' is not a type of tensors; one of F32, F16, BF16, ...", tensor.type_name));
      return std::nullopt;
    }
    tensor.type = known->type;
    std::uint64_t bytes = known->bytes;
    const auto sizes = whole_numbers(*shape, limits::dimensions);
    if (!sizes) return std::nullopt;
    tensor.shape = *sizes;
    for (const std::uint64_t size : tensor.shape) {
      if (__builtin_mul_overflow(bytes, size, &bytes)) {
        shape->error("a tensor of more than 2^64 bytes");
        return std::nullopt;
      }
    }
    const auto ends = whole_numbers(*offsets, 2);
    if (!ends) return std::nullopt;
    if (ends->size() != 2 || (*ends)[0] > (*ends)[1]) {
      offsets->error("expected two offsets, the first no larger than the second");
    } else if ((*ends)[1] > data_.size()) {
      offsets->error(
          format("ends at byte {}, but the file has {} bytes of data", grouped((*ends)[1]), grouped(data_.size())));
    } else if ((*ends)[1] - (*ends)[0] != bytes) {
      offsets->error(
          format("{} bytes of data, but the shape needs {}", grouped((*ends)[1] - (*ends)[0]), grouped(bytes)));
    }
    if (diagnostics_.error_count() != errors_before) return std::nullopt;
    tensor.data = data_.subspan((*ends)[0], bytes);
    return std::pair{(*ends)[0], std::move(tensor)};
  }

  std::optional<std::vector<std::uint64_t>> whole_numbers(const Field& field, std::size_t most) {
    const Node& node = field.node();
    if (node.kind != Node::Kind::list || node.items.size() > most) {
      field.error(format("expected a list of at most {} whole numbers", most));
      return std::nullopt;
    }
    std::vector<std::uint64_t> numbers;
    for (const Node& item : node.items) {
      const auto number = item.kind == Node::Kind::scalar && !item.quoted ? parse_whole(item.text) : std::nullopt;
      if (!number) {
        field.error(format("found {}, expected a whole number", found_text(item)));
        return std::nullopt;
      }
      numbers.push_back(*number);
    }
    return numbers;
  }

  std::shared_ptr<const std::string> file_;
  Diagnostics& diagnostics_;
  std::span<const std::byte> data_;
};

/// Replaces an index by the shards that it names.
std::optional<std::vector<std::filesystem::path>> shards(std::span<const std::filesystem::path> paths,
                                                         Diagnostics& diagnostics) {
  std::vector<std::filesystem::path> all;
  for (const std::filesystem::path& path : paths) {
    if (path.extension() != ".json") {
      all.push_back(path);
      continue;
    }
    const auto file = std::make_shared<const std::string>(path.string());
    const Result<std::string> text = read_text(path, limits::header_bytes);
    if (!text) {
      diagnostics.error({file, 0, 0}, "", text.error());
      continue;
    }
    const std::optional<Node> root = read_json(*text, file, limits::header_values, diagnostics);
    if (!root) continue;
    const Node* const map = root->find("weight_map");
    if (map == nullptr || map->kind != Node::Kind::map) {
      diagnostics.error(root->place, "weight_map", "expected an index: a map from each tensor to its file");
      continue;
    }
    std::set<std::string> names;
    for (const Node::Entry& entry : map->entries) {
      const std::filesystem::path name{entry.value.text};
      if (entry.value.kind != Node::Kind::scalar || name.empty() || name.has_parent_path()) {
        diagnostics.error(entry.value.place, format("weight_map.{}", entry.key),
                          format("found {}, expected the name of a file beside the index", found_text(entry.value)));
      } else if (names.insert(name.string()).second) {
        all.push_back(path.parent_path() / name);
      }
    }
  }
  if (all.size() > limits::shards) {
    diagnostics.error({std::make_shared<const std::string>(paths[0].string()), 0, 0}, "",
                      format("{} files of tensors; at most {}", grouped(all.size()), limits::shards));
  }
  if (diagnostics.has_errors()) return std::nullopt;
  return all;
}

}  // namespace

std::size_t bytes_of(TensorType type) {
  switch (type) {
    case TensorType::f32:
      return 4;
    case TensorType::f16:
    case TensorType::bf16:
      return 2;
    case TensorType::other:
      break;
  }
  return 1;
}

std::uint64_t Tensor::row_length() const {
  std::uint64_t length = 1;
  for (std::size_t d = 1; d < shape.size(); ++d) length *= shape[d];
  return length;
}

std::optional<SafetensorsSet> open_safetensors(std::span<const std::filesystem::path> paths, Diagnostics& diagnostics) {
  const auto files = shards(paths, diagnostics);
  if (!files) return std::nullopt;
  SafetensorsSet set;
  for (const std::filesystem::path& path : *files) {
    Result<MappedFile> mapped = MappedFile::open(path);
    if (!mapped) {
      diagnostics.error({std::make_shared<const std::string>(path.string()), 0, 0}, "", mapped.error());
      continue;
    }
    set.files.push_back(std::move(mapped).value());
    static_cast<void>(Header{path, diagnostics}.read(set.files.back(), set.files.size() - 1, set.tensors));
  }
  std::map<std::string_view, std::size_t> seen;
  for (const Tensor& tensor : set.tensors) {
    const auto [it, is_new] = seen.emplace(tensor.name, tensor.file);
    if (!is_new) {
      diagnostics.error({std::make_shared<const std::string>((*files)[tensor.file].string()), 0, 0}, tensor.name,
                        format("stands in {} already", (*files)[it->second].string()));
    }
  }
  if (diagnostics.has_errors()) return std::nullopt;
  return set;
}

std::string safetensors_header(std::span<const Tensor> tensors) {
  std::string header = "{";
  std::uint64_t start = 0;
  for (const Tensor& tensor : tensors) {
    std::string shape;
    for (const std::uint64_t size : tensor.shape) shape += (shape.empty() ? "" : ",") + std::to_string(size);
    header += format("{}{}:{{\"dtype\":{},\"shape\":[{}],\"data_offsets\":[{},{}]}}", header.size() > 1 ? "," : "",
                     json_string(tensor.name), json_string(tensor.type_name), shape, start, start + tensor.data.size());
    start += tensor.data.size();
  }
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');  // data starts at a multiple of eight bytes
  std::string bytes(8, '\0');
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes + header;
}

}  // namespace bitpareto::models
