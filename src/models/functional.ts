import { expand, leaves, type Mapped, repack, type Shape, type Structure } from '../graph/index.ts';
import type { Given, LayerConfig } from '../layers/options.ts';
import type { Trainable } from '../training/index.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import type { GraphModel } from './describe.ts';
import type { ModelGraph } from './graph.ts';
import { Model } from './model.ts';
import type { JsonObject } from './serialize.ts';
import { graphConfig } from './serialize-graph.ts';
import { type Ends, Wiring } from './wiring.ts';

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
  readonly #wiring: Wiring<In, Out>;

  constructor(ends: Ends<In, Out>, given: Given<LayerConfig> = {}) {
    super(given);
    this.#wiring = new Wiring(this.name, ends);
    this.inputs = ends.inputs;
    this.outputs = ends.outputs;
    this.graph = this.#wiring.graph;
    this.trackOnly(this.graph.operations.flatMap(({ layer }) => layer ?? []));
    this.built = true;
  }

  override get inputTemplate(): NonNullable<Trainable['inputTemplate']> {
    return this.#wiring.inputTemplate;
  }

  override get outputTemplate(): NonNullable<Trainable['outputTemplate']> {
    return this.#wiring.outputTemplate;
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
