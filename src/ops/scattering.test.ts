import { expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { sum } from './reduce.ts';
import { type ScatterReduction, scatter, scatterUpdate, segmentMax, segmentMin, segmentSum } from './scattering.ts';

const x = random([4, 3]);
const rows = random([3, 3], { seed: 2 });
const few = random([3], { seed: 3 });
const ids = Int32Array.of(2, 0, 2, 1);
const pairs = { data: Int32Array.of(0, 1, 3, -1, 2, 0), shape: [3, 2] };
const single = { data: Int32Array.of(1, 3, 1), shape: [3, 1] };
const distinct = { data: Int32Array.of(1, 3, -4), shape: [3, 1] };

opTest('scatter of rows', {
  run: (at, values) => scatter(at, values, [4, 3]),
  inputs: [single, rows],
  expected: [
    [0, 0, 0],
    [1.074719, 3.112385, 1.108498],
    [0, 0, 0],
    [1.852557, -1.813202, -1.980773],
  ],
  bad: [
    {
      run: () => scatter([[0]], [1, 2], [3]),
      message:
        'scatter(indices, values, shape): expected indices [..., depth] with a depth of 1 to 1, and updates that have the axes of indices but the last and of x after the first depth ones, received indices int32[1, 1] and updates float32[2] for float32[3].',
    },
  ],
});
opTest('scatter of elements', {
  run: (at, values) => scatter(at, values, [4, 3]),
  inputs: [pairs, few],
  expected: [
    [0, -0.927392, 0],
    [0, 0, 0],
    [-1.79227, 0, 0],
    [0, 0, -1.695201],
  ],
});
opTest('scatterUpdate of rows', {
  run: (y, at, values) => scatterUpdate(y, at, values),
  inputs: [x, distinct, rows],
  expected: [
    [-0.7927632, 1.873462, 1.572086],
    [1.867482, 1.238923, -0.463588],
    [-0.7826158, 0.9712698, -0.242095],
    [1.852557, -1.813202, -1.980773],
  ],
  bad: [
    {
      run: () => scatterUpdate([1], [[0]], [2], 'sum' as ScatterReduction),
      message: "scatterUpdate: reduction: expected null or one of 'add', 'max', 'min', 'mul', received 'sum'.",
    },
  ],
});
opTest('scatterUpdate of elements', {
  run: (y, at, values) => scatterUpdate(y, at, values),
  inputs: [x, pairs, few],
  expected: [
    [0.536777, -0.927392, -1.309267],
    [1.292109, -1.522713, 1.128378],
    [-1.79227, 0.9712698, -0.242095],
    [-0.9949934, -1.647343, -1.695201],
  ],
});
opTest('scatterUpdate by adding', {
  run: (y, at, values) => scatterUpdate(y, at, values, 'add'),
  inputs: [x, single, rows],
  expected: [
    [0.536777, 0.01223327, -1.309267],
    [2.366828, 1.589672, 2.236876],
    [-0.7826158, 0.9712698, -0.242095],
    [0.8575631, -3.460545, -2.913961],
  ],
});
opTest('scatterUpdate by the largest', {
  run: (y, at, values) => scatterUpdate(y, at, values, 'max'),
  inputs: [x, single, rows],
  expected: [
    [0.536777, 0.01223327, -1.309267],
    [1.867482, 1.873462, 1.572086],
    [-0.7826158, 0.9712698, -0.242095],
    [1.852557, -1.647343, -0.9331881],
  ],
});
opTest('scatterUpdate by the smallest', {
  run: (y, at, values) => scatterUpdate(y, at, values, 'min'),
  inputs: [x, single, rows],
  expected: [
    [0.536777, 0.01223327, -1.309267],
    [-0.7927632, -1.522713, -0.463588],
    [-0.7826158, 0.9712698, -0.242095],
    [-0.9949934, -1.813202, -1.980773],
  ],
});
opTest('scatterUpdate by multiplying', {
  run: (y, at, values) => scatterUpdate(y, at, values, 'mul'),
  inputs: [x, single, rows],
  expected: [
    [0.536777, 0.01223327, -1.309267],
    [-1.91293, -3.534332, -0.8223625],
    [-0.7826158, 0.9712698, -0.242095],
    [-1.843282, 2.986966, 1.848434],
  ],
  gradient: false,
});
opTest('scatterUpdate of booleans', {
  run: (y, at, values) => scatterUpdate(y, at, values),
  inputs: [[true, true], { data: Int32Array.of(1), shape: [1, 1] }, [false]],
  expected: [true, false],
  dtype: 'bool',
});
opTest('segmentSum', {
  run: (y, at) => segmentSum(y, at, 4),
  inputs: [x, ids],
  expected: [
    [1.292109, -1.522713, 1.128378],
    [-0.9949934, -1.647343, -0.9331881],
    [-0.2458388, 0.983503, -1.551362],
    [0, 0, 0],
  ],
  bad: [
    {
      run: () => segmentSum([1, 2], [0], 1),
      message:
        'segmentSum(data, segmentIds, numSegments): expected data [n, ...] and segmentIds [n], received float32[2] and int32[1].',
    },
    {
      run: () => segmentSum([1], [0], 0),
      message: 'segmentSum: numSegments: expected a positive whole number, received 0.',
    },
  ],
});
opTest('segmentSum passes over rows of no segment', {
  run: (y, at) => segmentSum(y, at, 2),
  inputs: [x, Int32Array.of(-1, 0, 2, 1)],
  expected: [
    [1.292109, -1.522713, 1.128378],
    [-0.9949934, -1.647343, -0.9331881],
  ],
});
opTest('segmentMax', {
  run: (y, at) => segmentMax(y, at, 3),
  inputs: [x, ids],
  expected: [
    [1.292109, -1.522713, 1.128378],
    [-0.9949934, -1.647343, -0.9331881],
    [0.536777, 0.9712698, -0.242095],
  ],
});
opTest('segmentMax of an empty segment', {
  run: (y, at) => segmentMax(y, at, 2),
  inputs: [[1, 2], Int32Array.of(1, 1)],
  expected: [Number.NEGATIVE_INFINITY, 2],
  gradient: false,
});
opTest('segmentMin', {
  run: (y, at) => segmentMin(y, at, 3),
  inputs: [x, ids],
  expected: [
    [1.292109, -1.522713, 1.128378],
    [-0.9949934, -1.647343, -0.9331881],
    [-0.7826158, 0.01223327, -1.309267],
  ],
});
opTest('segmentMin of whole numbers', {
  run: (y, at) => segmentMin(y, at, 2),
  inputs: [Int32Array.of(4, -2, 3), Int32Array.of(1, 0, 1)],
  expected: [-2, 3],
  dtype: 'int32',
});

test('scattering with duplicates adds exactly, run after run', async () => {
  const count = 20_000;
  const at = tensor({ data: Int32Array.from({ length: count }, (_, i) => (i * 7) % 10), shape: [count, 1] });
  for (let i = 0; i < 5; i++) {
    const ones = tensor({ data: new Float32Array(count * 8).fill(1), shape: [count, 8] });
    const total = await scatter(at, ones, [10, 8]).data();
    expect(total.every((one) => Number(one) === count / 10)).toBe(true);
  }
});

test('multiplying updates have no gradient', () => {
  const y = tensor([1, 2]);
  expect(() => gradients(sum(scatterUpdate(y, [[0]], [3], 'mul')), [y])).toThrow(
    "a reduction of null, 'add', 'max' or 'min'",
  );
});
