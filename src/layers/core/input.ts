import { type DType, dimsOf, dtypeNames, placeholder, type Shape, type Tensor } from '../../graph/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { didYouMean } from '../../utils/names.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of an input. */
export interface InputLayerConfig extends LayerConfig {
  /** Shape with the batch axis; `null` for unknown lengths. */
  batchShape: Shape;
  /** Default `'float32'`. */
  dtype: DType;
}

const layers = new WeakMap<Tensor, InputLayer>();

/** The input layer that a model's input tensor came from, or null for any other tensor. */
export function inputLayerOf(tensor: Tensor): InputLayer | null {
  return layers.get(tensor) ?? null;
}

/**
 * The start of a model: a layer that holds a placeholder. `input({ shape })` makes one and gives its tensor.
 *
 * @see https://keras.io/api/layers/core_layers/input/
 */
export class InputLayer extends Layer<InputLayerConfig, 'batchShape'> {
  static override readonly className = 'InputLayer';
  static override readonly needed: readonly string[] = ['batchShape'];
  /** The symbolic tensor. */
  readonly output: Tensor;

  constructor(given: Given<InputLayerConfig, 'batchShape'>) {
    super(given, { dtype: 'float32' });
    const { batchShape, dtype } = this.config;
    if (!Array.isArray(batchShape) || batchShape.some((dim) => dim !== null && !(Number.isInteger(dim) && dim >= 0)))
      throw new ArgumentError(`input "${this.name}": shape`, {
        expected: 'a list of axis lengths, with null for unknown ones',
        received: JSON.stringify(batchShape) ?? String(batchShape),
        mend: 'For images of 28 by 28: input({ shape: [28, 28] }).',
      });
    if (!dtypeNames.includes(dtype))
      throw new ArgumentError(`input "${this.name}": dtype`, {
        expected: 'a known dtype',
        received: `'${dtype}'`,
        mend: didYouMean(String(dtype), dtypeNames),
      });
    this.built = true;
    this.output = placeholder({ dtype, dims: dimsOf(batchShape) }, this.name);
    layers.set(this.output, this);
  }

  protected override call(inputs: Tensor): Tensor {
    return inputs;
  }
}

/** What `input` takes: the shape of one sample, or the whole shape with the batch axis. */
export interface InputOptions {
  /** Shape of one sample, without the batch axis; `null` for unknown lengths. */
  readonly shape?: Shape;
  /** Length of the batch axis, where it is fixed. Default: unknown. */
  readonly batchSize?: number | null;
  /** Shape with the batch axis, instead of `shape` and `batchSize`. */
  readonly batchShape?: Shape;
  /** Default `'float32'`. */
  readonly dtype?: DType;
  /** Default: `'input_layer'`, numbered. */
  readonly name?: string;
}

/**
 * A symbolic tensor: the start of a model.
 *
 * @param options - `shape` without the batch axis, or `batchShape` with it.
 * @throws {ArgumentError} when neither or both are given.
 * @example
 * input({ shape: [28, 28] }).shape // => [null, 28, 28]
 * @see https://keras.io/api/layers/core_layers/input/
 */
export function input(options: InputOptions): Tensor {
  const { shape, batchSize = null, batchShape, dtype, name } = options;
  if ((shape === undefined) === (batchShape === undefined))
    throw new ArgumentError('input', {
      expected: 'either shape (without the batch axis) or batchShape (with it)',
      received: shape === undefined ? 'neither' : 'both',
      mend: 'For rows of four numbers: input({ shape: [4] }).',
    });
  return new InputLayer({
    batchShape: batchShape ?? [batchSize, ...(shape ?? [])],
    ...(dtype !== undefined && { dtype }),
    ...(name !== undefined && { name }),
  }).output;
}
