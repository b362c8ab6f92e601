import { composite, promote, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { cast } from './cast.ts';
import { contract, type Labelled, ordered, summed } from './contraction.ts';
import { diagonal } from './diagonals.ts';
import { asTensor } from './operands.ts';

/** What subscripts say: the axes of each operand and of the result. The axes of an ellipsis are `.0`, `.1`, … from the end. */
interface Equation {
  readonly operands: readonly (readonly string[])[];
  readonly output: readonly string[];
}

/**
 * Sum of products by Einstein's convention: axes with the same letter are the same, and what the result does not name is
 * summed over. Operands are contracted pairwise from the left, each pair as one matrix product.
 *
 * @param subscripts - the letters of each operand's axes, as in `'ij,jk->ik'`. `...` stands for further axes, which broadcast;
 * a letter twice in one operand takes the diagonal; without `->` the result has the letters that occur once, sorted.
 * @param operands - one tensor for each group of letters.
 * @throws {ArgumentError} for subscripts that cannot be read, or name an axis of the result that no operand has.
 * @throws {ShapeError} when an operand has another number of axes, or axes of one letter differ in length.
 * @example
 * await ops.einsum('ij,j->i', [[1, 2], [3, 4]], [1, 10]).array() // => [21, 43]
 * @see https://keras.io/api/ops/numpy/#einsum-function
 */
export const einsum = composite('einsum', (subscripts: string, ...operands: readonly TensorLike[]): Tensor => {
  const given = operands.map(asTensor);
  const dtype = given.map((x) => x.dtype).reduce(promote, given.length > 1 ? 'int32' : (given[0]?.dtype ?? 'float32'));
  const equation = parsed(subscripts, given);
  checkLengths(subscripts, equation, given);
  const [first, ...others] = given.map((x, i) => withoutRepeats(cast(x, dtype), equation.operands[i] ?? []));
  if (first === undefined)
    throw new ArgumentError('einsum(subscripts, ...operands)', { expected: 'at least one operand', received: 'none' });
  const result = others.reduce((product, next, i) => {
    const later = others.slice(i + 1).flatMap(({ labels }) => labels);
    return contract(product, next, new Set([...equation.output, ...later]));
  }, first);
  return ordered(
    summed(result, (label) => equation.output.includes(label)),
    equation.output,
  );
});

function parsed(subscripts: string, operands: readonly Tensor[]): Equation {
  const text = subscripts.replaceAll(' ', '');
  const wrong = (expected: string, received: string): never => {
    throw new ArgumentError(`einsum('${subscripts}')`, { expected, received });
  };
  const [left = '', right, ...more] = text.split('->');
  if (more.length > 0) wrong("one '->' at most", `${more.length + 1}`);
  const terms = left.split(',');
  for (const term of right === undefined ? terms : [...terms, right])
    if (!/^[a-zA-Z]*(\.\.\.)?[a-zA-Z]*$/.test(term))
      wrong("letters and at most one '...' for each tensor", `'${term}'`);
  if (terms.length !== operands.length) wrong(`${terms.length} operands`, `${operands.length}`);
  const spelled = terms.map((term, i) => spelledOut(subscripts, term, operands[i]));
  const hidden = Math.max(0, ...spelled.map((labels) => labels.filter((label) => label.startsWith('.')).length));
  const letters = spelled.flat().filter((label) => !label.startsWith('.'));
  const once = letters.filter((label) => letters.indexOf(label) === letters.lastIndexOf(label)).sort();
  const output = right === undefined ? [...ellipsis(hidden), ...once] : expanded(right, hidden);
  const strange = output.find((label) => !label.startsWith('.') && !letters.includes(label));
  if (strange !== undefined) wrong('a result that names axes of the operands', `'${strange}'`);
  if (new Set(output).size !== output.length) wrong('a result that names each axis once', `'${right}'`);
  if (hidden > 0 && !output.some((label) => label.startsWith('.')))
    wrong("a '...' in the result, since operands have further axes", `'${right}'`);
  return { operands: spelled, output };
}

/** The labels of an operand's axes. */
function spelledOut(subscripts: string, term: string, operand: Tensor | undefined): readonly string[] {
  const rank = operand?.dims.length ?? 0;
  const letters = term.replace('...', '').length;
  const labels = expanded(term, Math.max(0, rank - letters));
  if (operand !== undefined && labels.length !== rank)
    throw new ShapeError(`einsum('${subscripts}')`, {
      expected: `an operand of ${letters} axes${term.includes('...') ? ' or more' : ''} for '${term}'`,
      received: shown(operand),
    });
  return labels;
}

function expanded(term: string, hidden: number): readonly string[] {
  const [before = '', after] = term.split('...');
  return after === undefined ? [...before] : [...before, ...ellipsis(hidden), ...after];
}

function ellipsis(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `.${count - 1 - i}`);
}

/** Axes of one letter must be as long as each other, or 1. */
function checkLengths(subscripts: string, { operands }: Equation, given: readonly Tensor[]): void {
  const known = new Map<string, number>();
  for (const [i, labels] of operands.entries())
    for (const [axis, label] of labels.entries()) {
      const length = given[i]?.dims[axis];
      if (typeof length !== 'number' || length === 1) continue;
      const before = known.get(label) ?? length;
      if (before !== length)
        throw new ShapeError(`einsum('${subscripts}')`, {
          expected: `one length of ${label.startsWith('.') ? "the axes of '...'" : `axis '${label}'`}`,
          received: `${before} and ${length}, in ${given.map(shown).join(', ')}`,
        });
      known.set(label, length);
    }
}

/** Axes of the same letter as their diagonal. */
function withoutRepeats(x: Tensor, labels: readonly string[]): Labelled {
  const second = labels.findIndex((label, axis) => labels.indexOf(label) < axis);
  if (second < 0) return { x, labels };
  const label = labels[second] ?? '';
  const first = labels.indexOf(label);
  const others = labels.filter((_, axis) => axis !== first && axis !== second);
  return withoutRepeats(diagonal(x, 0, first, second), [...others, label]);
}
