import { opTest, random } from '../testing/op-test.ts';
import { depthToSpace, extractSequences, fold, spaceToDepth, unfold } from './blocks.ts';

opTest('depthToSpace', {
  run: (x) => depthToSpace(x, 2),
  inputs: [random([2, 1, 2, 4])],
  expected: (x: number[][][][]) =>
    x.map(([row = []]) => [0, 1].map((i) => row.flatMap((c) => [[c[2 * i] ?? 0], [c[2 * i + 1] ?? 0]]))),
  bad: [
    {
      run: () => depthToSpace([[[[1, 2]]]], 2),
      message: 'depthToSpace(x): expected channels that are a multiple of 4',
    },
    {
      run: () => depthToSpace([[[[1]]]], 1),
      message: 'depthToSpace: blockSize: expected a whole number of at least 2',
    },
    { run: () => depthToSpace([1], 2), message: 'expected four axes, known but for the first, received float32[1].' },
  ],
});

opTest('spaceToDepth', {
  run: (x) => depthToSpace(spaceToDepth(x, 3), 3),
  inputs: [random([2, 3, 6, 2])],
  expected: (x: number[][][][]) => x,
  bad: [
    { run: () => spaceToDepth([[[[1]]]], 2), message: 'expected a height and a width that are multiples of 2' },
    {
      run: () => spaceToDepth([[[[1]]]], 2, 'last' as 'channels_last'),
      message: "spaceToDepth: dataFormat: expected 'channels_last' or 'channels_first', received 'last'.",
    },
  ],
});

opTest('unfold', {
  run: (x) => unfold(x, 2, { stride: [1, 2] }),
  inputs: [random([2, 1, 3, 4])],
  expected: (x: number[][][][]) =>
    x.map(([picture = []]) =>
      [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ].map(([row = 0, column = 0]) =>
        [0, 1].flatMap((top) => [0, 2].map((left) => picture[top + row]?.[left + column] ?? 0)),
      ),
    ),
  bad: [
    {
      run: () => unfold([[[[1]]]], 2),
      message: 'unfold: kernelSize: expected blocks that fit into 1 elements, received 2.',
    },
    {
      run: () => unfold([[[[1]]]], 0),
      message: 'unfold: kernelSize: expected whole numbers of at least 1, received 0.',
    },
    { run: () => unfold([[1]], 1), message: 'unfold(x): expected [batch, channels, height, width]' },
  ],
});

opTest('fold', {
  run: (x) => fold(x, [2, 3], 2),
  inputs: [random([2, 4, 2])],
  expected: (x: number[][][]) =>
    x.map((cells) => {
      const at = (cell: number, block: number) => cells[cell]?.[block] ?? 0;
      return [[0, 1].map((row) => [at(2 * row, 0), at(2 * row + 1, 0) + at(2 * row, 1), at(2 * row + 1, 1)])];
    }),
  bad: [
    {
      run: () => fold([[[1]]], 2, 1),
      message: 'fold(x): expected [batch, a multiple of 1, 4], received float32[1, 1, 1].',
    },
  ],
});

opTest('extractSequences', {
  run: (x) => extractSequences(x, 3, 2),
  inputs: [random([2, 6])],
  expected: (x: number[][]) => x.map((row) => [row.slice(0, 3), row.slice(2, 5)]),
  bad: [
    {
      run: () => extractSequences([1, 2], 3, 1),
      message: 'extractSequences: sequenceLength: expected blocks that fit into 2 elements, received 3.',
    },
  ],
});
