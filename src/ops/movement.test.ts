import { expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { expand, placeholder, tensor, Unknown } from '../graph/index.ts';
import { compile, evaluateRaw, run, trace } from '../runtime/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { expandDims, moveaxis, ravel, reshape, reshapeTo, squeeze, swapaxes, transpose } from './movement.ts';
import { sum } from './reduce.ts';

const x = random([2, 3, 4]);
const matrix = random([2, 3], { seed: 2 });

opTest('transpose', {
  run: (y) => transpose(y, [1, 2, 0]),
  inputs: [x],
  expected: [
    [
      [0.536777, 0.2151365],
      [0.01223327, 0.4529427],
      [-1.309267, 0.7282699],
      [1.292109, 1.61413],
    ],
    [
      [-1.522713, -1.37088],
      [1.128378, -0.6505831],
      [-0.7826158, -0.382895],
      [0.9712698, 1.069932],
    ],
    [
      [-0.242095, -0.4967166],
      [-0.9949934, 1.762698],
      [-1.647343, 1.003157],
      [-0.9331881, -0.296193],
    ],
  ],
  bad: [
    {
      run: () => transpose([[1, 2]], [0, 0]),
      message: 'transpose: axes: expected each of the 2 axes of float32[1, 2] once, received [0, 0].',
    },
  ],
});
opTest('transpose of all axes reversed', {
  run: (y) => transpose(y),
  inputs: [x],
  expected: [
    [
      [0.536777, 0.2151365],
      [-1.522713, -1.37088],
      [-0.242095, -0.4967166],
    ],
    [
      [0.01223327, 0.4529427],
      [1.128378, -0.6505831],
      [-0.9949934, 1.762698],
    ],
    [
      [-1.309267, 0.7282699],
      [-0.7826158, -0.382895],
      [-1.647343, 1.003157],
    ],
    [
      [1.292109, 1.61413],
      [0.9712698, 1.069932],
      [-0.9331881, -0.296193],
    ],
  ],
});
opTest('transpose of booleans', {
  run: (y) => transpose(y),
  inputs: [[[true, false]]],
  expected: [[true], [false]],
  dtype: 'bool',
});
opTest('reshape', {
  run: (y) => reshape(y, [4, -1, 2]),
  inputs: [x],
  expected: [
    [
      [0.536777, 0.01223327],
      [-1.309267, 1.292109],
      [-1.522713, 1.128378],
    ],
    [
      [-0.7826158, 0.9712698],
      [-0.242095, -0.9949934],
      [-1.647343, -0.9331881],
    ],
    [
      [0.2151365, 0.4529427],
      [0.7282699, 1.61413],
      [-1.37088, -0.6505831],
    ],
    [
      [-0.382895, 1.069932],
      [-0.4967166, 1.762698],
      [1.003157, -0.296193],
    ],
  ],
  symbolic: false,
  bad: [
    {
      run: () => reshape([1, 2, 3], [2, -1]),
      message: 'reshape(x, [2, -1]): expected an x whose number of elements is a multiple of 2, received float32[3].',
    },
    {
      run: () => reshape([1, 2, 3], [2, 2]),
      message: 'reshape(x, [2, 2]): expected an x of 4 elements, received float32[3].',
    },
    { run: () => reshape([1, 2, 3], [-1, -1]), message: 'at most one axis of -1' },
    { run: () => reshape([1, 2, 3], [null, 3]), message: 'an x with at least 1 unknown axes' },
    { run: () => reshape([1, 2, 3], [1.5, 2]), message: 'whole axis lengths' },
  ],
});
opTest('reshape of all but an unknown axis', {
  run: (y) => reshape(y, [-1, 12]),
  inputs: [x],
  expected: [
    [
      0.536777, 0.01223327, -1.309267, 1.292109, -1.522713, 1.128378, -0.7826158, 0.9712698, -0.242095, -0.9949934,
      -1.647343, -0.9331881,
    ],
    [
      0.2151365, 0.4529427, 0.7282699, 1.61413, -1.37088, -0.6505831, -0.382895, 1.069932, -0.4967166, 1.762698,
      1.003157, -0.296193,
    ],
  ],
});
opTest('ravel', {
  run: (y) => ravel(y),
  inputs: [x],
  expected: [
    0.536777, 0.01223327, -1.309267, 1.292109, -1.522713, 1.128378, -0.7826158, 0.9712698, -0.242095, -0.9949934,
    -1.647343, -0.9331881, 0.2151365, 0.4529427, 0.7282699, 1.61413, -1.37088, -0.6505831, -0.382895, 1.069932,
    -0.4967166, 1.762698, 1.003157, -0.296193,
  ],
});
opTest('expandDims', {
  run: (y) => expandDims(y, [0, -1]),
  inputs: [matrix],
  expected: [
    [
      [[1.867482], [1.238923], [-0.463588]],
      [[1.852557], [-1.813202], [-1.980773]],
    ],
  ],
  bad: [{ run: () => expandDims([1], 3), message: 'expandDims: axis: expected an axis from -2 to 1, received 3.' }],
});
opTest('squeeze', {
  run: (y) => squeeze(y, 1),
  inputs: [{ data: Float32Array.of(1, 2), shape: [2, 1, 1] }],
  expected: [[1], [2]],
  bad: [
    {
      run: () => squeeze([[1, 2]], 1),
      message: 'squeeze: axis: expected axes of length 1, received axes 1 of float32[1, 2].',
    },
  ],
});
opTest('moveaxis', {
  run: (y) => moveaxis(y, 0, -1),
  inputs: [x],
  expected: [
    [
      [0.536777, 0.2151365],
      [0.01223327, 0.4529427],
      [-1.309267, 0.7282699],
      [1.292109, 1.61413],
    ],
    [
      [-1.522713, -1.37088],
      [1.128378, -0.6505831],
      [-0.7826158, -0.382895],
      [0.9712698, 1.069932],
    ],
    [
      [-0.242095, -0.4967166],
      [-0.9949934, 1.762698],
      [-1.647343, 1.003157],
      [-0.9331881, -0.296193],
    ],
  ],
  bad: [
    {
      run: () => moveaxis([[1]], [0, 1], 0),
      message: 'expected as many destinations as sources, received 2 sources and 1 destinations',
    },
    { run: () => moveaxis([[1]], 2, 0), message: 'moveaxis: source: expected an axis from -2 to 1, received 2.' },
  ],
});
opTest('moveaxis of several axes', {
  run: (y) => moveaxis(y, [0, 2], [1, 0]),
  inputs: [x],
  expected: [
    [
      [0.536777, -1.522713, -0.242095],
      [0.2151365, -1.37088, -0.4967166],
    ],
    [
      [0.01223327, 1.128378, -0.9949934],
      [0.4529427, -0.6505831, 1.762698],
    ],
    [
      [-1.309267, -0.7826158, -1.647343],
      [0.7282699, -0.382895, 1.003157],
    ],
    [
      [1.292109, 0.9712698, -0.9331881],
      [1.61413, 1.069932, -0.296193],
    ],
  ],
});
opTest('swapaxes', {
  run: (y) => swapaxes(y, 0, -1),
  inputs: [x],
  expected: [
    [
      [0.536777, 0.2151365],
      [-1.522713, -1.37088],
      [-0.242095, -0.4967166],
    ],
    [
      [0.01223327, 0.4529427],
      [1.128378, -0.6505831],
      [-0.9949934, 1.762698],
    ],
    [
      [-1.309267, 0.7282699],
      [-0.7826158, -0.382895],
      [-1.647343, 1.003157],
    ],
    [
      [1.292109, 1.61413],
      [0.9712698, 1.069932],
      [-0.9331881, -0.296193],
    ],
  ],
  bad: [{ run: () => swapaxes([[1]], 0, 2), message: 'swapaxes: axis2: expected an axis from -2 to 1' }],
});

const batch = new Unknown();
const time = new Unknown();
const sequence = placeholder({ dtype: 'float32', dims: [batch, time, 6] });

test('reshape: null stands for the unknown axes of x, with their identity', () => {
  const { dims } = reshape(sequence, [null, null, 2, 3]);
  expect(dims[0]).toBe(batch);
  expect(dims[1]).toBe(time);
});

test('reshape: -1 is the unknown axis that is left', () => {
  expect(reshape(sequence, [null, -1, 2, 3]).dims[1]).toBe(time);
  expect(reshape(sequence, [-1, 6]).shape).toEqual([null, 6]);
  expect(reshape(sequence, [null, 3, -1]).dims[0]).toBe(batch);
});

test('reshape reads two unknown axes at run time', async () => {
  const program = trace([sequence], false, () => [reshape(transpose(sequence, [1, 2, 0]), [null, 2, 3, null])]);
  const data = Float32Array.from({ length: 24 }, (_, i) => i);
  const [result] = await run(program, await compile(program), [{ data, shape: [2, 2, 6] }], evaluateRaw);
  expect(result?.shape).toEqual([2, 2, 3, 2]);
});

test('reshapeTo finds unknown axes in other tensors', async () => {
  const flat = placeholder({ dtype: 'float32', dims: [new Unknown()] });
  const program = trace([flat, sequence], false, () => [reshapeTo(flat, [time, batch, 6], [sequence])]);
  const data = Float32Array.from({ length: 36 }, (_, i) => i);
  const inputs = [
    { data, shape: [36] },
    { data, shape: [2, 3, 6] },
  ];
  const [result] = await run(program, await compile(program), inputs, evaluateRaw);
  expect(result?.shape).toEqual([3, 2, 6]);
});

test('a reshape applied to other tensors takes their unknown axes', () => {
  const folded = reshape(sequence, [null, null, 2, 3]);
  const other = placeholder({ dtype: 'float32', dims: [new Unknown(), new Unknown(), 6] });
  expect(expand([folded], new Map([[sequence, other]]))[0]?.dims.slice(0, 2)).toEqual(other.dims.slice(0, 2));
  expect(expand([folded], new Map([[sequence, other]]))[0]?.dims[1]).toBe(other.dims[1]);
  const fixed = tensor({ data: new Float32Array(24), shape: [2, 2, 6] });
  expect(expand([folded], new Map([[sequence, fixed]]))[0]?.shape).toEqual([2, 2, 2, 3]);
});

test('reshape of empty tensors', async () => {
  const empty = tensor({ data: new Float32Array(0), shape: [0, 3] });
  const turned = reshape(empty, [3, 0]);
  expect((await turned.evaluated()).shape).toEqual([3, 0]);
  const [slope] = gradients(sum(turned), [empty]);
  expect((await slope?.evaluated())?.shape).toEqual([0, 3]);
});
