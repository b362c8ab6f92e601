import { expand, leaves, type Mapped, repack, type Shape, type Structure, Tensor } from '../graph/index.ts';
import { inputLayerOf } from '../layers/core/input.ts';
import type { Given, LayerConfig } from '../layers/options.ts';
import type { Nesting, Trainable } from '../training/index.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import type { GraphModel } from './describe.ts';
import { type ModelGraph, mapGraph } from './graph.ts';
import { sortedLeaves } from './leaves.ts';
import { Model } from './model.ts';
import { graphConfig, type JsonObject } from './serialize.ts';

/** The two ends of a model: tensors, or lists or records of them. */
export interface Ends<In extends Structure, Out extends Structure> {
  readonly inputs: In;
  readonly outputs: Out;
}

/**
 * A model made of a graph: everything between its inputs and its outputs, layers and plain ops alike.
 *
 * @see https://keras.io/guides/functional_api/
 */
export class Functional<In extends Structure, Out extends Structure> extends Model<In, Out> implements GraphModel {
  static override readonly className = 'Functional';
  readonly inputs: In;
  readonly outputs: Out;
  readonly graph: ModelGraph;
  readonly isChain = false;
  readonly #leaves: readonly Tensor[];
  #template: NonNullable<Trainable['inputTemplate']>;

  constructor({ inputs, outputs }: Ends<In, Out>, given: Given<LayerConfig> = {}) {
    super(given);
    checkEnds(this.name, inputs, outputs);
    this.inputs = inputs;
    this.outputs = outputs;
    this.#leaves = leaves(inputs);
    const shapes = this.#leaves.map(({ shape }) => shape);
    this.#template = { nesting: nestingOf(inputs), names: [], shapes };
    this.graph = mapGraph(sortedLeaves(inputs), sortedLeaves(outputs));
    this.trackOnly(this.graph.operations.flatMap(({ layer }) => layer ?? []));
    this.built = true;
  }

  override get inputTemplate(): NonNullable<Trainable['inputTemplate']> {
    const nameOf = (tensor: Tensor, i: number) => inputLayerOf(tensor)?.name ?? `input_${i}`;
    const { names } = this.#template;
    // Layers may be given other names.
    if (names.length === 0 || !this.#leaves.every((tensor, i) => nameOf(tensor, i) === names[i]))
      this.#template = { ...this.#template, names: this.#leaves.map(nameOf) };
    return this.#template;
  }

  override get outputTemplate(): NonNullable<Trainable['outputTemplate']> {
    return { nesting: nestingOf(this.outputs), names: outputNames(this.outputs, this.graph) };
  }

  /** Names of the outputs: the keys of a record, else the layers they come from. */
  get outputNames(): readonly string[] {
    return this.outputTemplate.names;
  }

  /** Layers and operations, each with its calls, in Keras's form: what files hold. `models.modelFromConfig` takes it. */
  override getConfig(): JsonObject {
    return graphConfig(this);
  }

  protected override call(inputs: In): Out {
    const given = leaves(inputs);
    const own = leaves(this.inputs);
    if (given.length !== own.length)
      throw new ArgumentError('call', { expected: `${own.length} inputs`, received: `${given.length}` });
    const replaced = new Map(own.map((tensor, i) => [tensor, given[i] ?? internal('an input is missing')]));
    return repack(this.outputs, expand(leaves(this.outputs), replaced));
  }

  protected override build(_inputShape: Mapped<In, Shape>): void {}
}

/**
 * Makes a model of symbolic tensors.
 *
 * @param ends - `inputs` made by `input`, and `outputs` computed from them: tensors, lists, or records.
 * @param options - `name` and `trainable`.
 * @throws {ArgumentError} when an output depends on an input that is not listed.
 * @example
 * const x = input({ shape: [4] });
 * const net = model({ inputs: x, outputs: layers.dense(2)(x) });
 * net.countParams() // => 10
 * @see https://keras.io/guides/functional_api/
 */
export function model<const In extends Structure, const Out extends Structure>(
  ends: Ends<In, Out>,
  options: Given<LayerConfig> = {},
): Functional<In, Out> {
  return new Functional(ends, options);
}

function checkEnds(name: string, inputs: Structure, outputs: Structure): void {
  const fail = (expected: string, received: string, mend: string): never => {
    throw new ArgumentError(`model "${name}"`, { expected, received, mend });
  };
  if (leaves(inputs).length === 0) fail('at least one input', 'none', 'Make one with input({ shape }).');
  if (leaves(outputs).length === 0) fail('at least one output', 'none', 'Call a layer on the input.');
  const value = leaves(inputs).find((tensor) => !tensor.node.symbolic);
  if (value !== undefined) fail('symbolic inputs', `${value}, which has a value`, 'Make inputs with input({ shape }).');
  const fixed = leaves(outputs).find((tensor) => !tensor.node.symbolic);
  if (fixed !== undefined)
    fail('outputs that depend on the inputs', `${fixed}, which does not`, 'Compute it from an input.');
}

function nestingOf(structure: Structure): Nesting {
  let next = 0;
  const visit = (part: Structure): Nesting => {
    if (part instanceof Tensor) return next++;
    if (Array.isArray(part)) return part.map(visit);
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, visit(inner)]));
  };
  return visit(structure);
}

function outputNames(outputs: Structure, graph: ModelGraph): readonly string[] {
  const isRecord = !(outputs instanceof Tensor) && !Array.isArray(outputs);
  if (isRecord && Object.values(outputs).every((part) => part instanceof Tensor)) return Object.keys(outputs);
  return leaves(outputs).map((tensor, i) => graph.operationOf(tensor)?.name ?? `output_${i}`);
}
