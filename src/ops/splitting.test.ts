import { expect, test } from 'vitest';
import { placeholder, Unknown } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { arraySplit, dsplit, hsplit, split, unstack, vsplit } from './splitting.ts';

const x = random([4, 6]);
const cube = random([2, 2, 4], { seed: 3 });

opTest('split into equal parts', {
  run: (y) => split(y, 3, 1),
  inputs: [x],
  expected: [
    [
      [0.536777, 0.01223327],
      [-0.7826158, 0.9712698],
      [0.2151365, 0.4529427],
      [-0.382895, 1.069932],
    ],
    [
      [-1.309267, 1.292109],
      [-0.242095, -0.9949934],
      [0.7282699, 1.61413],
      [-0.4967166, 1.762698],
    ],
    [
      [-1.522713, 1.128378],
      [-1.647343, -0.9331881],
      [-1.37088, -0.6505831],
      [1.003157, -0.296193],
    ],
  ],
  bad: [
    {
      run: () => split([1, 2, 3], 2),
      message: 'split(x, 2, 0): expected a length of axis 0 that is a multiple of 2, received float32[3]. Give',
    },
    { run: () => split([1, 2, 3], 0), message: 'split: indicesOrSections: expected a positive whole number of parts' },
    {
      run: () => split([1, 2, 3], [0.5]),
      message: 'split: indicesOrSections: expected whole numbers, received [0.5].',
    },
    { run: () => split([1, 2, 3], 1, 1), message: 'split: axis: expected an axis from -1 to 0' },
  ],
});
opTest('split of an unknown axis into equal parts', {
  run: (y) => split(y, 2),
  inputs: [x],
  expected: [
    [
      [0.536777, 0.01223327, -1.309267, 1.292109, -1.522713, 1.128378],
      [-0.7826158, 0.9712698, -0.242095, -0.9949934, -1.647343, -0.9331881],
    ],
    [
      [0.2151365, 0.4529427, 0.7282699, 1.61413, -1.37088, -0.6505831],
      [-0.382895, 1.069932, -0.4967166, 1.762698, 1.003157, -0.296193],
    ],
  ],
});
opTest('split at places', {
  run: (y) => split(y, [1, 4], -1),
  inputs: [x],
  expected: [
    [[0.536777], [-0.7826158], [0.2151365], [-0.382895]],
    [
      [0.01223327, -1.309267, 1.292109],
      [0.9712698, -0.242095, -0.9949934],
      [0.4529427, 0.7282699, 1.61413],
      [1.069932, -0.4967166, 1.762698],
    ],
    [
      [-1.522713, 1.128378],
      [-1.647343, -0.9331881],
      [-1.37088, -0.6505831],
      [1.003157, -0.296193],
    ],
  ],
});
opTest('split of an unknown axis at places', {
  run: (y) => split(y, [1, 3]),
  inputs: [x],
  expected: [
    [[0.536777, 0.01223327, -1.309267, 1.292109, -1.522713, 1.128378]],
    [
      [-0.7826158, 0.9712698, -0.242095, -0.9949934, -1.647343, -0.9331881],
      [0.2151365, 0.4529427, 0.7282699, 1.61413, -1.37088, -0.6505831],
    ],
    [[-0.382895, 1.069932, -0.4967166, 1.762698, 1.003157, -0.296193]],
  ],
});
opTest('split at places that leave a part empty', {
  run: (y) => split(y, [2, 2]),
  inputs: [[1, 2, 3]],
  expected: [[1, 2], { data: new Float32Array(0), shape: [0] }, [3]],
});
opTest('split at negative places', { run: (y) => split(y, [-1]), inputs: [[1, 2, 3]], expected: [[1, 2], [3]] });
opTest('arraySplit', {
  run: (y) => arraySplit(y, 4, 1),
  inputs: [x],
  expected: [
    [
      [0.536777, 0.01223327],
      [-0.7826158, 0.9712698],
      [0.2151365, 0.4529427],
      [-0.382895, 1.069932],
    ],
    [
      [-1.309267, 1.292109],
      [-0.242095, -0.9949934],
      [0.7282699, 1.61413],
      [-0.4967166, 1.762698],
    ],
    [[-1.522713], [-1.647343], [-1.37088], [1.003157]],
    [[1.128378], [-0.9331881], [-0.6505831], [-0.296193]],
  ],
  bad: [
    {
      run: () => arraySplit(placeholder({ dtype: 'float32', dims: [new Unknown()] }), 2),
      message: 'arraySplit(x, sections, axis): expected a known length of axis 0, received float32[null]. Use split',
    },
  ],
});
opTest('arraySplit at places', {
  run: (y) => arraySplit(y, [1, 2]),
  inputs: [x],
  expected: [
    [[0.536777, 0.01223327, -1.309267, 1.292109, -1.522713, 1.128378]],
    [[-0.7826158, 0.9712698, -0.242095, -0.9949934, -1.647343, -0.9331881]],
    [
      [0.2151365, 0.4529427, 0.7282699, 1.61413, -1.37088, -0.6505831],
      [-0.382895, 1.069932, -0.4967166, 1.762698, 1.003157, -0.296193],
    ],
  ],
});
opTest('unstack', {
  run: (y) => unstack(y, null, 1),
  inputs: [random([2, 3], { seed: 2 })],
  expected: (y: number[][]) => [0, 1, 2].map((i) => y.map((row) => row[i] ?? 0)),
  bad: [
    {
      run: () => unstack([1, 2], 3),
      message: 'unstack(x, num, axis): expected num to be the length of axis 0, received num 3 and float32[2].',
    },
    {
      run: () => unstack(placeholder({ dtype: 'float32', dims: [new Unknown()] })),
      message: 'a known length of axis 0, or num',
    },
  ],
});
opTest('unstack of an unknown axis', {
  run: (y) => unstack(y, 4),
  inputs: [x],
  expected: [
    [0.536777, 0.01223327, -1.309267, 1.292109, -1.522713, 1.128378],
    [-0.7826158, 0.9712698, -0.242095, -0.9949934, -1.647343, -0.9331881],
    [0.2151365, 0.4529427, 0.7282699, 1.61413, -1.37088, -0.6505831],
    [-0.382895, 1.069932, -0.4967166, 1.762698, 1.003157, -0.296193],
  ],
});

opTest('hsplit', {
  run: (y) => hsplit(y, 2),
  inputs: [x],
  expected: [
    [
      [0.536777, 0.01223327, -1.309267],
      [-0.7826158, 0.9712698, -0.242095],
      [0.2151365, 0.4529427, 0.7282699],
      [-0.382895, 1.069932, -0.4967166],
    ],
    [
      [1.292109, -1.522713, 1.128378],
      [-0.9949934, -1.647343, -0.9331881],
      [1.61413, -1.37088, -0.6505831],
      [1.762698, 1.003157, -0.296193],
    ],
  ],
  bad: [{ run: () => hsplit([1, 2, 3], 2), message: 'split(x, 2, 0)' }],
});
opTest('vsplit', {
  run: (y) => vsplit(y, 2),
  inputs: [x],
  expected: [
    [
      [0.536777, 0.01223327, -1.309267, 1.292109, -1.522713, 1.128378],
      [-0.7826158, 0.9712698, -0.242095, -0.9949934, -1.647343, -0.9331881],
    ],
    [
      [0.2151365, 0.4529427, 0.7282699, 1.61413, -1.37088, -0.6505831],
      [-0.382895, 1.069932, -0.4967166, 1.762698, 1.003157, -0.296193],
    ],
  ],
  bad: [{ run: () => vsplit([1, 2], 2), message: 'vsplit: x: expected an axis' }],
});
opTest('dsplit', {
  run: (y) => dsplit(y, 2),
  inputs: [cube],
  expected: [
    [
      [
        [-0.927392, -1.695201],
        [-0.3441857, -1.051602],
      ],
      [
        [0.2451896, 1.55034],
        [-0.4213426, -1.132727],
      ],
    ],
    [
      [
        [-1.79227, -1.77222],
        [1.137471, -1.764788],
      ],
      [
        [0.2256979, -1.282418],
        [-0.1379929, 0.2361253],
      ],
    ],
  ],
  bad: [{ run: () => dsplit([[1, 2]], 2), message: 'split: axis: expected an axis' }],
});

test('equal parts of an unknown axis have one length', () => {
  const [first, second] = split(placeholder({ dtype: 'float32', dims: [new Unknown()] }), 2);
  expect(first?.dims[0]).toBe(second?.dims[0]);
});
