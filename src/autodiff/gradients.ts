import {
  constant,
  currentScope,
  eagerScope,
  expand,
  isFloat,
  reachable,
  shown,
  type Tensor,
  within,
} from '../graph/index.ts';
import { GradientError, internal } from '../utils/errors.ts';
import { vjp } from './vjp.ts';

/**
 * The gradients of a scalar with respect to tensors or variables, as tensors of the same graph.
 *
 * @param loss - a float scalar; sum or average what has more elements.
 * @param targets - float tensors or variables that the loss depends on; where it does not, the gradient is zero.
 * @throws {GradientError} when the loss is no float scalar, or an op on the way has no gradient.
 * @example
 * const x = ops.tensor([1, 2, 3]);
 * const [slope] = gradients(ops.sum(ops.square(x)), [x]);
 * await slope.array() // => [2, 4, 6]
 */
export function gradients(loss: Tensor, targets: readonly Tensor[]): readonly Tensor[] {
  if (loss.dims.length > 0 || !isFloat(loss.dtype))
    throw new GradientError('gradients(loss, targets)', {
      expected: 'a loss that is a float scalar',
      received: shown(loss),
      mend: 'Reduce it first, with ops.mean or ops.sum.',
    });
  const wrong = targets.find((target) => !isFloat(target.dtype));
  if (wrong !== undefined)
    throw new GradientError('gradients(loss, targets)', {
      expected: 'targets of a float dtype',
      received: shown(wrong),
      mend: 'Cast it to float32 before it is used.',
    });
  const back = (): readonly Tensor[] => {
    // Layer calls that are still nodes are expanded first, and the targets with them.
    const [expanded, ...wanted] = expand([loss, ...targets]);
    const root = expanded ?? internal('the loss was lost');
    return vjp([root], [constant(1, root.dtype)], wanted);
  };
  if (currentScope() !== null) return back();
  const calls = reachable([loss]).some((node) => node.kind === 'call');
  return calls ? within(eagerScope(false), back) : vjp([loss], [constant(1, loss.dtype)], targets);
}
