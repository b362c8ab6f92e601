import { ShapeError } from '../utils/errors.ts';
import { type DType, isFloat, type TypedArray } from './dtype.ts';
import { read, recorder } from './scope.ts';
import { sameDims, shown } from './shape.ts';
import { Tensor, type TensorLike, tensor, variableNode } from './tensor.ts';

/** What a variable starts from: a tensor, or a function that draws the values when they are first needed. */
export type InitialValue = Tensor | (() => TypedArray);

/** What is said of a variable beside its value. */
export interface VariableOptions {
  /** Default `'variable'`. */
  readonly name?: string;
  /** Whether `fit` may change it by gradients. Default: true for floats. */
  readonly trainable?: boolean;
}

/**
 * A named tensor with state: weights, optimizer slots, metric totals. In a program it reads as its value when the program
 * starts, or as the last `assign` before; outside, as its value when values are asked for.
 *
 * @example
 * const count = new Variable([2], 'float32', () => Float32Array.of(1, 2));
 * count.assign(ops.add(count, 1));
 * await count.array() // => [2, 3]
 */
export class Variable extends Tensor {
  name: string;
  trainable: boolean;
  /** Where it belongs: `dense/kernel`. */
  path: string;
  /** Penalty that a model adds to its loss while the variable is trained. */
  regularizer: ((weight: Tensor) => Tensor) | null = null;
  /** What the value is brought back to after each step of training. */
  constraint: ((weight: Tensor) => Tensor) | null = null;
  /** What the value is until it is first assigned. */
  readonly initial: InitialValue;

  constructor(shape: readonly number[], dtype: DType, initial: InitialValue, options: VariableOptions = {}) {
    const outputs: Tensor[] = [];
    super({ dims: shape, dtype }, variableNode(outputs), 0);
    outputs.push(this);
    this.name = options.name ?? 'variable';
    this.path = this.name;
    this.trainable = options.trainable ?? isFloat(dtype);
    this.initial = initial;
  }

  /**
   * Sets the value: as an update of the program being recorded, or, outside, before anything is next evaluated.
   *
   * @throws {ShapeError} when shape or dtype differ from the variable's.
   */
  assign(given: TensorLike): void {
    const next = given instanceof Tensor ? read(given) : tensor(given, undefined, this.dtype);
    if (next.dtype !== this.dtype || !sameDims(next.dims, this.dims))
      throw new ShapeError(`${this.name}.assign`, {
        expected: shown(this),
        received: shown(next),
        mend: 'A variable keeps its shape and dtype; reshape or cast the new value.',
      });
    recorder().assign(this, next);
  }

  override toString(): string {
    return `Variable("${this.name}", ${shown(this)})`;
  }
}
