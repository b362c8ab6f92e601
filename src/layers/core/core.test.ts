import { describe, expect, test } from 'vitest';
import { maskOf, Tensor, tensor } from '../../graph/index.ts';
import * as initializers from '../../initializers/index.ts';
import { add, greater, multiply, nonzero, square, squeeze, sum } from '../../ops/index.ts';
import { layerTest } from '../../testing/layer-test.ts';
import { dense, einsumDense, embedding, identity, input, lambda, masking, timeDistributed } from '../index.ts';

const seeded = initializers.glorotUniform({ seed: 3 });

layerTest('dense', {
  make: () => dense(3, { activation: 'tanh', kernelInitializer: seeded, biasInitializer: 'ones' }),
  inputs: { shape: [2, 4] },
  expectedShape: [2, 3],
  weights: [
    ['kernel', [4, 3]],
    ['bias', [3]],
  ],
  bad: [
    { run: () => dense(-1, { name: 'a' }), message: 'dense "a": units: expected a positive integer, received -1.' },
    { run: () => dense(2.5, { name: 'a' }), message: 'expected a positive integer, received 2.5' },
    {
      run: () => dense(2, { name: 'a', activation: 'rleu' as never }),
      message:
        "dense \"a\": activation: expected the name of an activation, or a function, received 'rleu'. Did you mean 'relu'?",
    },
    {
      run: () => dense(2, { name: 'a', kernelInitializer: 'glorot' as never }),
      message: /^dense "a": kernelInitializer: expected the name of a known initializer/,
    },
    {
      run: () => dense(2, { name: 'a' })(input({ shape: [null] })),
      message: 'dense "a": expected an input whose last axis is known, received shape [null, null].',
    },
    {
      run: () => dense(2, { name: 'a' })(input({ batchShape: [4] })),
      message: 'dense "a": expected an input of at least 2 axes, received float32[4].',
    },
    {
      run: () => {
        const hidden = dense(2, { name: 'hidden' });
        hidden(input({ shape: [4] }));
        hidden(input({ shape: [5] }));
      },
      message:
        'dense "hidden": expected an input whose last axis is 4, as when it was built, received float32[null, 5]. Weights keep their shape; for another input, make another layer.',
    },
    {
      run: () => dense(2, { name: 'a' })([[1, 2]] as never),
      message: 'dense "a": expected a tensor, or a list or record of tensors, received an array of numbers.',
    },
    { run: () => dense(2, { name: 'a/b' }), message: 'dense: name: expected a name without \'/\', received "a/b".' },
  ],
});

layerTest('dense on sequences, without bias', {
  make: () => dense(3, { useBias: false, kernelInitializer: seeded }),
  inputs: { shape: [2, 5, 4] },
  expectedShape: [2, 5, 3],
  open: [1],
  weights: [['kernel', [4, 3]]],
  mask: 'passes',
});

layerTest('einsumDense', {
  make: () => einsumDense('abc,cde->abde', [null, 2, 3], { biasAxes: 'de', kernelInitializer: seeded }),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 3, 2, 3],
  open: [1],
  weights: [
    ['kernel', [4, 2, 3]],
    ['bias', [2, 3]],
  ],
  bad: [
    {
      run: () => einsumDense('ab->c', 3, { name: 'a' }),
      message: /^einsumDense "a": equation: expected 'input,kernel->output' in letters/,
    },
    {
      run: () => einsumDense('ab,bc->ad', 3, { name: 'a' }),
      message: 'einsumDense "a": equation: expected a kernel with axes of input and output, received \'d\'.',
    },
    {
      run: () => einsumDense('ab,bc->ac', 3, { name: 'a', biasAxes: 'b' }),
      message: 'einsumDense "a": biasAxes: expected axes of the output, ac, received \'b\'.',
    },
    {
      run: () => einsumDense('ab,bc->ac', 3, { name: 'a' })(input({ shape: [2, 2] })),
      message: 'einsumDense "a": expected an input of 2 axes for \'ab,bc->ac\', received float32[null, 2, 2].',
    },
    {
      run: () => einsumDense('abc,cd->abd', [7, 3], { name: 'a' })(input({ shape: [2, 2] })),
      message:
        'einsumDense "a": expected an input whose axis \'b\' is 7, as outputShape says, received shape [null, 2, 2].',
    },
    {
      run: () => einsumDense('abc,cd->abd', 3, { name: 'a' })(input({ shape: [2, 2] })),
      message: 'einsumDense "a": outputShape: expected lengths for 2 axes, received [3].',
    },
  ],
});

layerTest('embedding', {
  make: () => embedding(6, 3, { embeddingsInitializer: initializers.randomUniform({ seed: 2 }) }),
  inputs: { shape: [2, 4], data: Int32Array.of(1, 5, 2, 2, 0, 4, 1, 3) },
  expectedShape: [2, 4, 3],
  open: [1],
  weights: [['embeddings', [6, 3]]],
  mask: 'ends',
  bad: [
    { run: () => embedding(0, 3, { name: 'a' }), message: 'embedding "a": inputDim: expected a positive integer' },
    { run: () => embedding(3, -1, { name: 'a' }), message: 'embedding "a": outputDim: expected a positive integer' },
  ],
});

test('an embedding with maskZero masks index 0', async () => {
  const output = embedding(6, 3, { maskZero: true })(tensor(Int32Array.of(1, 0, 2, 0)));
  expect(await maskOf(output)?.array()).toEqual([true, false, true, false]);
});

layerTest('masking', {
  make: () => masking({ maskValue: 9 }),
  inputs: { shape: [2, 3, 2], data: Float32Array.of(1, 9, 9, 9, 2, 3, 4, 5, 6, 7, 9, 9) },
  gradient: false, // a difference would unmask
  expectedShape: [2, 3, 2],
  open: [1],
  bad: [
    {
      run: () => masking({ name: 'a', maskValue: 'x' as never }),
      message: 'masking "a": maskValue: expected a number',
    },
    {
      run: () => masking({ name: 'a' })(input({ batchShape: [3] })),
      message: 'masking "a": expected an input of at least',
    },
  ],
});

describe('masking', () => {
  test('masks steps all of whose features are the value, and sets them to 0', async () => {
    const output = masking({ maskValue: 9 })(
      tensor([
        [
          [1, 9],
          [9, 9],
        ],
      ]),
    ); // prettier-ignore
    expect(await maskOf(output)?.array()).toEqual([[true, false]]);
    expect(await output.array()).toEqual([
      [
        [1, 9],
        [0, 0],
      ],
    ]); // prettier-ignore
  });
});

layerTest('identity', {
  make: () => identity(),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 3, 4],
  open: [1, 2],
  mask: 'passes',
});

layerTest('lambda', {
  make: () => lambda(square),
  inputs: { shape: [2, 3] },
  expectedShape: [2, 3],
  open: [1],
  config: false,
  bad: [
    {
      run: () => lambda(square, { name: 'a' }).getConfig(),
      message:
        'lambda "a": expected a layer that can be written to a file, received a function, which cannot. Write a class that extends Layer, with the function as its call.',
    },
    { run: () => lambda('x' as never, { name: 'a' }), message: 'lambda "a": function: expected a function of tensors' },
    {
      run: () => lambda(square, { name: 'a', arguments: { mask: 1 } as never }),
      message:
        "lambda \"a\": arguments: expected other names than 'training' and 'mask', which every call has, received 'mask'.",
    },
    {
      run: () => lambda(square, { name: 'a', outputShape: [3] })(input({ shape: [4] })),
      message: 'lambda "a": outputShape: expected an output of its outputShape, [null, 3], received float32[null, 4].',
    },
    {
      run: () => lambda((x) => [x, x], { name: 'a', outputShape: [3] })(input({ shape: [3] })),
      message: 'lambda "a": outputShape: expected a declared shape for every output, received 3.',
    },
  ],
});

describe('a function layer', () => {
  const steps = tensor([[1], [2]]);
  const firstOnly = tensor([true, false]);

  test('gives its function more arguments', async () => {
    const layer = lambda((x, { factor, offset }) => add(multiply(x, factor), offset), {
      arguments: { factor: 3, offset: 1 },
    });
    expect(await layer(tensor([1, 2])).array()).toEqual([4, 7]);
  });

  test('knows what its declared shape says of axes that cannot be known', () => {
    const places = (x: Tensor) => nonzero(x)[0] ?? x;
    expect(lambda(places)(input({ batchShape: [4] })).shape).toEqual([null]);
    expect(lambda(places, { outputShape: () => [2] })(input({ batchShape: [4] })).shape).toEqual([2]);
  });

  test('takes declared shapes nested as its output is, by samples or from the shapes of the inputs', () => {
    const both = (x: Tensor) => ({ same: x, sums: sum(x, 1) });
    const x = input({ shape: [null, 3] });
    const sampled = lambda(both, { outputShape: { same: [5, 3], sums: [3] } })(x);
    expect([sampled.same.shape, sampled.sums.shape]).toEqual([
      [null, 5, 3],
      [null, 3],
    ]);
    const found = lambda(both, {
      outputShape: ([batch = null, , last = null]) => ({ same: [batch, 7, last], sums: [batch, last] }),
    });
    expect(found(x).same.shape).toEqual([null, 7, 3]);
  });

  test('has no mask by itself, though one came with the input', () => {
    expect(maskOf(lambda(square)(steps, { mask: firstOnly }))).toBeNull();
  });

  test('has the mask it is given', async () => {
    const layer = lambda((x) => x, { mask: firstOnly });
    expect(await maskOf(layer(steps))?.array()).toEqual([true, false]);
    expect(maskOf(steps)).toBeNull();
  });

  test('has the mask that a function finds from the inputs and their mask', async () => {
    const passed = lambda(square, { mask: (_, mask) => (mask instanceof Tensor ? mask : null) });
    expect(await maskOf(passed(steps, { mask: firstOnly }))?.array()).toEqual([true, false]);
    expect(maskOf(passed(steps))).toBeNull();
    const large = lambda(square, { mask: (x) => greater(squeeze(x, 1), 1) });
    expect(await maskOf(large(steps))?.array()).toEqual([false, true]);
  });
});

describe('an embedding of given weights', () => {
  const weights = [
    [1, 2],
    [3, 4],
    [5, 6],
  ];

  test('starts with them, and is built', async () => {
    const layer = embedding(3, 2, { weights });
    expect(layer.built).toBe(true);
    expect(await layer(tensor([2, 0])).array()).toEqual([
      [5, 6],
      [1, 2],
    ]);
  });

  test('does not write them among its options', () => {
    expect(Object.keys(embedding(3, 2, { weights }).getConfig())).not.toContain('weights');
  });

  test('refuses those of another shape', () => {
    expect(() => embedding(2, 2, { name: 'a', weights })).toThrow(
      'embedding "a".setWeights: expected float32[2, 2] for a/embeddings, received float32[3, 2].',
    );
  });
});

test('a function layer is told whether it is called as in training', async () => {
  const layer = lambda((x, { training }) => (training ? square(x) : x));
  expect(await layer(tensor([3])).array()).toEqual([3]);
  expect(await layer(tensor([3]), { training: true }).array()).toEqual([9]);
});

layerTest('timeDistributed', {
  make: () => timeDistributed(dense(3, { kernelInitializer: seeded, name: 'inner' })),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 3, 3],
  open: [1],
  weights: [
    ['kernel', [4, 3]],
    ['bias', [3]],
  ],
  mask: 'passes',
  bad: [
    {
      run: () => timeDistributed('dense' as never, { name: 'a' }),
      message: 'timeDistributed "a": layer: expected a layer',
    },
    {
      run: () => timeDistributed(dense(3), { name: 'a' })(input({ shape: [4] })),
      message: 'timeDistributed "a": expected an input of at least 3 axes, received float32[null, 4].',
    },
  ],
});
