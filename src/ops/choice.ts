import { composite, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { cast } from './cast.ts';
import { asTensor } from './operands.ts';
import { where } from './select.ts';

/**
 * Element by element, the choice that belongs to the first condition that holds; the default where none does.
 *
 * @param condlist - booleans, as many tensors as there are choices.
 * @param choicelist - tensors that broadcast with the conditions.
 * @param defaultValue - default `0`.
 * @throws {ArgumentError} when there are not as many conditions as choices, or none.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.select([[true, false], [true, true]], [[1, 1], [2, 2]]).array() // => [1, 2]
 * @see https://keras.io/api/ops/numpy/#select-function
 */
export const select = composite(
  'select',
  (condlist: readonly TensorLike[], choicelist: readonly TensorLike[], defaultValue: TensorLike = 0): Tensor => {
    if (condlist.length !== choicelist.length || condlist.length === 0)
      throw new ArgumentError('select(condlist, choicelist)', {
        expected: 'as many choices as conditions, at least one',
        received: `${condlist.length} conditions and ${choicelist.length} choices`,
      });
    return condlist.reduceRight<Tensor>((others, condition, i) => {
      const choice = choicelist[i] ?? 0;
      return where(cast(asTensor(condition), 'bool'), choice, others);
    }, asTensor(defaultValue));
  },
);
