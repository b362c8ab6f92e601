import { describe, expect, test } from 'vitest';
import { tensor } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { rearrange } from './rearrange.ts';

opTest('rearrange', {
  run: (x) => rearrange(x, 'b (h w) c -> b c w h', { h: 2 }),
  inputs: [random([2, 6, 3])],
  expected: (x: number[][][]) =>
    x.map((rows) => [0, 1, 2].map((c) => [0, 1, 2].map((w) => [0, 1].map((h) => rows[h * 3 + w]?.[c] ?? 0)))),
  bad: [
    { run: () => rearrange([1], 'a b -> b a'), message: "expected 2 axes, as in 'a b -> b a', received float32[1]." },
    { run: () => rearrange([1], 'a -> b'), message: "where 'a' stands on one side only." },
    { run: () => rearrange([1], 'a a -> a'), message: 'which repeats a name.' },
    { run: () => rearrange([1], 'a'), message: 'rearrange: pattern: expected axes by name before and after an arrow' },
    { run: () => rearrange([1, 2, 3], '(a b) -> a b', { a: 2 }), message: 'expected an axis (a b) of a multiple of 2' },
    {
      run: () => rearrange([1, 2], '(a b) -> a b'),
      message: "rearrange: axesLengths: expected the lengths of all but one of 'a', 'b'",
    },
  ],
});

describe('rearrange', () => {
  test('lets axes of length 1 come and go', async () => {
    const x = tensor([[[1, 2]]]);
    expect(await rearrange(x, '1 a b -> (a b)').array()).toEqual([1, 2]);
    expect(rearrange(x, 'a b c -> a 1 b c').shape).toEqual([1, 1, 1, 2]);
  });
});
