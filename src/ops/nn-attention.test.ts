import { opTest, random } from '../testing/op-test.ts';
import { dotProductAttention } from './nn-attention.ts';

type Four = number[][][][];

/** Attention of single heads by its definition. */
function attention(
  query: Four,
  key: Four,
  value: Four,
  score: (s: number, target: number, source: number) => number,
): Four {
  return query.map((targets, b) =>
    targets.map((heads, t) =>
      heads.map((q, h) => {
        const sources = key[b] ?? [];
        const scores = sources.map((k, s) => {
          const product = q.reduce((sum, x, i) => sum + x * (k[h]?.[i] ?? 0), 0);
          return Math.exp(score(product, t, s));
        });
        const total = scores.reduce((a, c) => a + c, 0);
        const width = value[b]?.[0]?.[h]?.length ?? 0;
        return Array.from({ length: width }, (_, i) =>
          scores.reduce((sum, share, s) => sum + (share / total) * (value[b]?.[s]?.[h]?.[i] ?? 0), 0),
        );
      }),
    ),
  );
}

opTest('dotProductAttention', {
  run: (q, k, v) => dotProductAttention(q, k, v),
  inputs: [random([2, 3, 2, 4]), random([2, 5, 2, 4]), random([2, 5, 2, 3])],
  expected: (q: Four, k: Four, v: Four) => attention(q, k, v, (s) => s / 2),
  bad: [
    {
      run: () => dotProductAttention([1], [1], [1]),
      message: 'dotProductAttention(query, key, value): expected query [batch, targets, heads, depth]',
    },
    {
      run: () => dotProductAttention([[[[1], [1], [1]]]], [[[[1], [1]]]], [[[[1], [1]]]]),
      message:
        'dotProductAttention: heads: expected as many heads of the query as of the key, or a multiple of them, received 3 and 2.',
    },
  ],
});

opTest('dotProductAttention, causal, bounded', {
  run: (q, k, v) => dotProductAttention(q, k, v, { isCausal: true, scale: 0.7, attnLogitsSoftCap: 2 }),
  inputs: [random([2, 3, 1, 4]), random([2, 3, 1, 4]), random([2, 3, 1, 2])],
  expected: (q: Four, k: Four, v: Four) =>
    attention(q, k, v, (s, t, at) => (at > t ? Number.NEGATIVE_INFINITY : (0.7 * s) / (1 + Math.abs(0.7 * s) / 2))),
});
