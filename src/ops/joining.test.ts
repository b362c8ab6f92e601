import { expect, test } from 'vitest';
import { placeholder, Unknown } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { append, columnStack, concatenate, dstack, hstack, stack, vstack } from './joining.ts';

const a = random([2, 3]);
const b = random([2, 3], { seed: 2 });
const wide = random([2, 2], { seed: 3 });
const u = random([3], { seed: 4 });
const v = random([3], { seed: 5 });

opTest('concatenate along the last axis', {
  run: (...xs) => concatenate(xs, -1),
  inputs: [a, wide],
  expected: [
    [0.536777, 0.01223327, -1.309267, -0.927392, -1.695201],
    [1.292109, -1.522713, 1.128378, -1.79227, -1.77222],
  ],
  bad: [
    {
      run: () => concatenate([[[1, 2]], [[1, 2, 3]]]),
      message:
        'concatenate(xs, 0): expected shapes that are equal but for axis 0, received float32[1, 2], float32[1, 3]. Reshape',
    },
    { run: () => concatenate([[1], [[1]]]), message: 'expected shapes that are equal but for axis 0' },
    { run: () => concatenate([]), message: /at least one tensor|no axis/ },
  ],
});
opTest('concatenate along the first axis, the default', {
  run: (...xs) => concatenate(xs),
  inputs: [a, b],
  expected: [
    [0.536777, 0.01223327, -1.309267],
    [1.292109, -1.522713, 1.128378],
    [1.867482, 1.238923, -0.463588],
    [1.852557, -1.813202, -1.980773],
  ],
});
opTest('concatenate of whole numbers and booleans', {
  run: (...xs) => concatenate(xs),
  inputs: [Int32Array.of(5, -3), [true, false]],
  expected: [5, -3, 1, 0],
  dtype: 'int32',
});
opTest('stack', {
  run: (...xs) => stack(xs, 1),
  inputs: [a, b],
  expected: [
    [
      [0.536777, 0.01223327, -1.309267],
      [1.867482, 1.238923, -0.463588],
    ],
    [
      [1.292109, -1.522713, 1.128378],
      [1.852557, -1.813202, -1.980773],
    ],
  ],
  bad: [{ run: () => stack([[1], [1, 2]]), message: 'expected shapes that are equal but for axis 0' }],
});
opTest('stack along a last axis', {
  run: (...xs) => stack(xs, -1),
  inputs: [a, b],
  expected: [
    [
      [0.536777, 1.867482],
      [0.01223327, 1.238923],
      [-1.309267, -0.463588],
    ],
    [
      [1.292109, 1.852557],
      [-1.522713, -1.813202],
      [1.128378, -1.980773],
    ],
  ],
});
opTest('append of flattened tensors', {
  run: (x, y) => append(x, y),
  inputs: [a, u],
  expected: [0.536777, 0.01223327, -1.309267, 1.292109, -1.522713, 1.128378, 1.381356, -0.5801505, 0.3916579],
  bad: [{ run: () => append([[1]], [[1, 2]], 0), message: 'equal but for axis 0' }],
});
opTest('append along an axis', {
  run: (x, y) => append(x, y, 1),
  inputs: [a, wide],
  expected: [
    [0.536777, 0.01223327, -1.309267, -0.927392, -1.695201],
    [1.292109, -1.522713, 1.128378, -1.79227, -1.77222],
  ],
});
opTest('hstack of matrices', {
  run: (...xs) => hstack(xs),
  inputs: [a, wide],
  expected: [
    [0.536777, 0.01223327, -1.309267, -0.927392, -1.695201],
    [1.292109, -1.522713, 1.128378, -1.79227, -1.77222],
  ],
  bad: [{ run: () => hstack([[[1]], [[1], [2]]]), message: 'equal but for axis 1' }],
});
opTest('hstack of vectors', {
  run: (...xs) => hstack(xs),
  inputs: [u, v],
  expected: [1.381356, -0.5801505, 0.3916579, 1.734965, 0.4778467, 1.073831],
});
opTest('vstack of vectors', {
  run: (...xs) => vstack(xs),
  inputs: [u, v],
  expected: [
    [1.381356, -0.5801505, 0.3916579],
    [1.734965, 0.4778467, 1.073831],
  ],
  bad: [{ run: () => vstack([[1], [1, 2]]), message: 'equal but for axis 0' }],
});
opTest('vstack of matrices', {
  run: (...xs) => vstack(xs),
  inputs: [a, b],
  expected: [
    [0.536777, 0.01223327, -1.309267],
    [1.292109, -1.522713, 1.128378],
    [1.867482, 1.238923, -0.463588],
    [1.852557, -1.813202, -1.980773],
  ],
});
opTest('dstack of vectors', {
  run: (...xs) => dstack(xs),
  inputs: [u, v],
  expected: [
    [
      [1.381356, 1.734965],
      [-0.5801505, 0.4778467],
      [0.3916579, 1.073831],
    ],
  ],
  bad: [{ run: () => dstack([[1], [1, 2]]), message: 'equal but for axis 2' }],
});
opTest('dstack of matrices', {
  run: (...xs) => dstack(xs),
  inputs: [a, b],
  expected: [
    [
      [0.536777, 1.867482],
      [0.01223327, 1.238923],
      [-1.309267, -0.463588],
    ],
    [
      [1.292109, 1.852557],
      [-1.522713, -1.813202],
      [1.128378, -1.980773],
    ],
  ],
});

opTest('columnStack', {
  run: (...xs) => columnStack(xs),
  inputs: [u, v],
  expected: [
    [1.381356, 1.734965],
    [-0.5801505, 0.4778467],
    [0.3916579, 1.073831],
  ],
  bad: [{ run: () => columnStack([[1], [1, 2]]), message: 'equal but for axis 1' }],
});
opTest('columnStack of a matrix and a vector', {
  run: (...xs) => columnStack(xs),
  inputs: [a, [8, 9]],
  expected: [
    [0.536777, 0.01223327, -1.309267, 8],
    [1.292109, -1.522713, 1.128378, 9],
  ],
});

test('concatenate keeps the identity of an unknown axis that is not joined', () => {
  const batch = new Unknown();
  const x = placeholder({ dtype: 'float32', dims: [batch, 2] });
  expect(concatenate([x, x], 1).dims).toEqual([batch, 4]);
  expect(concatenate([x, x], 1).dims[0]).toBe(batch);
});
