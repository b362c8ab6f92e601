import { expect, test } from 'vitest';
import type { Value } from '../graph/index.ts';
import type { Engine } from './ort.ts';
import { Targets } from './targets.ts';

const names = { entries: [], inputs: [], values: [], keys: 'keys', updates: ['count'], outputs: ['loss'] };
const value = (name: string): Value => ({ name, dtype: 'float32', dims: [] });
const engine = {
  tensor: (_, data, dims) => ({ data, dims, location: 'cpu', dispose: () => undefined }),
} satisfies Pick<Engine, 'tensor'> as unknown as Engine;

test('a run never writes what the one before it wrote, and outputs are nobody else’s', () => {
  const targets = new Targets(engine, names, [value('count'), value('loss')], {});
  const runs = [0, 1, 2].map(() => {
    const taken = targets.next();
    targets.written();
    return taken;
  });
  const [first, second, third] = runs;
  expect(second?.['count']).not.toBe(first?.['count']);
  expect(third?.['count']).toBe(first?.['count']);
  expect(new Set(runs.map((run) => run['loss'])).size).toBe(3);
});

test('a run that failed leaves alone what the one before it wrote', () => {
  const targets = new Targets(engine, names, [value('count')], {});
  const held = targets.next()['count'];
  targets.written();
  const failed = targets.next()['count'];
  expect(failed).not.toBe(held);
  expect(targets.next()['count']).toBe(failed);
});
