// SPDX-License-Identifier: Apache-2.0
#include "tests/support/spaces.h"

#include <unistd.h>

#include <atomic>
#include <fstream>
#include <sstream>

#include "core/document/yaml_reader.h"
#include "explorers/catalogue.h"

namespace bitpareto::test {

namespace fs = std::filesystem;

fs::path source_folder() { return BITPARETO_SOURCE; }

ConfigFolder configs() { return ConfigFolder{source_folder() / "configs"}; }

Vocabulary words() {
  Vocabulary list = models::vocabulary(configs());
  list.explorers = {"an explorer", explorers::names(), "bitpareto list explorers", false};
  return list;
}

namespace {

std::optional<models::LoadedSpace> load_text(const std::string& yaml, Diagnostics& diagnostics) {
  const auto name = std::make_shared<const std::string>("test.yaml");
  const auto document = read_yaml(yaml, name, diagnostics);
  if (!document) return std::nullopt;
  const Vocabulary vocabulary = words();
  SpaceFile file = read_space_file(*document, (configs().root() / *name).string(), vocabulary, diagnostics);
  return models::load_space(std::move(file), configs(), vocabulary, diagnostics);
}

}  // namespace

models::LoadedSpace load(const std::string& yaml) {
  Diagnostics diagnostics;
  std::optional<models::LoadedSpace> space = load_text(yaml, diagnostics);
  diagnostics.throw_if_errors();
  return *std::move(space);
}

models::LoadedSpace load_file(const std::string& path) {
  Diagnostics diagnostics;
  std::optional<models::LoadedSpace> space =
      models::load_space_file(source_folder() / path, {}, configs(), words(), diagnostics);
  diagnostics.throw_if_errors();
  return *std::move(space);
}

std::vector<std::string> complaints(const std::string& yaml) {
  Diagnostics diagnostics;
  static_cast<void>(load_text(yaml, diagnostics));
  std::vector<std::string> lines;
  for (const Diagnostic& d : diagnostics.in_file_order()) lines.push_back(d.text());
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
