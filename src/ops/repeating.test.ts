import { opTest, random } from '../testing/op-test.ts';
import { broadcastTo, repeat, tile } from './repeating.ts';

const x = random([2, 3]);
const cube = random([2, 1, 3], { seed: 2 });

opTest('broadcastTo', {
  run: (y) => broadcastTo(y, [4, null, 2, 3]),
  inputs: [cube],
  expected: [
    [
      [
        [1.867482, 1.238923, -0.463588],
        [1.867482, 1.238923, -0.463588],
      ],
      [
        [1.852557, -1.813202, -1.980773],
        [1.852557, -1.813202, -1.980773],
      ],
    ],
    [
      [
        [1.867482, 1.238923, -0.463588],
        [1.867482, 1.238923, -0.463588],
      ],
      [
        [1.852557, -1.813202, -1.980773],
        [1.852557, -1.813202, -1.980773],
      ],
    ],
    [
      [
        [1.867482, 1.238923, -0.463588],
        [1.867482, 1.238923, -0.463588],
      ],
      [
        [1.852557, -1.813202, -1.980773],
        [1.852557, -1.813202, -1.980773],
      ],
    ],
    [
      [
        [1.867482, 1.238923, -0.463588],
        [1.867482, 1.238923, -0.463588],
      ],
      [
        [1.852557, -1.813202, -1.980773],
        [1.852557, -1.813202, -1.980773],
      ],
    ],
  ],
  bad: [
    {
      run: () => broadcastTo([1, 2], [3]),
      message:
        'broadcastTo(x, [3]): expected an x whose axes, aligned at the end, are as long or 1, received float32[2].',
    },
    { run: () => broadcastTo([[1, 2]], [2]), message: 'broadcastTo(x, [2])' },
    { run: () => broadcastTo([1, 2], [null, 2]), message: 'broadcastTo(x, [null, 2])' },
  ],
});
opTest('broadcastTo of booleans', {
  run: (y) => broadcastTo(y, [2, 2]),
  inputs: [[true, false]],
  expected: [
    [true, false],
    [true, false],
  ],
  dtype: 'bool',
});
opTest('tile', {
  run: (y) => tile(y, [2, 3]),
  inputs: [x],
  expected: [
    [0.536777, 0.01223327, -1.309267, 0.536777, 0.01223327, -1.309267, 0.536777, 0.01223327, -1.309267],
    [1.292109, -1.522713, 1.128378, 1.292109, -1.522713, 1.128378, 1.292109, -1.522713, 1.128378],
    [0.536777, 0.01223327, -1.309267, 0.536777, 0.01223327, -1.309267, 0.536777, 0.01223327, -1.309267],
    [1.292109, -1.522713, 1.128378, 1.292109, -1.522713, 1.128378, 1.292109, -1.522713, 1.128378],
  ],
  bad: [{ run: () => tile([1], -1), message: 'tile: repeats: expected whole numbers of at least 0, received -1.' }],
});
opTest('tile of fewer axes', {
  run: (y) => tile(y, 2),
  inputs: [x],
  expected: [
    [0.536777, 0.01223327, -1.309267, 0.536777, 0.01223327, -1.309267],
    [1.292109, -1.522713, 1.128378, 1.292109, -1.522713, 1.128378],
  ],
});
opTest('tile with new axes', {
  run: (y) => tile(y, [2, 1, 2]),
  inputs: [x],
  expected: [
    [
      [0.536777, 0.01223327, -1.309267, 0.536777, 0.01223327, -1.309267],
      [1.292109, -1.522713, 1.128378, 1.292109, -1.522713, 1.128378],
    ],
    [
      [0.536777, 0.01223327, -1.309267, 0.536777, 0.01223327, -1.309267],
      [1.292109, -1.522713, 1.128378, 1.292109, -1.522713, 1.128378],
    ],
  ],
});
opTest('repeat', {
  run: (y) => repeat(y, 2, 1),
  inputs: [x],
  expected: [
    [0.536777, 0.536777, 0.01223327, 0.01223327, -1.309267, -1.309267],
    [1.292109, 1.292109, -1.522713, -1.522713, 1.128378, 1.128378],
  ],
  bad: [
    { run: () => repeat([1, 2], -1), message: 'repeat: repeats: expected whole numbers of at least 0, received -1.' },
    {
      run: () => repeat([1, 2, 3], [1, 2], 0),
      message:
        'repeat(x, repeats, axis): expected as many repeats as elements along axis 0, received 2 repeats for float32[3].',
    },
  ],
});
opTest('repeat along the unknown axis', {
  run: (y) => repeat(y, 3, 0),
  inputs: [x],
  expected: [
    [0.536777, 0.01223327, -1.309267],
    [0.536777, 0.01223327, -1.309267],
    [0.536777, 0.01223327, -1.309267],
    [1.292109, -1.522713, 1.128378],
    [1.292109, -1.522713, 1.128378],
    [1.292109, -1.522713, 1.128378],
  ],
});
opTest('repeat of all elements', {
  run: (y) => repeat(y, 2),
  inputs: [x],
  expected: [
    0.536777, 0.536777, 0.01223327, 0.01223327, -1.309267, -1.309267, 1.292109, 1.292109, -1.522713, -1.522713,
    1.128378, 1.128378,
  ],
});
opTest('repeat of each element by its own number', {
  run: (y) => repeat(y, [2, 0, 1], 1),
  inputs: [x],
  expected: [
    [0.536777, 0.536777, -1.309267],
    [1.292109, 1.292109, 1.128378],
  ],
});
