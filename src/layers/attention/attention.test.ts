import { expect, expectTypeOf, test } from 'vitest';
import { type Tensor, tensor } from '../../graph/index.ts';
import { model, sequential } from '../../models/index.ts';
import { adam } from '../../optimizers/index.ts';
import { setRandomSeed } from '../../utils/seed-generator.ts';
import { input } from '../core/input.ts';
import { dense, flatten, reshape } from '../index.ts';
import { additiveAttention } from './additive-attention.ts';
import { attention } from './attention.ts';
import { groupQueryAttention } from './grouped-query-attention.ts';
import { multiHeadAttention } from './multi-head-attention.ts';

const x = tensor([
  [
    [1, 0],
    [0, 1],
    [1, 1],
  ],
]);

test('scores are part of the output where they are asked for, and sum to 1 over the sources', async () => {
  const layer = multiHeadAttention(2, 3);
  const answer = layer([x, x], { returnAttentionScores: true });
  expectTypeOf(answer).toEqualTypeOf<readonly [output: Tensor, scores: Tensor]>();
  expectTypeOf(layer([x, x])).toEqualTypeOf<Tensor>();
  const [output, scores] = answer;
  expect([output.shape, scores.shape]).toEqual([
    [1, 3, 2],
    [1, 2, 3, 3],
  ]);
  const rows = (await scores.array()) as number[][][][];
  for (const row of rows.flat(2)) expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
});

test('with a causal mask nothing comes from later steps', async () => {
  for (const layer of [attention(), additiveAttention()]) {
    const [, scores] = layer([x, x], { useCausalMask: true, returnAttentionScores: true });
    const [rows = []] = (await scores.array()) as number[][][];
    for (const [target, row] of rows.entries())
      for (const [source, share] of row.entries()) if (source > target) expect(share).toBe(0);
  }
});

test('dropout changes what is taken in training alone', async () => {
  const layer = groupQueryAttention(4, 2, 1, { dropout: 0.5, seed: 1 });
  const plain = await layer([x, x]).array();
  expect(await layer([x, x]).array()).toEqual(plain);
  expect(await layer([x, x], { training: true }).array()).not.toEqual(plain);
});

test('a transformer block trains', async () => {
  setRandomSeed(3);
  const tokens = input({ shape: [4] });
  const sequence = dense(8)(reshape([4, 1])(tokens));
  const attended = multiHeadAttention(2, 4, { dropout: 0.1 })([sequence, sequence], { useCausalMask: true });
  const net = model({ inputs: tokens, outputs: dense(1)(flatten()(attended)) });
  net.compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'mse' });
  const inputs = Array.from({ length: 32 }, (_, i) => [i % 2, (i >> 1) % 2, (i >> 2) % 2, (i >> 3) % 2]);
  const targets = inputs.map(([a = 0, , , d = 0]) => [a * d]);
  const { history } = await net.fit(inputs, targets, { epochs: 40, batchSize: 8, verbose: 0 });
  expect(history['loss']?.at(-1)).toBeLessThan((history['loss']?.[0] ?? 0) / 2);
});

test('unknown lengths: one layer for sequences of any', async () => {
  const sequence = input({ shape: [null, 2] });
  const net = model({
    inputs: sequence,
    outputs: multiHeadAttention(1, 2)([sequence, sequence], { useCausalMask: true }),
  });
  for (const length of [1, 5]) {
    const { shape } = await net.predict({ data: new Float32Array(2 * length), shape: [1, length, 2] });
    expect(shape).toEqual([1, length, 2]);
  }
});

test.each([
  [() => attention()(x as never), 'attention "attention', '[query, value] or [query, value, key]'],
  [() => attention({ scoreMode: 'sum' as 'dot' }), 'scoreMode', "'dot' or 'concat'"],
  [() => attention({ dropout: 2 }), 'dropout', 'from 0 to 1'],
  [() => multiHeadAttention(0, 4), 'numHeads', 'a positive integer'],
  [() => multiHeadAttention(2, 4, { slidingWindow: 0 }), 'slidingWindow', 'a positive integer'],
  [() => multiHeadAttention(2, 4, { attentionAxes: 0 })([x, x]), 'attentionAxes', 'between the batch and the features'],
  [() => multiHeadAttention(2, 4)([x, x, tensor([[[1, 2]]])]), 'multiHeadAttention', 'as many steps'],
  [() => groupQueryAttention(4, 3, 2), 'numKeyValueHeads', 'a divisor of numQueryHeads, 3'],
  [() => multiHeadAttention(2, 4, { heads: 3 } as object), 'multiHeadAttention', 'options that it has'],
])('%s is refused', (call, where, expected) => {
  expect(call).toThrow(where);
  expect(call).toThrow(expected);
});

test('sequential models refuse it as they refuse all layers of several inputs', () => {
  expect(() => sequential([input({ shape: [3, 2] }), attention() as never])).toThrow('[query, value]');
});
