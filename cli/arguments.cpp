// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "cli/argument_errors.h"
#include "core/expression/scanner.h"
#include "core/space_file/space_file.h"
#include "core/text/printable.h"
#include "core/text/quantity.h"
#include "core/text/words.h"
#include "models/design/explanation.h"

namespace bitpareto::cli {

namespace {

constexpr std::size_t help_width = 80;
/// More draws than this say no more of a tenth and nine tenths.
constexpr std::int64_t most_draws = 100'000;
constexpr std::size_t help_indent = 28;

/// `text` in lines of at most help_width columns, the first starting at column `at`, the others at `indent`.
std::string wrapped(const std::string& text, std::size_t at, std::size_t indent) {
  std::string out;
  std::size_t column = at;
  std::size_t i = 0;
  while (i < text.size()) {
    std::size_t end = text.find_first_of(" \n", i);
    end = std::min(end, text.size());
    const std::string word = text.substr(i, end - i);
    if (!word.empty()) {
      if (column > indent && column + 1 + word.size() > help_width) {
        out += "\n" + std::string(indent, ' ');
        column = indent;
      } else if (column > indent) {
        out += ' ';
        ++column;
      }
      out += word;
      column += word.size();
    }
    if (end < text.size() && text[end] == '\n') {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    }
    i = end + 1;
  }
  return out;
}

/// CLI11's help in 80 columns: its own formatter does not break lines.
class Help final : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    std::string head = "  " + make_option_name(option, is_positional);
    if (!option->get_type_name().empty() && !is_positional && option->get_type_size() != 0) {
      head += " " + option->get_type_name();
    }
    return entry(head, option->get_description());
  }
  std::string make_subcommand(const CLI::App* command) const override {
    return entry("  " + command->get_name(), command->get_description());
  }
  std::string make_description(const CLI::App* app) const override {
    return app->get_description().empty() ? "" : wrapped(app->get_description(), 0, 0) + "\n\n";
  }
  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string out = "Usage: " + (name.empty() ? app->get_name() : name);
    if (!app->get_parent()) return out + " COMMAND ...\n";
    for (const CLI::Option* option : app->get_options([](const CLI::Option* o) { return o->get_positional(); })) {
      out += " " + option->get_name(true);
    }
    return out + " [OPTIONS]\n";
  }
  std::string make_footer(const CLI::App* app) const override {
    return app->get_footer().empty() ? "" : app->get_footer() + "\n";
  }

 private:
  static std::string entry(const std::string& head, const std::string& text) {
    const bool fits = head.size() + 2 <= help_indent;
    const std::string gap = fits ? std::string(help_indent - head.size(), ' ') : "\n" + std::string(help_indent, ' ');
    return head + gap + wrapped(text, help_indent, help_indent) + "\n";
  }
};

const std::vector<std::pair<std::string, Format>> formats{
    {"table", Format::table}, {"csv", Format::csv}, {"json", Format::json}, {"jsonl", Format::jsonl}};

void add_names(CLI::App* command, const std::string& option, std::vector<std::string>& names,
               const std::string& description) {
  command
      ->add_option_function<std::string>(
          option, [&names](const std::string& text) { names = split_list(text); }, description)
      ->type_name("NAMES");
}

/// The same for expressions, which may have commas in brackets.
void add_expressions(CLI::App* command, const std::string& option, std::vector<std::string>& expressions,
                     const std::string& description) {
  command
      ->add_option_function<std::string>(
          option, [&expressions](const std::string& text) { expressions = split_expressions(text); }, description)
      ->type_name("LIST");
}

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& description,
                      const std::string& example) {
  CLI::App* command = app.add_subcommand(name, description);
  command->footer("Example:\n  " + example);
  return command;
}

void add_output(CLI::App* command, OutputArguments& output) {
  command->add_option("--format", output.format, "How to print: table, csv, json or jsonl")
      ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case).description(""))
      ->type_name("FORMAT");
  command->add_option("-o,--output", output.file, "Write to a file instead of standard output")->type_name("FILE");
}

void add_space(CLI::App* command, SpaceArguments& space) {
  command->add_option("SPACE", space.file, "The design-space file, the name of a shipped one, or a results database")
      ->required()
      ->type_name("");
  command->add_option("--run", space.run, "Of a database: whose space (default: the newest run's)")->type_name("ID");
  command
      ->add_option(
          "--set", space.settings,
          "Change a leaf of the file: dots between keys, a number indexes a list, null deletes, lists and ranges in "
          "YAML flow form; may be given again")
      ->type_name("PATH=VALUE")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  command
      ->add_option_function<std::string>(
          "--at", [&space](const std::string& corner) { space.settings.push_back("at=" + corner); },
          "Constants that are known as {low, typical, high}: low, typical (default) or high")
      ->check(CLI::IsMember(std::vector<std::string>(corner_names.begin(), corner_names.end())).description(""))
      ->type_name("CORNER");
}

void add_run(CLI::App* command, std::optional<std::int64_t>& run) {
  command->add_option("--run", run, "Which run (default: the newest)")->type_name("ID");
}

void add_threads(CLI::App* command, int& threads) {
  command->add_option("--threads", threads, "Threads to use (default: those of the machine)")
      ->check(CLI::Range(1, 1024).description(""))
      ->type_name("N");
}

void add_memory(CLI::App* command, std::size_t& memory) {
  command
      ->add_option_function<std::string>(
          "--memory",
          [&memory](const std::string& text) {
            // Mistakes are complained of elsewhere (cli/argument_errors.h).
            if (const Result<double> bytes = parse_quantity(text, Dimension::storage)) memory = static_cast<std::size_t>(*bytes);
          },
          "Memory for tables of what designs have in common (default: a quarter of the machine's)")
      ->type_name("SIZE");
}

void add_draws(CLI::App* command, std::int64_t& count) {
  command
      ->add_option("--uncertainty", count,
                   "Draw the constants that are in doubt so many times: a 10 to 90 % band per metric, and of the designs of a front the share of "
                   "draws in which nothing dominates each")
      ->check(CLI::Range(std::int64_t{1}, most_draws).description(""))
      ->type_name("N");
}

void add_draws(CLI::App* command, DrawArguments& draws) {
  add_draws(command, draws.count);
  command->add_option("--seed", draws.seed, "Seed of these draws (default: 0)")->type_name("N");
}

void add_front(CLI::App* command, FrontArguments& front, const std::string& pareto) {
  add_expressions(command, "--pareto", front.pareto, pareto);
  command
      ->add_option("--thin", front.thin, "Print at most so many designs that stand for the whole front, and say what was left out")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 40).description(""))
      ->type_name("N");
  std::vector<std::pair<std::string, ThinBy>> ways;
  for (std::size_t i = 0; i < thin_by_names.size(); ++i) ways.emplace_back(thin_by_names[i], static_cast<ThinBy>(i));
  command
      ->add_option("--thin-by", front.thin_by,
                   "Which: epsilon (default; spread over the front, each at most so much better than one that is printed), hypervolume (those that together "
                   "dominate most) or knees (those where the front bends most)")
      ->transform(CLI::CheckedTransformer(ways, CLI::ignore_case).description(""))
      ->type_name("NAME");
}

void add_quiet(CLI::App* command, bool& quiet) {
  command->add_flag("--quiet", quiet, "Print nothing but results and mistakes");
}

void add_database(CLI::App* command, std::string& database) {
  command->add_option("DATABASE", database, "The results database")->required()->type_name("");
}

/// The commands, each with its options bound to a struct.
class CommandLine {
 public:
  explicit CommandLine(const std::string& version)
      : app_{"Design-space exploration for bit-serial LLM accelerators", "bitpareto"} {
    app_.formatter(std::make_shared<Help>());
    app_.set_version_flag("--version", version, "Print the version");
    app_.set_help_flag("--help,-h", "Print this help");
    app_.footer("bitpareto COMMAND --help tells more of each command.");
    app_.require_subcommand(1);
    add_searching();
    add_race();
    add_reading();
    add_accuracy();
    add_fit();
    add_knowing();
  }

  std::variant<Arguments, int> parse(std::vector<std::string> words) {
    // What many programs have as commands.
    if (!words.empty() && words[0] == "version") words = {"--version"};
    if (!words.empty() && words[0] == "help") words = words.size() > 1 ? std::vector{words[1], std::string{"--help"}}
                                                                       : std::vector<std::string>{"--help"};
    const auto refuse = [](const std::string& why) {
      std::cerr << "bitpareto: " << printable(why) << "\n";
      return 2;
    };
    // Before the parser, which would take `--db --quiet` for a file of that name.
    const auto asks_for_help = [](const std::string& word) { return word == "--help" || word == "-h"; };
    const bool is_request = std::ranges::any_of(words, asks_for_help) || (!words.empty() && words[0] == "--version");
    if (!is_request) {
      if (const auto wrong = argument_error(words, known_commands())) return refuse(*wrong);
    }
    try {
      app_.parse(std::vector<std::string>{words.rbegin(), words.rend()});  // CLI11 takes them from the back
    } catch (const CLI::Success& request) {  // --help, --version
      return app_.exit(request);
    } catch (const CLI::ParseError& error) {
      return refuse(std::string{error.what()} + "; bitpareto --help tells more");
    }
    const CLI::App* command = app_.get_subcommands().front();
    const std::string name = command->get_name();
    if (name == "sweep") return Arguments{sweep_};
    if (name == "evaluate") return Arguments{evaluate_};
    if (name == "explain") return Arguments{explain_};
    if (name == "check") return Arguments{check_};
    if (name == "query") return Arguments{query_};
    if (name == "export") return Arguments{export_};
    if (name == "runs") return Arguments{runs_};
    if (name == "list") return Arguments{list_};
    if (name == "describe") return Arguments{describe_};
    if (name == "accuracy") return Arguments{accuracy_};
    if (name == "quantize") return Arguments{quantize_};
    if (name == "fit") return Arguments{fit_};
    if (name == "validate") return Arguments{validate_};
    if (name == "race") return Arguments{race_};
    return Arguments{schema_};
  }

 private:
  /// The commands and what they take, for messages.
  [[nodiscard]] std::vector<KnownCommand> known_commands() const {
    std::vector<KnownCommand> commands;
    for (const CLI::App* app : app_.get_subcommands([](const CLI::App*) { return true; })) {
      KnownCommand& command = commands.emplace_back(KnownCommand{.name = app->get_name(), .options = {}});
      for (const CLI::Option* option : app->get_options()) {
        KnownOption known{.names = {},
                          .value = option->get_type_size() == 0 ? "" : option->get_type_name(),
                          .meaning = option->get_description(),
                          .required = option->get_required(),
                          .repeatable = option->get_items_expected_max() > 1 ||
                                        option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll,
                          .is_argument = option->get_positional()};
        if (known.is_argument) known.names.push_back(option->get_name(true));
        for (const std::string& name : option->get_lnames()) known.names.push_back("--" + name);
        for (const std::string& name : option->get_snames()) known.names.push_back("-" + name);
        command.options.push_back(std::move(known));
      }
    }
    return commands;
  }

  void add_searching() {
    CLI::App* sweep = add_command(app_, "sweep", "Search a design space and store the run and its front.",
                                  "bitpareto sweep configs/spaces/llama-2-7b-edge.yaml --db results.db");
    add_space(sweep, sweep_.space);
    sweep->add_option("--db", sweep_.database, "The results database; made if it does not exist")
        ->required()
        ->type_name("FILE");
    sweep->add_flag("--resume", sweep_.resume, "Go on with the newest unfinished run of this space");
    add_threads(sweep, sweep_.threads);
    add_memory(sweep, sweep_.memory);
    sweep->add_option("--seed", sweep_.seed, "Seed of explorers that draw random numbers; exhaustive does not")
        ->type_name("N");
    add_draws(sweep, sweep_.draws);
    sweep->add_option("--verify-certificate", sweep_.verified,
                      "Try to break an exact front with so many random designs, and with so many neighbours of the front")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 40).description(""))
        ->type_name("N");
    add_quiet(sweep, sweep_.quiet);

    CLI::App* evaluate =
        add_command(app_, "evaluate", "Print what every design of a small space costs, workload by workload.",
                    "bitpareto evaluate configs/reproduce/fig7-fp16.yaml \\\n"
                    "    --relative-to configs/reproduce/fig7-bitmod-lossless.yaml --format csv");
    add_space(evaluate, evaluate_.space);
    evaluate->add_flag_callback(
        "--sum", [this] { evaluate_.per = EvaluateArguments::Per::design; },
        "One row per design, with the metrics of all workloads together");
    evaluate->add_flag_callback(
        "--by-model", [this] { evaluate_.per = EvaluateArguments::Per::model; },
        "One row per design and LLM, with the metrics of its workloads together");
    evaluate
        ->add_option("--relative-to", evaluate_.relative_to,
                     "Another space of one design: add each metric over its value, and print the means")
        ->type_name("SPACE");
    evaluate->add_flag("--feasible", evaluate_.feasible, "Leave out infeasible designs");
    add_draws(evaluate, evaluate_.draws);
    add_output(evaluate, evaluate_.output);
    add_quiet(evaluate, evaluate_.quiet);

    CLI::App* explain = add_command(
        app_, "explain",
        "Tell of one design where its time, energy and area go, operation by operation, what sets the pace, "
        "and what one step along each axis would change.",
        "bitpareto explain configs/spaces/llama-2-7b-native.yaml --design 0");
    add_space(explain, explain_.space);
    explain->add_option("--design", explain_.design, "Its index, where the space has several")
        ->check(CLI::NonNegativeNumber.description(""))
        ->type_name("N");
    explain
        ->add_option("--part", explain_.part,
                     "One table: operations, metrics, area, effects, steps, origins, constants or bands (default: all of them; "
                     "operations in other "
                     "formats than table)")
        ->check(CLI::IsMember(explain_parts()).description(""))
        ->type_name("NAME");
    add_draws(explain, explain_.draws);
    add_output(explain, explain_.output);
    add_quiet(explain, explain_.quiet);

    CLI::App* check = add_command(app_, "check",
                                  "Find every mistake in a design-space file; say how large the space is, how long "
                                  "a sweep takes and how large its database becomes.",
                                  "bitpareto check my-space.yaml --set explorer.ties=first");
    add_space(check, check_.space);
    add_threads(check, check_.threads);
    add_memory(check, check_.memory);
    add_quiet(check, check_.quiet);
  }

  void add_race() {
    CLI::App* race = add_command(app_, "race",
                                 "Let explorers search the same space: what share of the front each has found after how many evaluations, over many seeds.",
                                 "bitpareto race llama-2-7b-edge --explorers random,nsga2,exact \\\n"
                                 "    --budget 10000 --repeats 20 --curves curves.csv\n\n"
                                 "A share is one of the hypervolume of the whole front, if an exact explorer races\n"
                                 "or the database has a run of one, and otherwise of the fronts of all runs\n"
                                 "together. Objectives are scaled so that this front goes from 0 to 1 in each;\n"
                                 "what counts is the volume up to 1.1 (docs/search.md).");
    add_space(race, race_.space);
    race->add_option("--explorers", race_.explorers,
                     "Who races, separated by commas, each by its name or with options as {name: nsga2, population: 50} (default: every explorer with a budget)")
        ->type_name("LIST");
    race->add_option("--budget", race_.budget, "Of each run: designs to evaluate, or a time as 60 s (default: 10000). Exact explorers search to their end")
        ->type_name("BUDGET");
    race->add_option("--repeats", race_.repeats, "Runs of each that draws random numbers, each with a seed of its own (default: 20)")
        ->type_name("N");
    race->add_option("--sample-options", race_.drawings,
                     "Also draw the options of each explorer at random so many times: how much hinges on them, and the best")
        ->type_name("N");
    race->add_option("--seed", race_.seed, "Seed of the first run; the others have those behind it (default: 0)")->type_name("N");
    race->add_option("--db", race_.database, "Keep the race in a results database; made if it does not exist")->type_name("FILE");
    race->add_option("--curves", race_.curves, "Write the quartiles after each number of evaluations as CSV")->type_name("FILE");
    race->add_option("--run-curves", race_.run_curves, "The same of every run")->type_name("FILE");
    add_threads(race, race_.threads);
    add_memory(race, race_.memory);
    add_output(race, race_.output);
    add_quiet(race, race_.quiet);
  }

  void add_reading() {
    CLI::App* query = add_command(app_, "query", "Print designs and metrics of a run, filtered and sorted.",
                                  "bitpareto query results.db --sort energy --limit 5 \\\n"
                                  "    --where \"area < 5 mm2 and weights.datatype in [int6, int8]\"");
    add_database(query, query_.database);
    add_run(query, query_.run);
    query
        ->add_option("--where", query_.where,
                     "A condition over metrics, leaves and columns, as in constraints (docs/expressions.md)")
        ->type_name("CONDITION");
    add_expressions(query, "--sort", query_.sort,
                    "Metrics, leaves, columns or formulas to sort by, separated by commas; a leading - sorts downwards");
    query->add_option("--limit", query_.limit, "At most so many rows")
        ->check(CLI::NonNegativeNumber.description(""))
        ->type_name("N");
    add_names(
        query, "--columns", query_.columns,
        "Columns or metrics to print, separated by commas (default: axes and objectives in a table, otherwise all)");
    add_front(query, query_.front, "Only designs of those that no other dominates in these metrics or formulas, separated by commas; as in export");
    query->add_option("--sql", query_.sql, "Any statement that only reads, over the views runs, designs, fronts, races and certificates")
        ->type_name("SQL");
    query->add_option("--timeout", query_.timeout, "Stop a query after so many seconds (default: 60)")
        ->check(CLI::PositiveNumber.description(""))
        ->type_name("S");
    add_output(query, query_.output);
    add_quiet(query, query_.quiet);

    CLI::App* exporting = add_command(app_, "export", "Print the designs of a run that no other dominates.",
                                      "bitpareto export results.db --pareto energy,perplexity -o front.csv");
    add_database(exporting, export_.database);
    add_run(exporting, export_.run);
    add_front(exporting, export_.front, "Metrics or formulas that span the front, separated by commas (default: the run's objectives)");
    exporting->add_option("--where", export_.where, "The front of designs for which this holds; as in query. Exact for budgets of objectives, as area <= 20 mm2")
        ->type_name("CONDITION");
    add_names(exporting, "--columns", export_.columns,
              "Columns or metrics to print, separated by commas (default: all)");
    exporting->add_flag("--one-of-equal", export_.one_of_equal, "Of designs with equal metrics print the first only");
    add_draws(exporting, export_.draws);
    add_output(exporting, export_.output);
    add_quiet(exporting, export_.quiet);

    CLI::App* runs = add_command(app_, "runs", "List the runs of a database.", "bitpareto runs results.db");
    add_database(runs, runs_.database);
    runs->add_flag("--certificate", runs_.certificate, "What one run proves of designs that it did not evaluate");
    runs->add_option("--run", runs_.run, "Of which run (default: the newest)")->type_name("ID");
    add_output(runs, runs_.output);
  }

  void add_accuracy() {
    const auto one_of = [](CLI::App* command, const std::string& option, std::string& value, const std::string& text,
                           auto names) {
      command->add_option(option, value, text)
          ->check(CLI::IsMember(std::vector<std::string>(names.begin(), names.end())).description(""))
          ->type_name("NAME");
    };
    const std::string datatypes = "Datatypes, separated by commas; files of your own too (default: all)";
    const std::string sizes = "Group sizes, separated by commas; channel is a whole row (default: each datatype's own)";
    const std::string head = "Whether the output head is kept or quantised (default: kept)";

    CLI::App* accuracy =
        add_command(app_, "accuracy", "Print the error and the perplexity of datatypes and group sizes for an LLM.",
                    "bitpareto accuracy llama-2-7b --datatype int4,bitmod4 --group-size 64,128");
    accuracy->add_option("LLM", accuracy_.model, "As bitpareto list workloads prints it, or a config.json")
        ->type_name("");
    one_of(accuracy, "--dataset", accuracy_.dataset, "wikitext2, c4 or wikitext2_word (default: wikitext2)",
           dataset_names);
    one_of(accuracy, "--head", accuracy_.head, head, head_protocol_names);
    one_of(accuracy, "--method", accuracy_.method, "rtn, gptq, awq or omniquant (default: rtn)", method_names);
    add_names(accuracy, "--datatype", accuracy_.datatypes, datatypes);
    add_names(accuracy, "--group-size", accuracy_.group_sizes, sizes);
    accuracy->add_flag("--error-table", accuracy_.error_table,
                       "Compute the table of errors that the program ships with anew, and print it as CSV");
    add_threads(accuracy, accuracy_.threads);
    add_output(accuracy, accuracy_.output);
    add_quiet(accuracy, accuracy_.quiet);

    CLI::App* quantize =
        add_command(app_, "quantize", "Quantise the weights of a checkpoint: the error of each datatype on each layer, and the bits of integers "
                    "that PEs skip.",
                    "bitpareto quantize model.safetensors --datatype int4,bitmod4 \\\n"
                    "    --group-size 128 --statistics my-model.csv --format csv -o errors.csv");
    quantize->add_option("FILES", quantize_.files, "Safetensors files, or their model.safetensors.index.json")
        ->required()
        ->type_name("");
    add_names(quantize, "--datatype", quantize_.datatypes, datatypes);
    add_names(quantize, "--group-size", quantize_.group_sizes, sizes);
    one_of(quantize, "--head", quantize_.head, head + "; the total counts it accordingly", head_protocol_names);
    quantize->add_option("--write", quantize_.write, "Write the dequantised weights, in one file")->type_name("FILE");
    quantize
        ->add_option("--statistics", quantize_.statistics,
                     "Write statistics of the weights, for accuracy.statistics of a design space")
        ->type_name("FILE");
    quantize->add_option("--model", quantize_.model, "The LLM's name in the statistics (default: the file's)")
        ->type_name("NAME");
    add_threads(quantize, quantize_.threads);
    add_output(quantize, quantize_.output);
    add_quiet(quantize, quantize_.quiet);

    CLI::App* validate =
        add_command(app_, "validate", "Compare every prediction with every published number that the program ships.",
                    "bitpareto validate");
    validate->add_flag("--rows", validate_.rows, "Every published perplexity with its predictions, not a summary");
    validate->add_flag("--error-bars", validate_.error_bars,
                       "Calibrate the error bars that the program ships with anew, and print them as CSV");
    add_output(validate, validate_.output);
  }

  void add_fit() {
    CLI::App* fit = add_command(app_, "fit", "Fit the laws of PE components to results of synthesis, and write them as a file of laws.",
                                "bitpareto fit synthesis.csv --library nangate45 -o my-laws.yaml");
    fit->add_option("FILE", fit_.file, "A CSV file; docs/pe.md has its columns")->required()->type_name("");
    fit->add_option("--library", fit_.library, "The library whose rows count (default: the only one)")->type_name("NAME");
    fit->add_option("--target-delay", fit_.target_delay, "The abc_D_ps whose rows count (default: that of most rows)")->type_name("PS");
    fit->add_option("--like", fit_.like, "Laws from which those without points are scaled (default: nangate45)")->type_name("NAME");
    fit->add_option("--node", fit_.node, "The node in nm (default: that of --like)")->check(CLI::Range(1, 10'000).description(""))->type_name("NM");
    fit->add_option("-o,--output", fit_.output, "Write to a file instead of standard output")->type_name("FILE");
    add_quiet(fit, fit_.quiet);
  }

  void add_knowing() {
    CLI::App* list = add_command(app_, "list",
                                 "List what design spaces can name: models, datatypes, pes, explorers, workloads, "
                                 "technologies, drams or metrics.",
                                 "bitpareto list datatypes");
    std::vector<std::string> names{std::begin(listable), std::end(listable)};
    list->add_option("WHAT", list_.what, "models, datatypes, pes, explorers, workloads, technologies, drams or metrics")
        ->required()
        ->check(CLI::IsMember(names).description(""))
        ->type_name("");
    add_output(list, list_.output);

    CLI::App* describe =
        add_command(app_, "describe", "Tell all that is known of a name: a datatype, PE, LLM, explorer, ...",
                    "bitpareto describe bitmod4");
    describe->add_option("NAME", describe_.name, "As bitpareto list prints it")->required()->type_name("");
    describe->add_option("--technology", describe_.technology, "Of a PE: the technology that it is built in (default: tsmc28)")->type_name("NAME");
    describe->add_option("--dot-size", describe_.dot_size, "Of a PE: elements of the reduction per cycle (default: its own)")
        ->check(CLI::Range(1, 1'024).description(""))
        ->type_name("N");
    describe->add_option("--terms-per-cycle", describe_.terms_per_cycle, "Of a PE: terms of each weight that it takes per cycle, 1 or 2 (default: its own)")
        ->check(CLI::Range(1, 2).description(""))
        ->type_name("N");
    describe->add_option("--supports", describe_.supports, "Of a PE: datatypes that it takes, as bitmod4+int8 (default: as published)")->type_name("SET");
    describe->add_option("--activation", describe_.activation, "Of a PE: the datatype of activations (default: its own)")->type_name("NAME");

    CLI::App* schema = add_command(app_, "schema",
                                   "Print the JSON Schema of design-space files, for completion and checks in an "
                                   "editor.",
                                   "bitpareto schema -o space.schema.json");
    schema->add_option("-o,--output", schema_.file, "Write to a file instead of standard output")->type_name("FILE");
  }

  CLI::App app_;
  SweepArguments sweep_;
  EvaluateArguments evaluate_;
  ExplainArguments explain_;
  CheckArguments check_;
  QueryArguments query_;
  ExportArguments export_;
  RunsArguments runs_;
  ListArguments list_;
  DescribeArguments describe_;
  SchemaArguments schema_;
  AccuracyArguments accuracy_;
  QuantizeArguments quantize_;
  FitArguments fit_;
  ValidateArguments validate_;
  RaceArguments race_;
};

}  // namespace

std::vector<std::string> explain_parts() {
  std::vector<std::string> parts{models::explanation_parts.begin(), models::explanation_parts.end()};
  parts.emplace_back(constants_part);
  parts.emplace_back(bands_part);
  return parts;
}

std::variant<Arguments, int> parse_arguments(int argc, const char* const* argv, const std::string& version) {
  return CommandLine{version}.parse({argv + std::min(argc, 1), argv + argc});
}

}  // namespace bitpareto::cli
