// SPDX-License-Identifier: Apache-2.0
#include "core/workload/workload_graph.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/topological_sort.hpp>

namespace bitpareto {

namespace {
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, Operation>;
using Vertex = Graph::vertex_descriptor;

/// Adds the operations of a model to a graph, with the edges between them.
class Builder {
 public:
  Builder(Graph& graph, const LanguageModel& model, const WorkloadShape& shape)
      : graph_{graph}, model_{model}, shape_{shape} {}

  void build() {
    const std::int64_t h = model_.hidden_size;
    const std::int64_t d = model_.head_size;
    std::vector<Vertex> block_input;
    if (model_.embedding_size != h) block_input = {linear(Role::project_in, h, model_.embedding_size, 1, {})};

    const Vertex q = linear(Role::query, model_.heads * d, h, model_.layers, block_input);
    const Vertex k = linear(Role::key, model_.kv_heads * d, h, model_.layers, block_input);
    const Vertex v = linear(Role::value, model_.kv_heads * d, h, model_.layers, block_input);
    const Vertex scores = attention(Role::scores, shape_.context, d, {q, k});
    const Vertex context = attention(Role::context, d, shape_.context, {scores, v});
    const Vertex o = linear(Role::output, h, model_.heads * d, model_.layers, {context});

    const std::vector<Vertex> feed_forward_input = model_.parallel_block ? block_input : std::vector{o};
    std::vector<Vertex> inner = {linear(Role::up, model_.feed_forward_size, h, model_.layers, feed_forward_input)};
    if (model_.gated_feed_forward) {
      inner.push_back(linear(Role::gate, model_.feed_forward_size, h, model_.layers, feed_forward_input));
    }
    const Vertex down = linear(Role::down, h, model_.feed_forward_size, model_.layers, inner);

    std::vector<Vertex> block_output = {down};
    if (model_.parallel_block) block_output.push_back(o);
    if (model_.embedding_size != h)
      block_output = {linear(Role::project_out, model_.embedding_size, h, 1, block_output)};
    linear(Role::head, model_.vocabulary, model_.embedding_size, 1, block_output);
  }

 private:
  Vertex add(const Operation& operation, const std::vector<Vertex>& inputs) {
    const Vertex vertex = boost::add_vertex(operation, graph_);
    for (const Vertex input : inputs) boost::add_edge(input, vertex, graph_);
    return vertex;
  }

  Vertex linear(Role role, std::int64_t outputs, std::int64_t reduction, std::int64_t multiplicity,
                const std::vector<Vertex>& inputs) {
    const bool prefill = shape_.phase == Phase::prefill;
    const GemmShape shape{.instances = prefill ? shape_.batch : 1,
                          .tokens = prefill ? shape_.context : shape_.batch,
                          .outputs = outputs,
                          .reduction = reduction};
    return add({role, shape, multiplicity}, inputs);
  }

  /// One product per sequence and key/value head; the query heads that share it are its tokens.
  Vertex attention(Role role, std::int64_t outputs, std::int64_t reduction, const std::vector<Vertex>& inputs) {
    const std::int64_t queries = shape_.phase == Phase::prefill ? shape_.context : 1;
    const GemmShape shape{.instances = shape_.batch * model_.kv_heads,
                          .tokens = model_.heads / model_.kv_heads * queries,
                          .outputs = outputs,
                          .reduction = reduction};
    return add({role, shape, model_.layers}, inputs);
  }

  Graph& graph_;
  const LanguageModel& model_;
  const WorkloadShape& shape_;
};

}  // namespace

struct WorkloadGraph::Impl {
  Graph graph;
  std::vector<Vertex> order;          // topological
  std::vector<std::size_t> position;  // of a vertex in order
  std::vector<Operation> operations;  // in that order
};

std::string_view to_text(Phase phase) { return phase == Phase::prefill ? "prefill" : "decode"; }

std::string_view to_text(Role role) {
  switch (role) {
    case Role::project_in:
      return "project_in";
    case Role::query:
      return "query";
    case Role::key:
      return "key";
    case Role::value:
      return "value";
    case Role::scores:
      return "scores";
    case Role::context:
      return "context";
    case Role::output:
      return "output";
    case Role::gate:
      return "gate";
    case Role::up:
      return "up";
    case Role::down:
      return "down";
    case Role::project_out:
      return "project_out";
    case Role::head:
      return "head";
  }
  return {};
}

WorkloadGraph::WorkloadGraph(const LanguageModel& model, const WorkloadShape& shape) {
  auto impl = std::make_shared<Impl>();
  Builder{impl->graph, model, shape}.build();
  // Of the graph with its edges turned round, in the reverse order that topological_sort gives: then operations that
  // are free to change places stand as they were built, query before key.
  const auto turned = boost::make_reverse_graph(std::as_const(impl->graph));
  boost::topological_sort(turned, std::back_inserter(impl->order));
  impl->position.resize(impl->order.size());
  for (std::size_t i = 0; i < impl->order.size(); ++i) {
    impl->position[impl->order[i]] = i;
    impl->operations.push_back(impl->graph[impl->order[i]]);
  }
  impl_ = std::move(impl);
}

std::span<const Operation> WorkloadGraph::operations() const { return impl_->operations; }

std::vector<std::size_t> WorkloadGraph::inputs_of(std::size_t i) const {
  std::vector<std::size_t> inputs;
  const auto [begin, end] = boost::in_edges(impl_->order[i], impl_->graph);
  for (auto edge = begin; edge != end; ++edge) inputs.push_back(impl_->position[boost::source(*edge, impl_->graph)]);
  std::ranges::sort(inputs);
  return inputs;
}

double WorkloadGraph::macs() const {
  double macs = 0;
  for (const Operation& operation : impl_->operations) macs += operation.macs();
  return macs;
}

WorkloadGraph::Path WorkloadGraph::critical_path(const std::function<double(const Operation&)>& cost) const {
  // A path takes the same branch in every one of the equal blocks, so folding them multiplies its cost.
  const std::size_t size = impl_->operations.size();
  std::vector<double> longest(size);
  std::vector<std::size_t> before(size, size);
  std::size_t last = 0;
  for (std::size_t i = 0; i < size; ++i) {
    for (const std::size_t input : inputs_of(i)) {
      if (before[i] == size || longest[input] > longest[before[i]]) before[i] = input;
    }
    const Operation& operation = impl_->operations[i];
    longest[i] =
        (before[i] == size ? 0 : longest[before[i]]) + cost(operation) * static_cast<double>(operation.multiplicity);
    if (longest[i] > longest[last]) last = i;
  }
  Path path{.operations = {}, .cost = longest[last]};
  for (std::size_t i = last; i != size; i = before[i]) path.operations.push_back(i);
  std::ranges::reverse(path.operations);
  return path;
}

}  // namespace bitpareto
