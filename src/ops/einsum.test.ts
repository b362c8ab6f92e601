import { expect, test } from 'vitest';
import { placeholder, Unknown } from '../graph/index.ts';
import { compile, evaluateRaw, run, trace } from '../runtime/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { einsum } from './einsum.ts';

const m = random([2, 3]);
const n = random([3, 4], { seed: 2 });
const square = random([3, 3], { seed: 3 });
const batch = random([2, 3, 4], { seed: 4 });
const keys = random([2, 5, 4], { seed: 5 });
const heads = random([2, 3, 2, 4], { seed: 6 });
const others = random([2, 5, 2, 4], { seed: 7 });
const u = random([3], { seed: 8 });
const cubes = random([2, 3, 3], { seed: 9 });
const four = random([4, 2], { seed: 10 });
const joined = random([2, 5, 2, 3], { seed: 12 });
const kernel = random([4, 2, 3], { seed: 11 });

opTest('einsum: a matrix product', {
  run: (x, y) => einsum('ij,jk->ik', x, y),
  inputs: [m, n],
  expected: [
    [-1.07804, -1.567111, -2.661775, 1.354884],
    [6.947886, 6.519834, 2.679347, -0.749959],
  ],
  bad: [
    {
      run: () => einsum('ij,jk->ik', [[1, 2]], [[1], [2], [3]]),
      message:
        "einsum('ij,jk->ik'): expected one length of axis 'j', received 2 and 3, in float32[1, 2], float32[3, 1].",
    },
    {
      run: () => einsum('ij->il', [[1]]),
      message: "einsum('ij->il'): expected a result that names axes of the operands, received 'l'.",
    },
    { run: () => einsum('ij->ii', [[1]]), message: "expected a result that names each axis once, received 'ii'." },
    {
      run: () => einsum('ij', [1]),
      message: "einsum('ij'): expected an operand of 2 axes for 'ij', received float32[1].",
    },
    { run: () => einsum('i,i', [1]), message: 'expected 2 operands, received 1.' },
    { run: () => einsum('i->i->i', [1]), message: "expected one '->' at most, received 2." },
    { run: () => einsum('i1', [1]), message: "expected letters and at most one '...' for each tensor, received 'i1'." },
    {
      run: () => einsum('...i->i', [[1]]),
      message: "expected a '...' in the result, since operands have further axes, received 'i'.",
    },
  ],
});
opTest('einsum: implicit result', {
  run: (x, y) => einsum('ij,jk', x, y),
  inputs: [m, n],
  expected: [
    [-1.07804, -1.567111, -2.661775, 1.354884],
    [6.947886, 6.519834, 2.679347, -0.749959],
  ],
});
opTest('einsum: implicit result in the order of the alphabet', {
  run: (x) => einsum('ba', x),
  inputs: [m],
  expected: [
    [0.536777, 1.292109],
    [0.01223327, -1.522713],
    [-1.309267, 1.128378],
  ],
});
opTest('einsum: transposition', {
  run: (x) => einsum('bij->jbi', x),
  inputs: [batch],
  expected: [
    [
      [1.381356, -0.4236173, 1.460403],
      [-0.03063649, 0.005394384, 1.203224],
    ],
    [
      [-0.5801505, -0.8862691, -0.4216447],
      [1.186569, -1.973948, 1.462291],
    ],
    [
      [0.3916579, -1.194643, 0.5916728],
      [0.7064934, -1.194991, -1.923531],
    ],
    [
      [-1.639043, 1.98634, -0.0001480486],
      [-1.282446, 1.538848, -0.0537964],
    ],
  ],
});
opTest('einsum: sum', { run: (x) => einsum('bij->', x), inputs: [batch], expected: 0.3093847 });
opTest('einsum: diagonal', {
  run: (x) => einsum('ii->i', x),
  inputs: [square],
  expected: [-0.927392, -0.3441857, 0.2451896],
  symbolic: false,
});
opTest('einsum: trace of a batch', {
  run: (x) => einsum('bii->b', x),
  inputs: [cubes],
  expected: [-2.125504, -2.868522],
});
opTest('einsum: diagonal times a vector', {
  run: (x, y) => einsum('bii,i->bi', x, y),
  inputs: [cubes, u],
  expected: [
    [-1.457021, 0.3800747, 0.5047308],
    [2.017781, 0.2594723, 0.2963398],
  ],
});
opTest('einsum: batched product', {
  run: (x, y) => einsum('bqd,bkd->bqk', x, y),
  inputs: [batch, keys],
  expected: [
    [
      [-0.7303022, 2.354432, 0.4425664, -4.030465, 1.405001],
      [1.521885, 1.181011, 0.8055733, 2.146054, -1.734171],
      [2.967327, 1.984686, 2.573534, -1.91135, -0.3251058],
    ],
    [
      [-1.705414, -0.9923263, 0.6405321, 2.910879, -0.1058793],
      [2.843513, 1.945778, -1.526626, -4.465569, -0.2555969],
      [-4.601656, -0.6061403, -1.238681, 2.048336, 2.027585],
    ],
  ],
});
opTest('einsum: scores of attention', {
  run: (x, y) => einsum('bqhd,bkhd->bhqk', x, y),
  inputs: [heads, others],
  expected: [
    [
      [
        [0.4384965, 2.884902, -1.967514, -0.7274867, -1.856802],
        [5.096337, 6.482446, -2.612272, 0.2916202, -5.911068],
        [-0.1473565, -2.161845, 1.936261, -4.917392, 1.047031],
      ],
      [
        [-5.144281, 2.53793, 4.536772, -6.252769, 0.4560931],
        [-2.749704, 1.185261, -4.220271, 2.152072, -1.587112],
        [3.345171, 4.360536, 5.287704, -3.395148, -0.4707253],
      ],
    ],
    [
      [
        [-2.782167, -2.027094, 4.223187, -3.797413, 0.3392836],
        [-3.811168, -2.450612, -1.527704, -0.7149485, 7.010448],
        [-0.7534744, -4.621954, -1.607293, 3.643156, 2.422114],
      ],
      [
        [-2.504945, -1.340722, -0.3894171, -0.5686281, -1.222786],
        [-3.841463, -5.155055, -0.6282977, 1.674009, 1.075731],
        [4.329177, 4.967244, -2.27954, -0.8498861, -0.2062528],
      ],
    ],
  ],
});
opTest('einsum: a projection to heads', {
  run: (x, y) => einsum('abc,cde->abde', x, y),
  inputs: [batch, kernel],
  expected: [
    [
      [
        [2.066522, -1.086523, -2.015106],
        [-0.4608704, 6.278471, 0.6798945],
      ],
      [
        [-1.358082, -0.5802059, 1.327617],
        [-0.6104211, -5.853534, -0.3825526],
      ],
      [
        [0.9953786, -0.7373192, -0.1769235],
        [-1.511408, 3.647729, -2.292047],
      ],
    ],
    [
      [
        [1.121472, 0.5072701, -0.184131],
        [0.6749612, 2.817182, 0.4914491],
      ],
      [
        [-1.510018, -0.8991756, -0.3206995],
        [-0.729894, -3.703642, 0.1719453],
      ],
      [
        [5.63903, -3.834735, 3.233129],
        [-1.220284, -1.999423, 1.850659],
      ],
    ],
  ],
});
opTest('einsum: a projection from heads', {
  run: (x, y) => einsum('btde,cde->btc', x, y),
  inputs: [joined, kernel],
  expected: [
    [
      [-3.132946, 0.8055549, -1.091725, -3.015052],
      [2.967467, 3.118359, -3.088253, -0.4571281],
      [0.1058606, 0.04186141, 1.832304, -1.603021],
      [0.3346432, -4.133609, 0.907469, -7.627749],
      [-2.779556, 1.344741, 0.7357329, 4.102728],
    ],
    [
      [4.933444, -2.177269, 3.930895, -2.440985],
      [-4.174946, -1.830393, -3.595322, -2.358179],
      [-2.217453, -2.387039, 0.5165665, -2.288119],
      [-2.255433, -0.670872, -4.177237, -3.63317],
      [3.6383, 0.6742638, -1.797554, -1.221458],
    ],
  ],
});
opTest('einsum: elementwise product', {
  run: (x, y) => einsum('ij,j->ij', x, y),
  inputs: [m, u],
  expected: [
    [-1.026687, -0.003753042, 0.4008918],
    [-2.471402, 0.4671527, -0.3455046],
  ],
});
opTest('einsum: outer product', {
  run: (x, y) => einsum('i,jk->kij', x, y),
  inputs: [u, m],
  expected: [
    [
      [-1.026687, -2.471402],
      [-0.1646777, -0.3964058],
      [-0.1643588, -0.3956382],
    ],
    [
      [-0.02339843, 2.912476],
      [-0.003753042, 0.4671527],
      [-0.003745775, 0.4662482],
    ],
    [
      [2.504219, -2.158236],
      [0.4016695, -0.3461749],
      [0.4008918, -0.3455046],
    ],
  ],
  symbolic: [true, false],
});
opTest('einsum: an axis of one operand alone is summed first', {
  run: (x, y) => einsum('ij,k->i', x, y),
  inputs: [m, u],
  expected: [1.920159, -2.267485],
});
opTest('einsum: three operands', {
  run: (x, y, z) => einsum('ij,jk,kl->il', x, y, z),
  inputs: [m, n, four],
  expected: [
    [-3.290577, -1.4666],
    [14.70115, 9.965254],
  ],
});
opTest('einsum: an axis that a later operand needs', {
  run: (x, y, z) => einsum('ij,jk,j->ik', x, y, z),
  inputs: [m, n, u],
  expected: [
    [-1.280279, -0.5885019, 1.214795, -2.012385],
    [-6.005504, -4.569849, 0.1411776, -3.614141],
  ],
});
opTest('einsum: ellipsis', {
  run: (x, y) => einsum('...ij,jk->...ik', x, y),
  inputs: [cubes, square],
  expected: [
    [
      [-0.04030765, -4.218564, -1.631549],
      [2.057488, 6.219351, 4.107511],
      [-4.785596, 0.4773875, -3.661221],
    ],
    [
      [-0.4811808, -1.334951, 0.4100639],
      [-0.2469057, 0.05176201, -0.9847079],
      [1.039999, 3.48522, 2.149082],
    ],
  ],
});
opTest('einsum: ellipses of different ranks, implicit result', {
  run: (x, y) => einsum('...i,...i', x, y),
  inputs: [cubes, u],
  expected: [
    [-2.116133, 4.266275, -2.157554],
    [1.04561, -1.3045, 2.241421],
  ],
});
opTest('einsum: ellipsis in front of the letters of the result', {
  run: (x) => einsum('i...->...i', x),
  inputs: [batch],
  expected: [
    [
      [1.381356, -0.03063649],
      [-0.5801505, 1.186569],
      [0.3916579, 0.7064934],
      [-1.639043, -1.282446],
    ],
    [
      [-0.4236173, 0.005394384],
      [-0.8862691, -1.973948],
      [-1.194643, -1.194991],
      [1.98634, 1.538848],
    ],
    [
      [1.460403, 1.203224],
      [-0.4216447, 1.462291],
      [0.5916728, -1.923531],
      [-0.0001480486, -0.0537964],
    ],
  ],
});
opTest('einsum: axes of length 1 broadcast', {
  run: (x, y) => einsum('...i,...i->...i', x, y),
  inputs: [{ data: Float32Array.of(1, 2, 3), shape: [1, 3] }, square],
  expected: [
    [-0.927392, -3.390401, -5.376811],
    [-1.77222, -0.6883714, -3.154806],
    [1.137471, -3.529576, 0.7355689],
  ],
  symbolic: [false, true],
});
opTest('einsum: a summed axis of length 1 is a factor', {
  run: (x, y) => einsum('i,i->', x, y),
  inputs: [[2], [1, 2, 3]],
  expected: 12,
  symbolic: [false, true],
});
opTest('einsum of whole numbers', {
  run: (x, y) => einsum('i,i->', x, y),
  inputs: [Int32Array.of(1, 2), Int32Array.of(3, 4)],
  expected: 11,
  dtype: 'int32',
});

test('several unknown axes on each side', async () => {
  const dims = () => [new Unknown(), new Unknown(), new Unknown(), 2];
  const x = placeholder({ dtype: 'float32', dims: dims() });
  const y = placeholder({ dtype: 'float32', dims: dims() });
  const program = trace([x, y], false, () => [einsum('abcd,bced->ae', x, y)]);
  const one = random([2, 3, 2, 2]);
  const two = random([3, 2, 4, 2], { seed: 2 });
  const [result] = await run(
    program,
    await compile(program),
    [one, two].map(({ data, shape }) => ({ data: Float32Array.from(data as Float32Array), shape })),
    evaluateRaw,
  );
  const fixed = await einsum('abcd,bced->ae', one, two).evaluated();
  expect(result?.shape).toEqual([2, 4]);
  expect(result?.data).toEqual(fixed.data);
});
