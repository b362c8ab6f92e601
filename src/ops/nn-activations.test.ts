import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { type Tensor, tensor } from '../graph/index.ts';
import { evaluate } from '../runtime/index.ts';
import { elementwise, opTest, random } from '../testing/op-test.ts';
import * as nn from './index.ts';
import { sum } from './reduce.ts';

// The finite differences need smooth surroundings: no number lies within 2/64 of a kink (0, ±0.5, ±1, ±3, 6).
const smooth = [-7.3, -3.4, -2.1, -1.3, -0.8, -0.3, 0.2, 0.7, 1.4, 2.6, 3.3, 6.8];
const erf = (x: number): number => {
  // Abramowitz and Stegun 7.1.5, the series about 0; enough terms for |x| < 6.
  let term = x;
  let total = x;
  for (let n = 1; n < 160; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return Math.abs(x) > 5 ? Math.sign(x) : (2 / Math.sqrt(Math.PI)) * total;
};
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const clip = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

/** Formulas in double precision, and what they are at -100 and 100 with their slopes there. */
const functions: readonly {
  readonly name: string;
  readonly run: (x: Tensor) => Tensor;
  readonly formula: (x: number) => number;
  readonly ends: readonly [left: number, right: number];
  readonly slopes: readonly [left: number, right: number];
}[] = [
  { name: 'relu', run: nn.relu, formula: (x) => Math.max(x, 0), ends: [0, 100], slopes: [0, 1] },
  { name: 'relu6', run: nn.relu6, formula: (x) => clip(x, 0, 6), ends: [0, 6], slopes: [0, 0] },
  {
    name: 'leakyRelu',
    run: nn.leakyRelu,
    formula: (x) => (x >= 0 ? x : 0.2 * x),
    ends: [-20, 100],
    slopes: [0.2, 1],
  },
  {
    name: 'leakyRelu with a negative slope',
    run: (x) => nn.leakyRelu(x, -0.5),
    formula: (x) => (x >= 0 ? x : -0.5 * x),
    ends: [50, 100],
    slopes: [-0.5, 1],
  },
  { name: 'elu', run: nn.elu, formula: (x) => (x > 0 ? x : Math.expm1(x)), ends: [-1, 100], slopes: [0, 1] },
  {
    name: 'elu with alpha',
    run: (x) => nn.elu(x, 0.3),
    formula: (x) => (x > 0 ? x : 0.3 * Math.expm1(x)),
    ends: [-0.3, 100],
    slopes: [0, 1],
  },
  {
    name: 'selu',
    run: nn.selu,
    formula: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
    ends: [-1.0507009873554805 * 1.6732632423543772, 105.070098735548],
    slopes: [0, 1.0507009873554805],
  },
  {
    name: 'celu',
    run: (x) => nn.celu(x, 0.5),
    formula: (x) => Math.max(x, 0) + 0.5 * Math.expm1(Math.min(x, 0) / 0.5),
    ends: [-0.5, 100],
    slopes: [0, 1],
  },
  {
    name: 'gelu',
    run: (x) => nn.gelu(x, false),
    formula: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
    ends: [0, 100],
    slopes: [0, 1],
  },
  {
    name: 'gelu by tanh, the default',
    run: nn.gelu,
    formula: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    ends: [0, 100],
    slopes: [0, 1],
  },
  { name: 'silu', run: nn.silu, formula: (x) => x * sigmoid(x), ends: [0, 100], slopes: [0, 1] },
  { name: 'softplus', run: nn.softplus, formula: (x) => Math.log1p(Math.exp(x)), ends: [0, 100], slopes: [0, 1] },
  {
    name: 'logSigmoid',
    run: nn.logSigmoid,
    formula: (x) => -Math.log1p(Math.exp(-x)),
    ends: [-100, 0],
    slopes: [1, 0],
  },
  {
    name: 'softsign',
    run: nn.softsign,
    formula: (x) => x / (1 + Math.abs(x)),
    ends: [-100 / 101, 100 / 101],
    slopes: [1 / 101 ** 2, 1 / 101 ** 2],
  },
  {
    name: 'squareplus',
    run: nn.squareplus,
    formula: (x) => (x + Math.sqrt(x * x + 4)) / 2,
    ends: [0.0099990002, 100.0099990002],
    slopes: [0.00009997, 0.99990003],
  },
  {
    name: 'sparsePlus',
    run: nn.sparsePlus,
    formula: (x) => (x <= -1 ? 0 : x >= 1 ? x : (x + 1) ** 2 / 4),
    ends: [0, 100],
    slopes: [0, 1],
  },
  { name: 'tanhShrink', run: nn.tanhShrink, formula: (x) => x - Math.tanh(x), ends: [-99, 99], slopes: [1, 1] },
  { name: 'hardSigmoid', run: nn.hardSigmoid, formula: (x) => clip(x / 6 + 0.5, 0, 1), ends: [0, 1], slopes: [0, 0] },
  {
    name: 'hardSilu',
    run: nn.hardSilu,
    formula: (x) => x * clip(x / 6 + 0.5, 0, 1),
    ends: [0, 100],
    slopes: [0, 1],
  },
  { name: 'hardTanh', run: nn.hardTanh, formula: (x) => clip(x, -1, 1), ends: [-1, 1], slopes: [0, 0] },
  {
    name: 'sparseSigmoid',
    run: nn.sparseSigmoid,
    formula: (x) => clip((x + 1) / 2, 0, 1),
    ends: [0, 1],
    slopes: [0, 0],
  },
  {
    name: 'softShrink',
    run: nn.softShrink,
    formula: (x) => x - clip(x, -0.5, 0.5),
    ends: [-99.5, 99.5],
    slopes: [1, 1],
  },
  {
    name: 'hardShrink',
    run: nn.hardShrink,
    formula: (x) => (Math.abs(x) > 0.5 ? x : 0),
    ends: [-100, 100],
    slopes: [1, 1],
  },
  {
    name: 'threshold',
    run: (x) => nn.threshold(x, 1.9, -4),
    formula: (x) => (x > 1.9 ? x : -4),
    ends: [-4, 100],
    slopes: [0, 1],
  },
];

for (const { name, run, formula } of functions)
  opTest(name, { run, inputs: [smooth], expected: elementwise(formula), dtype: 'float32', tolerance: 2e-6 });

describe.each(functions)('$name at ±100', ({ run, ends, slopes }) => {
  const x = tensor([-100, 100]);
  const y = run(x);

  test('has the value and the slope of the formula', async () => {
    const [values, slope] = await evaluate([y, ...gradients(sum(y), [x])]);
    for (const [i, end] of ends.entries()) expect(values?.data[i]).toBeCloseTo(end, 4);
    for (const [i, end] of slopes.entries()) expect(slope?.data[i]).toBeCloseTo(end, 6);
  });
});

describe('rectifiers', () => {
  test('have the slopes of Keras at 0', async () => {
    const x = tensor([0]);
    const at0 = [nn.relu, nn.relu6, nn.leakyRelu, nn.elu, nn.celu].map((run) => gradients(sum(run(x)), [x])[0] ?? x);
    expect((await evaluate(at0)).map(({ data }) => data[0])).toEqual([0, 0, 1, 1, 1]);
  });

  test('take whole numbers as floats', async () => {
    const y = nn.relu(Int32Array.of(-1, 2));
    expect(y.dtype).toBe('float32');
    expect(await y.array()).toEqual([0, 2]);
  });

  test('refuse an alpha that divides by 0', () => {
    expect(() => nn.celu([1], 0)).toThrow('celu: alpha: expected a number above 0, received 0.');
  });

  test('refuse a threshold that would push outwards', () => {
    expect(() => nn.softShrink([1], -1)).toThrow(
      'softShrink: threshold: expected a number of at least 0, received -1.',
    );
  });
});

opTest('glu', {
  run: (x) => nn.glu(x),
  inputs: [random([3, 4])],
  expected: (x: number[][]) => x.map(([a = 0, b = 0, c = 0, d = 0]) => [a * sigmoid(c), b * sigmoid(d)]),
  bad: [
    { run: () => nn.glu([1, 2, 3]), message: /glu\(x\): expected an x whose axis 0 has an even length/ },
    { run: () => nn.glu([[1, 2]], 2), message: /glu: axis: expected an axis from -2 to 1, received 2/ },
  ],
});

opTest('glu along another axis', {
  run: (x) => nn.glu(x, 1),
  inputs: [random([2, 2, 3])],
  expected: (x: number[][][]) => x.map(([a = [], b = []]) => [a.map((one, i) => one * sigmoid(b[i] ?? 0))]),
});
