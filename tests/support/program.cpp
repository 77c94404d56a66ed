// SPDX-License-Identifier: Apache-2.0
#include "tests/support/program.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "tests/support/spaces.h"

namespace bitpareto::test {

namespace {

/// Starts the program with its output going to two files.
pid_t start(const std::vector<std::string>& arguments, const RunOptions& options, const TemporaryFolder& folder) {
  const std::string out = folder / "out";
  const std::string err = folder / "err";
  const std::string where = options.folder.empty() ? source_folder().string() : options.folder;
  std::vector<char*> argv{const_cast<char*>("bitpareto")};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> environment;
  const std::string cache = "XDG_CACHE_HOME=" + (folder / "cache").string();
  for (const std::string& variable : options.environment) environment.push_back(const_cast<char*>(variable.c_str()));
  environment.push_back(const_cast<char*>(cache.c_str()));  // of two of a name the first counts
  for (char** variable = environ; *variable != nullptr; ++variable) environment.push_back(*variable);
  environment.push_back(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error{"fork failed"};
  if (child > 0) return child;
  // Only system calls from here on.
  const int input = open("/dev/null", O_RDONLY);
  const int output = open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  const int errors = open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  dup2(input, 0);
  dup2(output, 1);
  dup2(errors, 2);
  if (chdir(where.c_str()) != 0) _exit(126);
  const rlimit limit{options.most_file_bytes, options.most_file_bytes};
  if (options.most_file_bytes > 0 && setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(124);
  const rlimit memory{options.most_memory_bytes, options.most_memory_bytes};
  if (options.most_memory_bytes > 0 && setrlimit(RLIMIT_AS, &memory) != 0) _exit(124);
  constexpr rlimit one{1, 1};
  if (options.single_thread && setrlimit(RLIMIT_NPROC, &one) != 0) _exit(124);
  constexpr unsigned nobody = 65534;
  if (options.as_nobody && (setgroups(0, nullptr) != 0 || setgid(nobody) != 0 || setuid(nobody) != 0)) _exit(125);
  execve(BITPARETO_PROGRAM, argv.data(), environment.data());
  _exit(127);
}

Outcome finish(pid_t child, const TemporaryFolder& folder) {
  int status = 0;
  rusage use{};
  wait4(child, &status, 0, &use);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return {.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          .out = read_file(folder / "out"),
          .err = read_file(folder / "err"),
          .seconds = seconds(use.ru_utime) + seconds(use.ru_stime),
          .megabytes = static_cast<double>(use.ru_maxrss) / 1024};
}

}  // namespace

Outcome bitpareto(const std::vector<std::string>& arguments, const RunOptions& options) {
  const TemporaryFolder folder;
  return finish(start(arguments, options, folder), folder);
}

Outcome bitpareto_interrupted(const std::vector<std::string>& arguments, int signal,
                              const std::function<bool()>& is_time) {
  return bitpareto_during(arguments, is_time, [&](int process) { kill(process, signal); });
}

Outcome bitpareto_during(const std::vector<std::string>& arguments, const std::function<bool()>& is_time,
                         const std::function<void(int process)>& meanwhile) {
  const TemporaryFolder folder;
  const pid_t child = start(arguments, {}, folder);
  siginfo_t ended{};
  while (!is_time() && ended.si_pid == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
    waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT);
  }
  meanwhile(child);
  return finish(child, folder);
}

}  // namespace bitpareto::test
