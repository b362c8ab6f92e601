import { leaves, type Structure, Tensor } from '../graph/index.ts';
import { inputLayerOf } from '../layers/core/input.ts';
import type { Nesting, Trainable } from '../training/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { type ModelGraph, mapGraph } from './graph.ts';
import { sortedLeaves } from './leaves.ts';

/** The two ends of a model: tensors, or lists or records of them. */
export interface Ends<In extends Structure, Out extends Structure> {
  readonly inputs: In;
  readonly outputs: Out;
}

type Template = NonNullable<Trainable['inputTemplate']>;

/** What lies between the two ends of a model, and how its data are nested and named. */
export class Wiring<In extends Structure, Out extends Structure> {
  readonly inputs: In;
  readonly outputs: Out;
  readonly graph: ModelGraph;
  readonly #leaves: readonly Tensor[];
  #template: Template;

  /**
   * @param name - of the model, for messages.
   * @throws {ArgumentError} for ends that are no graph's, or outputs that depend on an input that is not listed.
   */
  constructor(name: string, { inputs, outputs }: Ends<In, Out>) {
    checkEnds(name, inputs, outputs);
    this.inputs = inputs;
    this.outputs = outputs;
    this.#leaves = leaves(inputs);
    const shapes = this.#leaves.map(({ shape }) => shape);
    this.#template = { nesting: nestingOf(inputs), names: [], shapes };
    this.graph = mapGraph(sortedLeaves(inputs), sortedLeaves(outputs));
  }

  get inputTemplate(): Template {
    const nameOf = (tensor: Tensor, i: number) => inputLayerOf(tensor)?.name ?? `input_${i}`;
    const { names } = this.#template;
    // Layers may be given other names.
    if (names.length === 0 || !this.#leaves.every((tensor, i) => nameOf(tensor, i) === names[i]))
      this.#template = { ...this.#template, names: this.#leaves.map(nameOf) };
    return this.#template;
  }

  get outputTemplate(): NonNullable<Trainable['outputTemplate']> {
    return { nesting: nestingOf(this.outputs), names: outputNames(this.outputs, this.graph) };
  }
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
