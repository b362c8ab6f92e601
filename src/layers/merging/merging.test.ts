import { describe, expect, test } from 'vitest';
import { maskOf, setMask, type Tensor, tensor } from '../../graph/index.ts';
import { model } from '../../models/index.ts';
import { layerTest } from '../../testing/layer-test.ts';
import { random } from '../../testing/numbers.ts';
import { add, average, concatenate, dot, input, maximum, minimum, multiply, subtract } from '../index.ts';

/** No two equal, where the slopes of maximum and minimum jump. */
const first = Float32Array.from(random([24]).data, Number);
const pair = [
  { shape: [2, 3, 4], data: first },
  { shape: [2, 3, 4], data: first.map((x, i) => x + (i % 3 === 0 ? -0.5 : 0.7)) },
];
const pairs = { add, average, maximum, minimum, multiply, subtract };

for (const [name, make] of Object.entries(pairs))
  layerTest(name, {
    make: () => make(),
    inputs: pair,
    expectedShape: [2, 3, 4],
    open: [1, 2],
    mask: 'passes',
    bad: [
      {
        run: () => make({ name: 'a' })([input({ shape: [3] }), input({ shape: [4] })]),
        message: `${name} "a": ${name === 'average' ? 'add' : name}(a, b): expected shapes that broadcast (aligned at the end, equal or 1), received float32[null, 3] and float32[null, 4].`,
      },
      {
        run: () => make({ name: 'a' })([tensor([[1], [2]]), tensor([[1]])]),
        message: `${name} "a": expected inputs with the same number of samples, along their first axis, received float32[2, 1] and float32[1, 1].`,
      },
      {
        run: () => make({ name: 'a' })(tensor([[1]]) as never),
        message:
          /: expected a list of (2 )?tensors, received one tensor\. Call it on a list, as in layers\.add\(\)\(\[a, b\]\)\./,
      },
      { run: () => make({ name: 'a' })([]), message: /: expected a list of (2 )?tensors, received a list of 0/ },
    ],
  });

layerTest('add of different ranks', {
  make: () => add(),
  inputs: [
    { shape: [2, 3, 4], seed: 1 },
    { shape: [2, 4], seed: 2 },
    { shape: [2, 3, 1], seed: 3 },
  ],
  expectedShape: [2, 3, 4],
});

test('subtract takes exactly two', () => {
  const x = tensor([[1]]);
  expect(() => subtract({ name: 'a' })([x, x, x])).toThrow(
    'subtract "a": expected a list of 2 tensors, received a list of 3.',
  );
});

layerTest('concatenate', {
  make: () => concatenate({ axis: 1 }),
  inputs: [
    { shape: [2, 3, 4], seed: 1 },
    { shape: [2, 2, 4], seed: 2 },
  ],
  expectedShape: [2, 5, 4],
  open: [2],
  bad: [
    {
      run: () => concatenate({ name: 'a' })([input({ shape: [3, 2] }), input({ shape: [4, 5] })]),
      message:
        'concatenate "a": expected inputs that differ in no axis but 2, along which they are put together, received float32[null, 3, 2] and float32[null, 4, 5]. Axis 1 has to agree.',
    },
    {
      run: () => concatenate({ name: 'a' })([input({ shape: [3] }), input({ shape: [3, 1] })]),
      message: 'received float32[null, 3] and float32[null, 3, 1].',
    },
    {
      run: () => concatenate({ name: 'a', axis: 3 })([input({ shape: [3] }), input({ shape: [3] })]),
      message: 'concatenate "a": axis: expected an axis from -2 to 1, received 3.',
    },
    { run: () => concatenate({ name: 'a', axis: 0.5 }), message: 'concatenate "a": axis: expected a whole number' },
  ],
});

layerTest('dot', {
  make: () => dot([2, 1], { normalize: true }),
  inputs: [
    { shape: [2, 3, 4], seed: 1 },
    { shape: [2, 4, 2], seed: 2 },
  ],
  expectedShape: [2, 3, 2],
  bad: [
    {
      run: () => dot(1, { name: 'a' })([input({ shape: [3] }), input({ shape: [4] })]),
      message:
        'dot "a": expected inputs that agree in their batch, and in axis 1 of the first with axis 1 of the second, received float32[null, 3] and float32[null, 4].',
    },
    { run: () => dot(0, { name: 'a' }), message: 'other than the batch axis 0, received 0' },
    { run: () => dot([1, 2, 3] as never, { name: 'a' }), message: 'dot "a": axes: expected an axis, or one for each' },
    {
      run: () => dot(1, { name: 'a' })([input({ shape: [3] })]),
      message: 'dot "a": expected a list of 2 tensors, received a list of 1.',
    },
  ],
});

test('dot of vectors gives a column', async () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]); // prettier-ignore
  expect(await dot(-1)([x, x]).array()).toEqual([[5], [25]]);
});

describe('masks of several inputs', () => {
  const masked = (values: number[][][], mask: boolean[][]): Tensor => {
    const x = tensor(values);
    setMask(x, tensor(mask));
    return x;
  };
  const a = () => masked([[[1], [2], [3]]], [[true, false, false]]);
  const b = () => masked([[[4], [5], [6]]], [[true, true, false]]);
  const free = () => tensor([[[7], [8], [9]]]);

  test('a sum counts where any of its terms does', async () => {
    expect(await maskOf(add()([a(), b()]))?.array()).toEqual([[true, true, false]]);
  });

  test('a sum with a term without a mask has none', () => {
    expect(maskOf(add()([a(), free()]))).toBeNull();
  });

  test('a product leaves masked factors out, and is 0 where all are masked', async () => {
    expect(await multiply()([a(), b()]).array()).toEqual([[[4], [5], [0]]]);
  });

  test('a maximum takes a masked step from the other side', async () => {
    expect(await minimum()([a(), b()]).array()).toEqual([[[1], [5], [3]]]);
  });

  test('steps put together keep their masks, and count where there is none', async () => {
    const joined = concatenate({ axis: 1 })([a(), free()]);
    expect(await maskOf(joined)?.array()).toEqual([[true, false, false, true, true, true]]);
  });
});

test('a layer merges the inputs of a model', () => {
  const x = input({ shape: [3] });
  const y = input({ shape: [3] });
  expect(model({ inputs: [x, y], outputs: add()([x, y]) }).layers.map(({ className }) => className)).toContain('Add');
});
