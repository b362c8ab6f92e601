import { type Shape, type Tensor, Variable } from '../../graph/index.ts';
import { truncatedNormal } from '../../initializers/index.ts';
import { all, divide, equal, matmul, normalize, reshape, stopGradient, transpose, where } from '../../ops/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { positiveInteger } from '../checks.ts';
import { type TensorLayer, Wrapper, type WrapperConfig } from '../core/wrapper.ts';
import type { Given } from '../options.ts';

/** Options of spectral normalization. */
export interface SpectralNormalizationConfig extends WrapperConfig {
  /** Steps of the power method at each step of training. Default `1`. */
  powerIterations: number;
}

/**
 * Spectral normalization: in training, divides the kernel of a layer by its largest singular value, so that the layer stretches
 * no input by more than 1 (Miyato et al., 2018). The value is found by the power method, which goes on from step to step.
 *
 * Weights: those of the layer, and, not trained, `vector_u` `[1, length of the kernel's last axis]`.
 *
 * @see https://keras.io/api/layers/normalization_layers/spectral_normalization/
 */
export class SpectralNormalization extends Wrapper<SpectralNormalizationConfig> {
  static override readonly className = 'SpectralNormalization';
  static override readonly needed: readonly string[] = ['layer'];
  /** The kernel of the layer inside. */
  kernel!: Variable;
  vectorU!: Variable;

  constructor(given: Given<SpectralNormalizationConfig, 'layer'>) {
    super(given, { powerIterations: 1 });
    positiveInteger(`${this.label}: powerIterations`, this.config.powerIterations);
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override build(inputShape: Shape): void {
    this.layer.buildOnce(inputShape as never); // it takes one tensor
    const held = new Map<string, unknown>(Object.entries(this.layer));
    const found = held.get('kernel') ?? held.get('embeddings');
    if (!(found instanceof Variable))
      throw new ArgumentError(`${this.label}: layer`, {
        expected: 'a layer with a kernel or embeddings',
        received: this.layer.label,
      });
    this.kernel = found;
    this.vectorU = this.addWeight('vector_u', [1, found.shape.at(-1) ?? null], {
      initializer: truncatedNormal({ stddev: 0.02 }),
      trainable: false,
    });
  }

  protected override call(inputs: Tensor): Tensor {
    if (this.isTraining) this.#normalize();
    return this.inner(inputs);
  }

  #normalize(): void {
    const weights = reshape(this.kernel, [-1, this.kernel.shape.at(-1) ?? -1]);
    // A kernel of zeros has no direction, and stays.
    const none = all(equal(this.kernel, 0));
    let u: Tensor = reshape(this.vectorU, this.vectorU.shape);
    let v: Tensor = u;
    for (let i = 0; i < this.config.powerIterations; i++) {
      v = normalize(matmul(u, transpose(weights)), null);
      u = normalize(matmul(v, weights), null);
    }
    const [left, right] = [stopGradient(v), stopGradient(u)];
    const largest = reshape(matmul(matmul(left, weights), transpose(right)), []);
    const divided = divide(this.kernel, where(none, 1, largest));
    this.vectorU.assign(where(none, this.vectorU, right));
    this.kernel.assign(divided);
  }
}

/**
 * Keeps a layer's kernel at a largest singular value of 1 while it is trained: often done to discriminators.
 *
 * @param layer - has a `kernel` or `embeddings`.
 * @param options - see `SpectralNormalizationConfig`.
 * @throws {ArgumentError} for what is no layer, or when it is called, a layer without a kernel.
 * @example
 * layers.spectralNormalization(layers.dense(3))(input({ shape: [4] })).shape // => [null, 3]
 * @see https://keras.io/api/layers/normalization_layers/spectral_normalization/
 */
export function spectralNormalization(
  layer: TensorLayer,
  options: Omit<Given<SpectralNormalizationConfig, 'layer'>, 'layer'> = {},
): SpectralNormalization {
  return new SpectralNormalization({ layer, ...options });
}
