// SPDX-License-Identifier: Apache-2.0
#include "cli/argument_errors.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "cli/arguments.h"
#include "core/document/map_reader.h"
#include "core/space_file/space_file.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/printable.h"
#include "core/text/quantity.h"
#include "core/text/suggestion.h"
#include "core/text/words.h"
#include "models/design/explanation.h"

namespace bitpareto::cli {

namespace {

constexpr std::size_t longest_found = 80;  // bytes of what was found that a message repeats

/// What the values of an option are, wherever it appears.
struct ValueRule {
  std::vector<std::string> words = {};  // one of these; empty: a number
  Within within = {};
  bool whole = true;
  std::optional<Dimension> dimension = {};  // of a quantity; nothing: a number
  std::string_view expected = {};  // "a number of rows"
};

template <class Names>
ValueRule one_of(const Names& names) {
  return {.words = {std::begin(names), std::end(names)}};
}

const std::map<std::string, ValueRule, std::less<>>& rules() {
  constexpr double most = 9e15;  // whole numbers that a double tells apart
  static const std::map<std::string, ValueRule, std::less<>> table{
      {"--format", one_of(std::array{"table", "csv", "json", "jsonl"})},
      {"--head", one_of(head_protocol_names)},
      {"--dataset", one_of(dataset_names)},
      {"--method", one_of(method_names)},
      {"--part", one_of(explain_parts())},
      {"WHAT", one_of(listable)},
      {"--thin", {.within = {1, most}, .expected = "a number of designs, 1 or more"}},
      {"--thin-by", one_of(thin_by_names)},
      {"--limit", {.within = {0, most}, .expected = "a number of rows, 0 or more"}},
      {"--design", {.within = {0, most}, .expected = "the index of a design, 0 or more"}},
      {"--run", {.within = {1, most}, .expected = "the number of a run, as bitpareto runs prints it"}},
      {"--repeats", {.within = {0, 10'000}, .expected = "a number of runs, 1 to 10000"}},
      {"--sample-options", {.within = {1, 10'000}, .expected = "a number of drawings, 1 to 10000"}},
      {"--seed", {.within = {-most, most}, .expected = "a whole number"}},
      {"--threads", {.within = {1, 1024}, .expected = "a number of threads, 1 to 1024"}},
      {"--memory", {.within = {1'048'576, 1e15}, .dimension = Dimension::storage, .expected = "a size such as 512 MiB, 1 MiB to 1 PB"}},
      {"--timeout", {.within = {.least = 0, .above_least = true}, .whole = false, .expected = "seconds, more than 0"}},
  };
  return table;
}

std::string in_quotes(std::string_view found) { return "'" + shortened(found, longest_found) + "'"; }

/// What is wrong with the value of an option; empty if nothing is.
std::string value_error(const std::string& name, const std::string& value) {
  const auto rule = rules().find(name);
  if (rule == rules().end()) return {};
  const ValueRule& r = rule->second;
  if (!r.words.empty()) {
    if (std::ranges::find(r.words, value) != r.words.end()) return {};
    return format("{} is not known here{}", in_quotes(value), suggestion(value, r.words));
  }
  const bool negative = value.starts_with('-');
  std::optional<double> number = parse_number(value);
  if (r.dimension) {
    const Result<double> quantity = parse_quantity(value, *r.dimension);
    number = quantity ? std::optional{*quantity} : std::nullopt;
  }
  const bool is_good = number && r.within.contains(*number) &&
                       (!r.whole || r.dimension || parse_whole(std::string_view{value}.substr(negative ? 1 : 0)));
  return is_good ? "" : format("found {}, expected {}", in_quotes(value), r.expected);
}

/// One walk over the words behind a command.
class Walk {
 public:
  explicit Walk(const KnownCommand& command) : command_{command} {
    for (const KnownOption& option : command.options) {
      if (option.is_argument) {
        arguments_.push_back(&option);
        continue;
      }
      for (const std::string& name : option.names) {
        options_.emplace(name, &option);
        names_.push_back(name);
      }
    }
    std::erase_if(names_, [](const std::string& name) { return !name.starts_with("--"); });
  }

  std::optional<std::string> error(std::span<const std::string> words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string& word = words[i];
      if (word == "--") continue;
      if (!word.starts_with('-') || word == "-") {
        if (auto wrong = take_argument(word)) return wrong;
        continue;
      }
      if (!word.starts_with("--") && word.size() > 2 && options_.contains(word.substr(0, 2))) continue;  // -oFILE
      const std::size_t equals = word.find('=');
      const std::string name = word.substr(0, equals);
      const auto known = options_.find(name);
      if (known == options_.end()) {
        return format("{} is not an option of {}{}", in_quotes(name), command_.name, suggestion(name, names_));
      }
      const KnownOption& option = *known->second;
      if (option.value.empty()) {
        if (equals != std::string::npos) return format("{} takes no value; found {}", name, in_quotes(word));
        continue;
      }
      if (!seen_.insert(&option).second && !option.repeatable) return format("{} stands twice; it takes one value", name);
      std::string value;
      if (equals != std::string::npos) {
        value = word.substr(equals + 1);
      } else if (i + 1 < words.size() && !options_.contains(words[i + 1].substr(0, words[i + 1].find('=')))) {
        value = words[++i];
      } else {
        return format("{} has no value; expected {} {}{}", name, name, option.value,
                      i + 1 < words.size() ? ", and found the option " + in_quotes(words[i + 1]) : "");
      }
      if (value.empty()) return format("{} has an empty value; expected {} {}", name, name, option.value);
      if (name == "--set" && value.find('=') == std::string::npos) {
        return format("--set: {} is not of the form PATH=VALUE, such as design.clock=500 MHz", in_quotes(value));
      }
      if (const std::string wrong = value_error(name, value); !wrong.empty()) return format("{}: {}", name, wrong);
    }
    for (std::size_t a = taken_; a < arguments_.size(); ++a) {
      if (arguments_[a]->required) return missing(*arguments_[a]);
    }
    for (const KnownOption& option : command_.options) {
      if (option.required && !option.is_argument && !seen_.contains(&option)) {
        return format("{} needs {} {}: {}", command_.name, option.names.front(), option.value, lower(option.meaning));
      }
    }
    return std::nullopt;
  }

 private:
  static std::string lower(std::string text) {
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
  }

  std::optional<std::string> take_argument(const std::string& word) {
    if (arguments_.empty()) return format("{} is an argument, and {} takes none", in_quotes(word), command_.name);
    const KnownOption& argument = *arguments_[std::min(taken_, arguments_.size() - 1)];
    if (taken_ >= arguments_.size() && !argument.repeatable) {
      const bool setting = word.find('=') != std::string::npos && options_.contains("--set");
      return format("{} is one argument too many; {} takes {}{}", in_quotes(word), command_.name, argument.names.front(),
                    setting ? format("; did you mean --set {}?", in_quotes(word)) : "");
    }
    ++taken_;
    if (const std::string wrong = value_error(argument.names.front(), word); !wrong.empty()) {
      return format("{}: {}", command_.name, wrong);
    }
    return std::nullopt;
  }

  [[nodiscard]] std::string missing(const KnownOption& argument) const {
    const auto rule = rules().find(argument.names.front());
    if (rule != rules().end()) return format("{} what? One of {}", command_.name, joined(rule->second.words));
    return format("{} needs {}: {}", command_.name, argument.names.front(), lower(argument.meaning));
  }

  const KnownCommand& command_;
  std::map<std::string, const KnownOption*> options_;
  std::vector<std::string> names_;
  std::vector<const KnownOption*> arguments_;
  std::set<const KnownOption*> seen_;
  std::size_t taken_ = 0;
};

}  // namespace

std::optional<std::string> argument_error(std::span<const std::string> words, std::span<const KnownCommand> commands) {
  std::vector<std::string> names;
  for (const KnownCommand& command : commands) names.push_back(command.name);
  if (words.empty()) return "which command? One of " + joined(names) + "; bitpareto --help tells more";
  const std::string& first = words[0];
  if (first.starts_with('-')) {
    static const std::vector<std::string> own{"--help", "--version"};
    const std::string near = nearest(first, own);
    return format("{} is not an option of bitpareto itself{}", in_quotes(first),
                  near.empty() ? "; a command comes first: bitpareto COMMAND [OPTIONS], one of " + joined(names)
                               : format("; did you mean '{}'?", near));
  }
  const auto command = std::ranges::find(commands, first, &KnownCommand::name);
  if (command == commands.end()) return format("{} is not a command{}", in_quotes(first), suggestion(first, names));
  auto wrong = Walk{*command}.error(words.subspan(1));
  if (wrong && wrong->find('?') == std::string::npos) *wrong += format("; bitpareto {} --help tells more", first);
  return wrong;
}

}  // namespace bitpareto::cli
