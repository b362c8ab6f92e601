import { describe, expect, test } from 'vitest';
import { constraints, initializers, optimizers, regularizers } from '../../src/index.ts';
import { isRecordedArray, parityCases, type Recorded } from '../../src/testing/parity.ts';
import { reportCase } from '../../src/testing/parity-report.ts';
import type { Json } from '../../src/utils/json.ts';

/** What reads a saved description, and writes one of what was read. */
const namespaces: Readonly<Record<string, (saved: Json) => Json>> = {
  initializers: (saved) => initializers.serializeInitializer(initializers.initializerOf(saved)),
  regularizers: (saved) => regularizers.serializeRegularizer(regularizers.regularizerOf(saved)),
  constraints: (saved) => constraints.serializeConstraint(constraints.constraintOf(saved)),
  optimizers: (saved) => optimizers.serializeOptimizer(optimizers.optimizerOf(saved)),
  'optimizers.schedules': (saved) => optimizers.schedules.serializeSchedule(optimizers.schedules.scheduleOf(saved)),
};

/** Cases whose options alone cannot be compared, with the reason. */
const unlike: Readonly<Record<string, string>> = {
  'initializers-Identity-2': 'Keras loses the gain; ours is kept',
  'optimizers-MultiOptimizer': 'its map is written in a form of the table',
};

describe.each(await parityCases('serialized'))('$id', ({ name, id, given, answer }) => {
  const again = namespaces[String(given.namespace)] ?? (() => null);

  test('is read from what Keras writes, and written as Keras writes it', () => {
    const difference = distance(again(answer.serialized as Json), answer.serialized ?? null);
    expect(reportCase('serialized', { name, id }, difference)).toBeLessThan(1e-7);
  });

  test.skipIf(id in unlike)('is made of its options alone, and written as Keras writes it', () => {
    const made = again({ class_name: name, config: (given.config ?? {}) as Json });
    expect(distance(made, answer.serialized ?? null)).toBeLessThan(1e-7);
  });
});

test('a function of your own is saved by its name', () => {
  const halves = () => [0.5];
  expect(initializers.serializeInitializer(halves)).toEqual({
    module: 'builtins',
    class_name: 'function',
    config: 'halves',
    registered_name: 'function',
  });
  expect(() => regularizers.serializeRegularizer((weight) => weight)).toThrow(
    'regularizer: expected a function with a name, to be saved by it, received a function without one.',
  );
});

/** The largest difference of two descriptions: Keras rounds some numbers to float32; all else must be the same. */
function distance(ours: Json, keras: Recorded): number {
  if (typeof ours === 'number' && typeof keras === 'number')
    return Math.abs(ours - keras) / Math.max(1, Math.abs(keras));
  if (typeof ours !== 'object' || typeof keras !== 'object' || ours === null || keras === null)
    return ours === keras ? 0 : Infinity;
  if (isRecordedArray(keras)) return Infinity;
  const [left, right] = [Object.entries<Json>(ours), Object.entries<Recorded>(keras)];
  const sameKeys = left.length === right.length && left.every(([key], i) => key === right[i]?.[0]);
  return sameKeys ? Math.max(0, ...left.map(([, value], i) => distance(value, right[i]?.[1] ?? null))) : Infinity;
}
