import { dtypes, type Node, type Structure, shapeOf, Tensor, type Variable } from '../graph/index.ts';

import { CallSite } from '../layers/call-site.ts';
import type { AnyLayer } from '../layers/layer.ts';
import type { ModelGraph, Operation } from './graph.ts';
import type { SummaryModel, SummaryRow, SummaryShape, SummaryTotal } from './summary.ts';

/** A model that is a graph: what it can be described by. */
export interface GraphModel {
  /** Null until the input shape is known. */
  readonly graph: ModelGraph | null;
  /** Whether the layers form one chain by their nature. */
  readonly isChain: boolean;
}

/** What a summary shows of a model. */
export function describeModel(model: AnyLayer, optimizer: readonly Variable[] = []): SummaryModel {
  const trainable = total(model.trainableWeights);
  const totals = { trainable, nonTrainable: total(model.nonTrainableWeights) };
  return {
    name: model.name,
    linear: isLinear(model),
    rows: rowsOf(model),
    totals: optimizer.length > 0 ? { ...totals, optimizer: total(optimizer) } : totals,
  };
}

/** The graph of a layer that is a model made of one. */
export function graphOf(layer: AnyLayer): GraphModel | null {
  return 'graph' in layer && 'isChain' in layer ? (layer as unknown as GraphModel) : null; // told by its members
}

function rowsOf(model: AnyLayer): readonly SummaryRow[] {
  const own = graphOf(model);
  if (own?.graph == null) return model.sublayers.map((layer) => layerRow(layer, shapesOfLast(layer), []));
  const { graph, isChain } = own;
  return graph.operations
    .filter((operation) => !(isChain && operation.className === 'InputLayer'))
    .map((operation) => operationRow(operation, graph));
}

function operationRow(operation: Operation, graph: ModelGraph): SummaryRow {
  const { nodes, layer, name, className } = operation;
  const connectedTo = nodes.flatMap((node) =>
    node.kind === 'input' ? [] : node.inputs.flatMap((tensor) => connection(tensor, graph)),
  );
  const outputShape = shapeOfCall(nodes.at(-1) ?? null);
  if (layer !== null) return layerRow(layer, outputShape, connectedTo);
  return { name, className, outputShape, parameters: 0, connectedTo, trainable: null };
}

function layerRow(
  layer: AnyLayer,
  outputShape: SummaryShape | null,
  connectedTo: SummaryRow['connectedTo'],
): SummaryRow {
  // Keras tells the connections of the outer model alone.
  const nested = graphOf(layer) === null ? null : rowsOf(layer).map((row) => ({ ...row, connectedTo: [] }));
  return {
    name: layer.name,
    className: layer.className,
    outputShape,
    parameters: layer.built ? layer.countParams() : 'unbuilt',
    connectedTo,
    trainable: layer.weights.length === 0 ? null : layer.trainable,
    ...(nested !== null && { nested }),
  };
}

function connection(tensor: Tensor, graph: ModelGraph): SummaryRow['connectedTo'] {
  const operation = graph.operationOf(tensor);
  if (operation === null) return [];
  const { node } = tensor;
  const index = node.kind === 'call' && node.callee instanceof CallSite ? node.callee.index : 0;
  return [[operation.name, index, tensor.index]];
}

/** The shape of what a layer last gave, called outside a graph. */
function shapesOfLast({ lastOutputShapes }: AnyLayer): SummaryShape | null {
  if (lastOutputShapes === null) return null;
  const [only, ...others] = lastOutputShapes;
  return others.length === 0 ? (only ?? null) : { list: lastOutputShapes };
}

/** The shape of what a call gives: several outputs as one list, those of a record in the order of its keys. */
function shapeOfCall(node: Node | null): SummaryShape | null {
  if (node === null) return null;
  const shapes = node.outputs.map((output) => shapeOf(output.dims));
  if (shapes.length === 1) return shapes[0] ?? null;
  const structure = node.kind === 'call' && node.callee instanceof CallSite ? node.callee.output : null;
  return { list: (structure === null ? shapes.map((_, i) => i) : sortedLeaves(structure)).map((i) => shapes[i] ?? []) };
}

/** The leaves of a structure by number, records taken in the order of their keys. */
function sortedLeaves(structure: Structure): readonly number[] {
  let next = 0;
  const visit = (part: Structure): number[] => {
    if (part instanceof Tensor) return [next++];
    if (Array.isArray(part)) return part.flatMap(visit);
    const inner = Object.entries(part).map(([key, value]) => [key, visit(value)] as const);
    return inner.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, numbers]) => numbers);
  };
  return visit(structure);
}

/** Keras's test for a chain: one node at each depth, one input for each, and no layer called twice. */
function isLinear(model: AnyLayer): boolean {
  const own = graphOf(model);
  if (own === null || own.isChain || own.graph === null) return true;
  const operations = own.graph.operations;
  return (
    operations.every(({ nodes }) => nodes.length === 1 && (nodes[0]?.inputs.length ?? 0) <= 1) &&
    operations.filter(({ className }) => className === 'InputLayer').length === 1 &&
    isPath(operations)
  );
}

/** Whether every operation is taken further by at most one other. */
function isPath(operations: readonly Operation[]): boolean {
  const users = new Map<Node, number>();
  for (const { nodes } of operations)
    for (const node of nodes) for (const input of node.inputs) users.set(input.node, (users.get(input.node) ?? 0) + 1);
  return [...users.values()].every((count) => count === 1);
}

function total(variables: readonly Variable[]): SummaryTotal {
  const sizes = variables.map((variable) => variable.shape.reduce<number>((size, dim) => size * (dim ?? 1), 1));
  return {
    count: sizes.reduce((sum, size) => sum + size, 0),
    bytes: variables.reduce((sum, variable, i) => sum + (sizes[i] ?? 0) * dtypes[variable.dtype].bytes, 0),
  };
}
