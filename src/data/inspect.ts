import { type DType, dtypeNames, Tensor } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';

/**
 * Whether something is a tensor of a model that is being put together: one without values, since it comes from an `input()`.
 *
 * @example
 * utils.isKerasTensor(input({ shape: [2] })) // => true
 * utils.isKerasTensor(ops.ones([2])) // => false
 * @see https://keras.io/api/utils/python_utils/
 */
export function isKerasTensor(x: unknown): boolean {
  return x instanceof Tensor && x.node.symbolic;
}

/**
 * The dtype of that name, checked.
 *
 * @param dtype - a name; null for the default, `'float32'`.
 * @throws {ArgumentError} for any other.
 * @example
 * utils.standardizeDtype('int32') // => 'int32'
 * utils.standardizeDtype(null) // => 'float32'
 * @see https://keras.io/api/utils/python_utils/
 */
export function standardizeDtype(dtype: string | null = null): DType {
  // Python's own names, as Keras takes them.
  const name = dtype === null || dtype === 'float' ? 'float32' : dtype === 'int' ? 'int32' : dtype;
  const found = dtypeNames.find((one) => one === name);
  if (found !== undefined) return found;
  throw new ArgumentError('dtype', {
    expected: 'the name of a dtype',
    received: `'${name}'`,
    mend: didYouMean(name, dtypeNames),
  });
}
