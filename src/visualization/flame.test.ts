import { expect, test } from 'vitest';
import { flame } from './flame.ts';

const operations = [
  { layer: 'net/dense', phase: 'forward', operation: 'matmul', milliseconds: 3 },
  { layer: 'net/dense', phase: 'backward', operation: 'matmul', milliseconds: 2 },
  { layer: 'net/out', phase: 'forward', operation: 'matmul', milliseconds: 1 },
] as const;

interface Bar {
  readonly name: string;
  readonly depth: number;
  readonly from: number;
  readonly to: number;
}

function bars(): readonly Bar[] {
  const { data } = flame({ operations }).spec as unknown as { readonly data: { readonly values: readonly Bar[] } };
  return data.values;
}

test('is as wide at the top as everything takes', () => {
  expect(bars()[0]).toMatchObject({ name: 'step', depth: 0, from: 0, to: 6 });
});

test('puts the parts of a bar below it, side by side', () => {
  const placed = bars().map(({ name, depth, from, to }) => [name, depth, from, to]);
  expect(placed).toContainEqual(['forward', 1, 0, 4]);
  expect(placed).toContainEqual(['dense', 3, 0, 3]);
  expect(placed).toContainEqual(['out', 3, 3, 4]);
  expect(placed).toContainEqual(['backward', 1, 4, 6]);
});

test('refuses a profile in which nothing was measured', () => {
  expect(() => flame({ operations: [] })).toThrow('flame: expected a profile of at least one operation');
});
