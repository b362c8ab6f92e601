import { placeholder, Unknown } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { diag, diagflat, diagonal, trace } from './diagonals.ts';

const x = random([3, 4]);
const cube = random([2, 3, 3], { seed: 2 });
const u = random([3], { seed: 3 });

opTest('diagonal', {
  run: (y) => diagonal(y),
  inputs: [x],
  expected: [0.536777, 1.128378, -1.647343],
  symbolic: false,
  bad: [
    {
      run: () => diagonal([[1]], 0, 0, -2),
      message: 'diagonal(x, offset, axis1, axis2): expected two different axes, received 0 and -2.',
    },
    { run: () => diagonal([1]), message: 'diagonal: axis2: expected an axis from -1 to 0, received 1.' },
    {
      run: () => diagonal(placeholder({ dtype: 'float32', dims: [new Unknown(), 2] })),
      message: 'expected known lengths of the two axes, received float32[null, 2].',
    },
  ],
});
opTest('diagonal above', {
  run: (y) => diagonal(y, 2),
  inputs: [x],
  expected: [-1.309267, 0.9712698],
  symbolic: false,
});
opTest('diagonal below', {
  run: (y) => diagonal(y, -1),
  inputs: [x],
  expected: [-1.522713, -0.9949934],
  symbolic: false,
});
opTest('diagonal of a batch of matrices', {
  run: (y) => diagonal(y, 1, 1, 2),
  inputs: [cube],
  expected: [
    [1.238923, -1.980773],
    [1.835557, 1.837916],
  ],
});
opTest('diagonal of columns against rows', {
  run: (y) => diagonal(y, 1, 2, 0),
  inputs: [cube],
  expected: [[1.686368], [-1.941957], [1.973946]],
  symbolic: false,
});
opTest('diagonal beyond the corner', {
  run: (y) => diagonal(y, 4),
  inputs: [x],
  expected: { data: new Float32Array(0), shape: [0] },
  symbolic: false,
});
opTest('trace', {
  run: (y) => trace(y, 0, -2, -1),
  inputs: [cube],
  expected: [1.626366, -0.1695834],
  bad: [{ run: () => trace([1]), message: 'diagonal: axis2' }],
});
opTest('diag of a matrix', {
  run: (y) => diag(y, 1),
  inputs: [x],
  expected: [0.01223327, -0.7826158, -0.9331881],
  symbolic: false,
});
opTest('diag of a vector', {
  run: (y) => diag(y),
  inputs: [u],
  expected: [
    [-0.927392, 0, 0],
    [0, -1.695201, 0],
    [0, 0, -1.79227],
  ],
  symbolic: false,
  bad: [
    { run: () => diag(1), message: 'diag(x, k): expected a vector or a matrix of known shape, received float32[].' },
    { run: () => diag([1], 0.5), message: 'diag: k: expected a whole number, received 0.5.' },
  ],
});
opTest('diag of a vector above', {
  run: (y) => diag(y, 3),
  inputs: [u],
  expected: [
    [0, 0, 0, -0.927392, 0, 0],
    [0, 0, 0, 0, -1.695201, 0],
    [0, 0, 0, 0, 0, -1.79227],
    [0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0],
  ],
  symbolic: false,
});
opTest('diag of a vector below', {
  run: (y) => diag(y, -2),
  inputs: [u],
  expected: [
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [-0.927392, 0, 0, 0, 0],
    [0, -1.695201, 0, 0, 0],
    [0, 0, -1.79227, 0, 0],
  ],
  symbolic: false,
});
opTest('diagflat', {
  run: (y) => diagflat(y, 1),
  inputs: [
    [
      [1, 2],
      [3, 4],
    ],
  ],
  expected: [
    [0, 1, 0, 0, 0],
    [0, 0, 2, 0, 0],
    [0, 0, 0, 3, 0],
    [0, 0, 0, 0, 4],
    [0, 0, 0, 0, 0],
  ],
  symbolic: false,
  bad: [
    {
      run: () => diagflat(placeholder({ dtype: 'float32', dims: [new Unknown()] })),
      message: 'diag(x, k): expected a vector or a matrix of known shape',
    },
  ],
});
