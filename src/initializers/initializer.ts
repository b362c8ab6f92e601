import type { DType, TypedArray } from '../graph/index.ts';
import type { Json } from '../utils/json.ts';

/**
 * What weights start from. Values are drawn in plain TypeScript, so weights exist before any engine is loaded.
 */
export interface InitializerObject {
  /** Keras's name of the class: `'GlorotUniform'`. */
  readonly className: string;
  /**
   * The values of a weight, flat, in row-major order. Equal calls give equal values.
   *
   * @param dtype - default `'float32'`.
   */
  draw(shape: readonly number[], dtype?: DType): TypedArray;
  /** The options as Keras saves them. */
  getConfig(): Readonly<Record<string, Json>>;
}
