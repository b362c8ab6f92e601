import { composite, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { reshape, transpose } from './movement.ts';
import { asTensor } from './operands.ts';

/** One side of a pattern: for each axis the names that it is made of. */
type Side = readonly (readonly string[])[];

/**
 * Axes reordered, joined and split as a pattern of names says, after einops: `'b h w -> b (h w)'`.
 *
 * @param x - any shape.
 * @param pattern - the axes before and after; names in brackets make up one axis, the last running fastest; `1` is an axis of that
 * length, which comes or goes.
 * @param axesLengths - of axes that are split, all but one of each.
 * @throws {ArgumentError} for a pattern that cannot be read, or does not name the same axes on both sides.
 * @throws {ShapeError} for a tensor of other axes, or lengths that do not fit.
 * @example
 * await ops.rearrange([[1, 2], [3, 4]], 'a b -> (b a)').array() // => [1, 3, 2, 4]
 * @see https://keras.io/api/ops/einops/#rearrange-function
 */
export const rearrange = composite(
  'rearrange',
  (x: TensorLike, pattern: string, axesLengths: Readonly<Record<string, number>> = {}): Tensor => {
    const given = asTensor(x);
    const [before, after] = sidesOf(pattern);
    if (before.length !== given.dims.length)
      throw new ShapeError('rearrange(x, pattern)', {
        expected: `${before.length} axes, as in '${pattern}'`,
        received: shown(given),
      });
    const lengths = new Map<string, number | null>(Object.entries(axesLengths));
    for (const [i, names] of before.entries()) fillIn(lengths, names, given.shape[i] ?? null, pattern, given);
    const from = before.flat();
    const to = after.flat();
    const single = reshape(given, openOnce(from.map((name) => lengths.get(name) ?? null)));
    const moved = transpose(
      single,
      to.map((name) => from.indexOf(name)),
    );
    const joined = after.map((names) => product(names.map((name) => lengths.get(name) ?? null)));
    return reshape(moved, openOnce(joined));
  },
);

/** A shape with what is not known left to be inferred. */
function openOnce(shape: readonly (number | null)[]): readonly (number | null)[] {
  const open = shape.filter((length) => length === null).length;
  return open === 1 ? shape.map((length) => length ?? -1) : shape;
}

function product(lengths: readonly (number | null)[]): number | null {
  return lengths.reduce((all, length) => (all === null || length === null ? null : all * length), 1);
}

/** Notes the lengths of the names of one axis, the one that is missing by division. */
function fillIn(
  lengths: Map<string, number | null>,
  names: readonly string[],
  length: number | null,
  pattern: string,
  x: Tensor,
): void {
  const missing = names.filter((name) => !lengths.has(name));
  const known = product(names.filter((name) => lengths.has(name)).map((name) => lengths.get(name) ?? null)) ?? 1;
  const wrong = (expected: string): never => {
    throw new ShapeError(`rearrange(x, '${pattern}')`, { expected, received: shown(x) });
  };
  if (missing.length > 1)
    throw new ArgumentError('rearrange: axesLengths', {
      expected: `the lengths of all but one of ${missing.map((name) => `'${name}'`).join(', ')}`,
      received: 'fewer',
    });
  if (length !== null && (missing.length === 0 ? known !== length : length % known !== 0))
    wrong(`an axis (${names.join(' ')}) of ${missing.length === 0 ? '' : 'a multiple of '}${known}`);
  for (const name of missing) lengths.set(name, length === null ? null : length / known);
}

function sidesOf(pattern: string): readonly [Side, Side] {
  const sides = pattern.split('->').map(sideOf);
  const [before, after] = sides;
  const refuse = (received: string): never => {
    throw new ArgumentError('rearrange: pattern', {
      expected: "axes by name before and after an arrow, as in 'b h w -> b (h w)'",
      received,
    });
  };
  if (before === undefined || after === undefined || sides.length !== 2) return refuse(`'${pattern}'`);
  const [from, to] = [before.flat(), after.flat()];
  if (new Set(from).size !== from.length || new Set(to).size !== to.length)
    return refuse(`'${pattern}', which repeats a name`);
  const lone = [...from, ...to].find((name) => !(from.includes(name) && to.includes(name)));
  return lone === undefined ? [before, after] : refuse(`'${pattern}', where '${lone}' stands on one side only`);
}

function sideOf(side: string): Side {
  return (side.match(/\([^()]*\)|[^\s()]+/g) ?? []).map(
    (axis) => axis.match(/\w+/g)?.filter((name) => name !== '1') ?? [],
  );
}
