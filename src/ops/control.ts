import { leaves, repack, type Structure, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError, internal, ShapeError } from '../utils/errors.ts';
import { cast } from './cast.ts';
import { equal } from './comparison.ts';
import { stack } from './joining.ts';
import { asTensor } from './operands.ts';
import { clip } from './rounding.ts';
import { where } from './select.ts';
import { unstack } from './splitting.ts';

/**
 * One of two results, by a condition. Where the condition is known only when the graph runs, both are computed and one is
 * taken, so both must be arranged alike, and neither should assign variables.
 *
 * @param pred - one boolean, or a tensor of one.
 * @param trueFn - gives the result where it is true: a tensor, or a list or record of tensors.
 * @param falseFn - gives it where it is false, arranged alike.
 * @throws {ShapeError} for a condition of several, or results whose shapes do not broadcast.
 * @throws {ArgumentError} for results that are not arranged alike.
 * @example
 * await ops.cond(ops.greater(3, 2), () => ops.add(1, 1), () => ops.add(2, 2)).array() // => 2
 * @see https://keras.io/api/ops/core/#cond-function
 */
export function cond<Out extends Structure>(pred: TensorLike, trueFn: () => Out, falseFn: () => Out): Out {
  if (typeof pred === 'boolean') return pred ? trueFn() : falseFn();
  const condition = cast(asTensor(pred), 'bool');
  if (condition.dims.length > 0)
    throw new ShapeError('cond: pred', { expected: 'one boolean', received: shown(condition) });
  return chosen('cond', [trueFn(), falseFn()], (yes, no) => where(condition, yes, no));
}

/**
 * The result of one of several functions, by its number; numbers beyond take the first or the last. Where the number is known
 * only when the graph runs, all are computed and one is taken, so all must be arranged alike.
 *
 * @param index - one whole number, or a tensor of one.
 * @param branches - functions of the operands, at least one.
 * @param operands - what they are given.
 * @throws {ShapeError} for an index of several, or results whose shapes do not broadcast.
 * @throws {ArgumentError} when there is no function, or for results that are not arranged alike.
 * @example
 * await ops.switch(1, [ops.add, ops.multiply], 3, 4).array() // => 12
 * @see https://keras.io/api/ops/core/#switch-function
 */
export function switchOf<Given extends readonly unknown[], Out extends Structure>(
  index: TensorLike,
  branches: readonly ((...operands: Given) => Out)[],
  ...operands: Given
): Out {
  const last = branches.length - 1;
  if (last < 0) throw new ArgumentError('switch: branches', { expected: 'at least one function', received: 'none' });
  const branch = (i: number): Out => (branches[i] ?? internal('no such branch'))(...operands);
  if (typeof index === 'number') return branch(Math.max(0, Math.min(last, Math.trunc(index))));
  const place = asTensor(index);
  if (place.dims.length > 0)
    throw new ShapeError('switch: index', { expected: 'one whole number', received: shown(place) });
  const taken = clip(cast(place, 'int32'), 0, last);
  return branches
    .map((_, i) => branch(i))
    .reduceRight((later, one, i) => chosen('switch', [one, later], (a, b) => where(equal(taken, i), a, b)));
}

/** Two results put together, tensor by tensor. */
function chosen<Out extends Structure>(
  name: string,
  [one, other]: readonly [Out, Out],
  choose: (a: Tensor, b: Tensor) => Tensor,
): Out {
  const [first, second] = [leaves(one), leaves(other)];
  if (first.length !== second.length)
    throw new ArgumentError(name, {
      expected: 'results that are arranged alike',
      received: `${first.length} and ${second.length} tensors`,
    });
  return repack(
    one,
    first.map((tensor, i) => choose(tensor, second[i] ?? internal('a lost tensor'))),
  );
}

/**
 * A value after a number of steps, each a function of the one before. The steps stand in the graph one by one.
 *
 * @param lower - the number of the first step.
 * @param upper - the number before which to end.
 * @param body - gives the next value from the step's number and the value before.
 * @param initial - the value before the first step.
 * @throws {ArgumentError} for bounds that are no whole numbers.
 * @example
 * await ops.foriLoop(0, 3, (i, sum) => ops.add(sum, i), ops.tensor(10)).array() // => 13
 * @see https://keras.io/api/ops/core/#fori_loop-function
 */
export function foriLoop<Value>(
  lower: number,
  upper: number,
  body: (step: number, value: Value) => Value,
  initial: Value,
): Value {
  if (!Number.isInteger(lower) || !Number.isInteger(upper))
    throw new ArgumentError('foriLoop(lower, upper)', {
      expected: 'whole numbers',
      received: `${lower} and ${upper}`,
      mend: 'A number of steps that is known only when the graph runs has no place in it.',
    });
  let value = initial;
  for (let step = lower; step < upper; step++) value = body(step, value);
  return value;
}

/**
 * A function applied to each element along the first axis, its results put together along a new first axis. The elements stand
 * in the graph one by one.
 *
 * @param f - a function of one element: a tensor, or a list or record of tensors, as `xs` is arranged.
 * @param xs - tensors whose first axes are as long, and known.
 * @throws {ShapeError} for a length that is not known, or 0, or not the same.
 * @example
 * await ops.map((row) => ops.sum(row), ops.tensor([[1, 2], [3, 4]])).array() // => [3, 7]
 * @see https://keras.io/api/ops/core/#map-function
 */
export function map<In extends Structure, Out extends Structure>(f: (x: In) => Out, xs: In): Out {
  const given = leaves(xs);
  const length = given[0]?.dims[0];
  if (typeof length !== 'number' || length < 1 || given.some(({ dims }) => dims[0] !== length))
    throw new ShapeError('map(f, xs)', {
      expected: 'tensors whose first axes are as long, and known',
      received: given.map(shown).join(', ') || 'none',
    });
  const columns = given.map((tensor) => unstack(tensor, length, 0));
  const results = Array.from({ length }, (_, i) =>
    f(
      repack(
        xs,
        columns.map((column) => column[i] ?? internal('a lost element')),
      ),
    ),
  );
  const [first] = results;
  if (first === undefined) return internal('a map of no element');
  const rows = results.map((result) => leaves(result));
  return repack(
    first,
    leaves(first).map((_, k) =>
      stack(
        rows.map((row) => row[k] ?? internal('a lost result')),
        0,
      ),
    ),
  );
}
