import { opTest, random } from '../testing/op-test.ts';
import { sum } from './reduce.ts';

const matrix = random([5, 64]);
const batch = random([2, 3, 64], { seed: 2 });

const columns = (rows: readonly (readonly number[])[]): number[] =>
  (rows[0] ?? []).map((_, column) => rows.reduce((total, row) => total + (row[column] ?? 0), 0));

opTest('sum of wide rows', { run: (x) => sum(x, 0), inputs: [matrix], expected: (x: number[][]) => columns(x) });
opTest('sum of wide rows that keeps its axis', {
  run: (x) => sum(x, 0, true),
  inputs: [matrix],
  expected: (x: number[][]) => [columns(x)],
});
opTest('sum of a batch of wide rows', {
  run: (x) => sum(x, [0, 1]),
  inputs: [batch],
  expected: (x: number[][][]) => columns(x.flat()),
});
opTest('sum of a batch of wide rows that keeps its axes', {
  run: (x) => sum(x, [0, 1], true),
  inputs: [batch],
  expected: (x: number[][][]) => [[columns(x.flat())]],
});
