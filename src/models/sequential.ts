import { type Shape, type Structure, Tensor, within } from '../graph/index.ts';
import { InputLayer, input, inputLayerOf } from '../layers/core/input.ts';
import { type AnyLayer, Layer } from '../layers/layer.ts';
import type { CallOptions, Given, LayerConfig } from '../layers/options.ts';
import type { Trainable } from '../training/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { GraphModel } from './describe.ts';
import type { ModelGraph } from './graph.ts';
import { Model } from './model.ts';
import { type JsonObject, listConfig } from './serialize.ts';
import { Wiring } from './wiring.ts';

/** What a Sequential model is made of: layers, the first of which may be an input. */
export type SequentialPart = AnyLayer | LayerOfTensor | Tensor;

/** A layer that takes one tensor and gives one. */
type LayerOfTensor = Layer<never, never, Tensor, Structure, never>;

/**
 * A model that is a list of layers, each called on what the one before gives.
 *
 * The weights are made when the input shape is known: from an `input` or `inputShape` at the start, else from the first data.
 *
 * @see https://keras.io/api/models/sequential/
 */
export class Sequential extends Model implements GraphModel {
  static override readonly className = 'Sequential';
  readonly isChain = true;
  #layers: AnyLayer[] = [];
  #input: Tensor | null = null;
  #wiring: Wiring<Tensor, Tensor> | null = null;

  constructor(layers: readonly SequentialPart[] = [], given: Given<LayerConfig> = {}) {
    super(given);
    this.trackOnly(this.#layers);
    for (const layer of layers) this.#append(layer);
    this.#rebuild();
  }

  /**
   * Adds a layer at the end.
   *
   * @throws {ArgumentError} for what is no layer, or a name that is taken.
   */
  add(layer: SequentialPart): void {
    this.#append(layer);
    this.#rebuild();
  }

  /** Takes the last layer off and gives it back. */
  pop(): AnyLayer {
    const last = this.#layers.pop();
    if (last === undefined)
      throw new ArgumentError(`Sequential "${this.name}".pop`, {
        expected: 'a layer to take off',
        received: 'an empty model',
      });
    this.#rebuild();
    return last;
  }

  /** The layers, without the input. */
  override get layers(): readonly AnyLayer[] {
    return this.#layers;
  }

  /** The graph, once the input shape is known. */
  get graph(): ModelGraph | null {
    return this.#wiring?.graph ?? null;
  }

  /** The model's symbolic input. */
  get inputs(): Tensor {
    return this.#known().inputs;
  }

  /** The model's symbolic output. */
  get outputs(): Tensor {
    return this.#known().outputs;
  }

  override get inputTemplate(): Trainable['inputTemplate'] {
    return this.#wiring?.inputTemplate ?? null;
  }

  override get outputTemplate(): Trainable['outputTemplate'] {
    const last = this.#layers.at(-1);
    return last === undefined ? null : { nesting: 0, names: [last.name] };
  }

  /** The layers in Keras's form: what files hold. `models.modelFromConfig` takes it. */
  override getConfig(): JsonObject {
    return listConfig(this);
  }

  protected override build(inputShape: Shape): void {
    if (this.#wiring !== null) return;
    this.#input = input({ batchShape: inputShape });
    this.#rebuild();
  }

  protected override call(inputs: Tensor, { mask }: CallOptions): Tensor {
    let x: Structure = inputs;
    for (const [i, layer] of this.#layers.entries())
      x = layer.apply(x as never, (i === 0 && mask instanceof Tensor ? { mask } : {}) as never); // each takes what the last gave
    return x as Tensor; // a chain of layers of one tensor
  }

  #append(part: SequentialPart): void {
    if (part instanceof Tensor || part instanceof InputLayer) {
      this.#begin(part instanceof Tensor ? part : part.output);
      return;
    }
    if (!(part instanceof Layer))
      throw new ArgumentError(`Sequential "${this.name}"`, {
        expected: 'layers',
        received: typeof part === 'string' ? `'${part}'` : String(part),
        mend: 'For a plain function, wrap it in a layer.',
      });
    const layer = part as unknown as AnyLayer; // seen without its types
    if (this.#layers.some(({ name }) => name === layer.name))
      throw new ArgumentError(`Sequential "${this.name}"`, {
        expected: 'layers with names of their own',
        received: `two called "${layer.name}"`,
        mend: 'A layer can stand in a Sequential model once; for more, use model({ inputs, outputs }).',
      });
    if (this.#layers.length === 0 && layer.inputShape !== null) this.#begin(input({ shape: layer.inputShape }));
    this.#layers.push(layer);
  }

  #begin(tensor: Tensor): void {
    if (this.#layers.length > 0 || this.#input !== null || inputLayerOf(tensor) === null)
      throw new ArgumentError(`Sequential "${this.name}"`, {
        expected: 'one input, as the first part',
        received: inputLayerOf(tensor) === null ? String(tensor) : 'another one',
      });
    this.#input = tensor;
  }

  /** Puts the graph together again, where the input shape is known. */
  #rebuild(): void {
    this.#wiring = null;
    if (this.#input === null || this.#layers.length === 0) return;
    const start = this.#input;
    const outputs = within(null, () => {
      let x: Structure = start;
      for (const layer of this.#layers) x = layer.apply(x as never); // each takes what the last gave
      return x as Tensor; // a chain of layers of one tensor
    });
    this.#wiring = new Wiring(this.name, { inputs: start, outputs });
    this.built = true;
  }

  #known(): Wiring<Tensor, Tensor> {
    if (this.#wiring !== null) return this.#wiring;
    throw new ArgumentError(`Sequential "${this.name}"`, {
      expected: 'a model whose input shape is known',
      received: 'one that was not told it',
      mend: 'Start it with input({ shape }), or call it on data first.',
    });
  }
}

/**
 * Makes a model of a list of layers.
 *
 * @param layers - an input first, if any, then the layers in order.
 * @param options - `name` and `trainable`.
 * @throws {ArgumentError} for what is no layer, or a layer that stands there twice.
 * @example
 * sequential([input({ shape: [4] }), layers.dense(2)]).countParams() // => 10
 * @see https://keras.io/guides/sequential_model/
 */
export function sequential(layers: readonly SequentialPart[] = [], options: Given<LayerConfig> = {}): Sequential {
  return new Sequential(layers, options);
}
