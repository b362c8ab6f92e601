import { expectTypeOf, test } from 'vitest';
import type { Snake, Spelling } from '../../src/utils/names.ts';

test("Keras's spelling is derived from ours", () => {
  expectTypeOf<Snake<'leakyRelu'>>().toEqualTypeOf<'leaky_relu'>();
});

test('digits are no capitals', () => {
  expectTypeOf<Snake<'relu6'>>().toEqualTypeOf<'relu6'>();
});

test('a name is accepted in both spellings, and in no third', () => {
  expectTypeOf<Spelling<'leakyRelu'>>().toEqualTypeOf<'leakyRelu' | 'leaky_relu'>();
});
