import { opTest, random } from '../testing/op-test.ts';
import { cross, dot, inner, kron, outer, tensordot, vdot } from './products.ts';

const a = random([2, 3, 4]);
const b = random([3, 4, 2], { seed: 2 });
const m = random([2, 3], { seed: 3 });
const n = random([3, 2], { seed: 4 });
const u = random([3], { seed: 5 });
const v = random([3], { seed: 6 });
const deep = random([2, 3, 2], { seed: 8 });
const rows = random([4, 3], { seed: 9 });
const plane = random([2, 2], { seed: 10 });
const flat = random([2, 2], { seed: 7 });

opTest('tensordot', {
  run: (x, y) => tensordot(x, y),
  inputs: [a, b],
  expected: [
    [6.064304, 6.194582],
    [-1.984724, 0.8270001],
  ],
  bad: [
    {
      run: () => tensordot([[1, 2]], [[1, 2]], 1),
      message:
        'tensordot(a, b, axes): expected axes [1] of a to be as long as axes [0] of b, received a float32[1, 2] and b float32[1, 2].',
    },
    {
      run: () => tensordot([1], [1], 2),
      message: 'tensordot: axes: expected a whole number from 0 to 1, or [axesOfA, axesOfB], received 2.',
    },
    {
      run: () => tensordot([[1]], [[1]], [[0, 1], 0]),
      message: 'expected as many axes of a as of b, none of them twice, received [0,1] and [0].',
    },
    { run: () => tensordot([1], [1], [1, 0]), message: 'tensordot: axes: expected an axis' },
  ],
});
opTest('tensordot over pairs of axes', {
  run: (x, y) =>
    tensordot(x, y, [
      [0, 2],
      [2, 1],
    ]),
  inputs: [a, b],
  expected: [
    [5.033492, 8.606025, -0.4876124],
    [-2.85844, 3.270832, 5.653356],
    [3.844094, -3.439819, -1.41302],
  ],
  symbolic: [true, false],
});
opTest('tensordot over one axis', {
  run: (x, y) => tensordot(x, y, [1, -3]),
  inputs: [a, b],
  expected: [
    [
      [
        [-0.9786934, -1.65624],
        [-3.011147, 1.561188],
        [1.921162, 0.4225566],
        [-3.064771, -2.419653],
      ],
      [
        [3.493008, 2.931481],
        [2.200019, 0.4476607],
        [-2.470714, -0.1032047],
        [2.719232, 0.5260295],
      ],
      [
        [-0.8669984, -1.263936],
        [-0.6069139, -1.038421],
        [3.467828, 4.682353],
        [0.6841016, -6.85242],
      ],
      [
        [5.5308, 4.189253],
        [1.309948, 2.814739],
        [-4.470308, -2.560575],
        [1.375151, 2.720809],
      ],
    ],
    [
      [
        [-0.9065802, -1.539333],
        [-2.548924, 1.109391],
        [2.143671, 1.154101],
        [-2.363096, -3.163764],
      ],
      [
        [-3.18194, -2.331381],
        [-1.642415, -0.2614596],
        [0.8978988, -1.886416],
        [-2.715285, 2.618974],
      ],
      [
        [-0.9520836, -0.7652099],
        [-1.176033, 0.7260889],
        [-0.3175544, -1.994927],
        [-1.941513, 2.346965],
      ],
      [
        [5.201331, 4.105774],
        [1.255665, 2.927533],
        [-5.081091, -3.835404],
        [0.8818253, 4.622719],
      ],
    ],
  ],
});
opTest('tensordot over no axis', {
  run: (x, y) => tensordot(x, y, 0),
  inputs: [m, u],
  expected: [
    [
      [-1.608992, -0.4431512, -0.9958624],
      [-2.941113, -0.8100461, -1.820359],
      [-3.109526, -0.8564306, -1.924596],
    ],
    [
      [-3.074739, -0.8468495, -1.903065],
      [-0.5971501, -0.164468, -0.3695973],
      [-1.824493, -0.5025046, -1.129243],
    ],
  ],
});
opTest('dot of vectors', {
  run: (x, y) => dot(x, y),
  inputs: [u, v],
  expected: 2.870827,
  bad: [{ run: () => dot([1], [1, 2]), message: 'matmul(a, b): expected matrices whose inner axes agree' }],
});
opTest('dot of matrices', {
  run: (x, y) => dot(x, y),
  inputs: [m, n],
  expected: [
    [-1.18576, 4.904968],
    [-2.137393, 2.524292],
  ],
});
opTest('dot of more axes', {
  run: (x, y) => dot(x, y),
  inputs: [m, deep],
  expected: [
    [
      [-1.098885, 1.103628],
      [0.7304573, -0.3777066],
    ],
    [
      [1.505001, 0.06435122],
      [0.7916246, -2.030005],
    ],
  ],
  symbolic: [true, false],
});
opTest('dot with a scalar', {
  run: (x, y) => dot(x, y),
  inputs: [m, 3],
  expected: [
    [-2.782176, -5.085602, -5.376811],
    [-5.31666, -1.032557, -3.154806],
  ],
});
opTest('vdot', {
  run: (x, y) => vdot(x, y),
  inputs: [m, n],
  expected: 2.983006,
  symbolic: [true, false],
  bad: [{ run: () => vdot([1], [1, 2]), message: 'matmul(a, b)' }],
});
opTest('inner', {
  run: (x, y) => inner(x, y),
  inputs: [m, u],
  expected: [-4.343634, -4.36845],
  bad: [{ run: () => inner([1], [1, 2]), message: 'tensordot(a, b, axes)' }],
});
opTest('inner of matrices', {
  run: (x, y) => inner(x, y),
  inputs: [m, rows],
  expected: [
    [-4.502925, 6.569585, 0.1206121, -4.537009],
    [-3.179425, 5.234843, -0.7931014, -0.2337403],
  ],
  symbolic: [true, false],
});
opTest('outer', {
  run: (x, y) => outer(x, y),
  inputs: [m, v],
  expected: [
    [-1.480138, 0.2696995, -0.2079184],
    [-2.705578, 0.4929897, -0.3800586],
    [-2.860503, 0.5212191, -0.4018213],
    [-2.828502, 0.5153881, -0.3973261],
    [-0.549328, 0.1000944, -0.07716535],
    [-1.67838, 0.3058216, -0.2357659],
  ],
});
opTest('outer of whole numbers', {
  run: (x, y) => outer(x, y),
  inputs: [Int32Array.of(1, 2), Int32Array.of(3, 4)],
  expected: [
    [3, 4],
    [6, 8],
  ],
  dtype: 'int32',
});
opTest('cross', {
  run: (x, y) => cross(x, y),
  inputs: [m, v],
  expected: [
    [-0.9012777, -2.652585, 2.975277],
    [-0.382987, -1.281054, 1.064716],
  ],
  bad: [
    {
      run: () => cross([1], [1, 2, 3]),
      message: 'cross: axisa: expected a length of 2 or 3 of axis -1, received float32[1].',
    },
  ],
});
opTest('cross in the plane', { run: (x, y) => cross(x, y), inputs: [flat, plane], expected: [2.231342, 0.08135157] });
opTest('cross of a vector in the plane and one in space', {
  run: (x, y) => cross(x, y),
  inputs: [flat, m],
  expected: [
    [2.084288, 0.2620714, -1.326371],
    [1.321243, 1.218244, -2.62536],
  ],
});
opTest('cross of a vector in space and one in the plane', {
  run: (x, y) => cross(x, y),
  inputs: [m, flat],
  expected: [
    [-2.084288, -0.2620714, 1.326371],
    [-1.321243, -1.218244, 2.62536],
  ],
});
opTest('cross along other axes', {
  run: (x, y) => cross(x, y, 0, 1, 0),
  inputs: [n, m],
  expected: [
    [-1.420073, 1.41858],
    [2.868623, 0.9605762],
    [-1.978455, -2.705065],
  ],
  symbolic: false,
});
opTest('kron', {
  run: (x, y) => kron(x, y),
  inputs: [m, n],
  expected: [
    [-1.281059, 0.5380269, -2.341676, 0.9834715, -2.475764, 1.039787],
    [-0.3632204, 1.520035, -0.6639388, 2.778507, -0.7019569, 2.937608],
    [0.3928593, 0.8219188, 0.7181163, 1.502404, 0.7592368, 1.588434],
    [-2.448066, 1.028154, -0.475443, 0.1996795, -1.452637, 0.6100875],
    [-0.694104, 2.904745, -0.1348031, 0.5641352, -0.4118683, 1.723621],
    [0.750743, 1.570664, 0.145803, 0.3050412, 0.4454769, 0.9320025],
  ],
});
opTest('kron of different ranks', {
  run: (x, y) => kron(x, y),
  inputs: [u, m],
  expected: [
    [-1.608992, -2.941113, -3.109526, -0.4431512, -0.8100461, -0.8564306, -0.9958624, -1.820359, -1.924596],
    [-3.074739, -0.5971501, -1.824493, -0.8468495, -0.164468, -0.5025046, -1.903065, -0.3695973, -1.129243],
  ],
  symbolic: [true, false],
});
