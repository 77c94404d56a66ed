// SPDX-License-Identifier: Apache-2.0
/// The one writer of outputs: a file appears whole or not at all, and never in the place of something that was read.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace bitpareto {

/// Remembers a file as one that this process reads, by what it is and not by its name. Every reader calls it; a file that
/// is not there is forgotten at once. Thread-safe.
void note_input(const std::filesystem::path& path);

/// Takes away what is on its way, for a program that ends without its destructors. Thread-safe.
void abandon_outputs();

/// An output on its way. Symbolic links are followed to what they name, which keeps its mode; a device, pipe or socket is
/// written to as it is. Anything else grows under a name that no file had, in the same folder, until commit() puts it
/// in its place. Not thread-safe.
class OutputFile {
 public:
  /// Ready to be written. A ConfigError if the file is one that was read (see note_input), whatever its name, another
  /// output on its way, or a folder; an IoError if it cannot be made.
  explicit OutputFile(const std::filesystem::path& path);
  /// Takes back what was not committed: the file that had the name is as it was.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;  // it owns its file
  OutputFile& operator=(const OutputFile&) = delete;

  /// Appends. An IoError says what failed.
  void write(std::string_view bytes);
  /// Everything on disk and under its name. An IoError says what failed, and then the old file is there still.
  void commit();

 private:
  /// A name that no other output of this process may have while this one is on its way.
  class Claim {
   public:
    ~Claim();
    Claim() = default;
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;
    /// Whether it was free.
    [[nodiscard]] bool take(const std::filesystem::path& target);

   private:
    std::filesystem::path path_;
  };

  [[noreturn]] void fail() const;
  void forget_temporary();

  std::string name_;                 // as the user gave it
  std::filesystem::path target_;     // where links lead
  Claim claim_;
  std::filesystem::path temporary_;  // empty: written in place
  int descriptor_ = -1;
};

}  // namespace bitpareto
