// SPDX-License-Identifier: Apache-2.0
#include "tests/support/spaces.h"

#include <unistd.h>

#include <atomic>
#include <fstream>
#include <sstream>

namespace bitpareto::test {

namespace fs = std::filesystem;

fs::path source_folder() { return BITPARETO_SOURCE; }

ConfigFolder configs() { return ConfigFolder{source_folder() / "configs"}; }

session::Catalogue catalogue() { return session::Catalogue{configs()}; }

Vocabulary words() { return session::vocabulary(catalogue(), configs()); }

session::Session open_text(const std::string& yaml, const session::OpenOptions& options) {
  return session::open_text(yaml, catalogue(), options, {.name = "test.yaml", .folder = configs().root()});
}

models::LoadedSpace load(const std::string& yaml) { return open_text(yaml).loaded; }

models::LoadedSpace load_file(const std::string& path) {
  return session::open_space((source_folder() / path).string(), catalogue()).loaded;
}

std::vector<std::string> complaints(const std::string& yaml) {
  std::vector<std::string> lines;
  const auto note = [&](const std::vector<Diagnostic>& diagnostics) {
    for (const Diagnostic& d : diagnostics) lines.push_back(d.text());
  };
  try {
    note(open_text(yaml).warnings);
  } catch (const ConfigError& error) {
    note(error.diagnostics());
  }
  return lines;
}

namespace {

CostBlock costs_of(const models::LoadedSpace& space, DesignIndex design) {
  DesignBlock block{space.model->space()};
  block.set_range(design, 1);
  CostBlock costs{space.uses.size()};
  space.model->evaluate(block, costs);
  return costs;
}

}  // namespace

std::vector<Evaluation> evaluate(const models::LoadedSpace& space, DesignIndex design) {
  return evaluate_design(*space.model, design);
}

std::string reason_against(const models::LoadedSpace& space, DesignIndex design) {
  return space.model->reasons()[costs_of(space, design).cannot_exist()[0]];
}

std::string reason_without_perplexity(const models::LoadedSpace& space, DesignIndex design) {
  return space.model->reasons()[costs_of(space, design).no_perplexity()[0]];
}

LoadedOne::LoadedOne(const std::string& yaml) {
  const models::LoadedSpace space = load(yaml);
  costs = evaluate(space).at(0);
  reason = reason_against(space);
}

TemporaryFolder::TemporaryFolder() {
  static std::atomic<int> count{0};
  path_ = fs::temp_directory_path() / ("bitpareto-test-" + std::to_string(getpid()) + "-" + std::to_string(count++));
  fs::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string read_file(const fs::path& path) {
  std::ifstream stream{path, std::ios::binary};
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

void write_file(const fs::path& path, const std::string& text) { std::ofstream{path, std::ios::binary} << text; }

}  // namespace bitpareto::test
