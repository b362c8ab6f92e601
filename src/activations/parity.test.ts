import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { type Tensor, tensor } from '../graph/index.ts';
import { multiply, sum } from '../ops/index.ts';
import { evaluate } from '../runtime/index.ts';
import { arrayOf, largestDifference, parityCases } from '../testing/parity.ts';
import { reportCase } from '../testing/parity-report.ts';
import { internal } from '../utils/errors.ts';
import { camel } from '../utils/names.ts';
import * as activations from './index.ts';

const cases = await parityCases('activations');
const named = new Map<string, (x: Tensor, options: never) => Tensor>(Object.entries<never>(activations as never));

// Keras's own slopes are off by up to 3.4e-6 here, and the engine's by as much: in float32, 1 - tanh² is mostly rounding where tanh is nearly 1.
const roughSlopes = ['mish', 'gelu-approximate-true'];

// Keras's τ adds up running sums, so that its outputs do not sum to 1 where several scores win; one score alone is right.
const alone = cases.filter(({ name, answer }) => {
  if (name !== 'sparsemax') return true;
  return arrayOf(answer, 'output').data.every((y) => y === 0 || y === 1) && sumsToOne(arrayOf(answer, 'output'));
});

describe.each(alone)('$id', (one) => {
  const { id, name, config, answer } = one;
  const x = tensor(arrayOf(answer, 'inputs'));
  const activation = named.get(camel(name)) ?? internal(`no activation ${name}`);
  const y = activation(x, config as never); // the cases fit the functions they name
  const projection = tensor(arrayOf(answer, 'projection'));
  const slopes = [sum(y), sum(multiply(y, projection))].map((loss) => gradients(loss, [x])[0] ?? internal('no slope'));
  const computed = evaluate([y, ...slopes]);
  const tolerance = roughSlopes.includes(id) ? 5e-6 : 1e-6;

  test('gives what Keras gives', async () => {
    const [output] = await computed;
    const expected = arrayOf(answer, 'output');
    expect(output?.shape).toEqual(expected.shape);
    const difference = largestDifference(output?.data ?? [], expected.data);
    expect(reportCase('activations', one, difference)).toBeLessThan(1e-6);
  });

  test('has the gradient that Keras has', async () => {
    const [, plain, projected] = await computed;
    const ofSum = largestDifference(plain?.data ?? [], arrayOf(answer, 'gradient_of_sum').data);
    const ofProjection = largestDifference(projected?.data ?? [], arrayOf(answer, 'gradient').data);
    expect(reportCase('activations', one, Math.max(ofSum, ofProjection))).toBeLessThan(tolerance);
  });
});

function sumsToOne({ data, shape }: { readonly data: ArrayLike<unknown>; readonly shape: readonly number[] }): boolean {
  const rows = data.length / (shape.at(-1) ?? 1);
  return Array.from(data, Number).reduce((total, y) => total + y, 0) === rows;
}
