import { describe, expect, test } from 'vitest';
import { productOf, Unknown } from './shape.ts';

describe('axes laid together', () => {
  const [batch, steps] = [new Unknown(), new Unknown()];

  test('have the product of their lengths', () => {
    expect([productOf([]), productOf([2, 3, 4])]).toEqual([1, 24]);
  });

  test('are as long as the one that is unknown beside lengths of 1', () => {
    expect(productOf([1, batch, 1])).toBe(batch);
  });

  test('are the same length for the same multiple of the same axis, and another for any other', () => {
    const ninth = productOf([batch, 3, 3]);
    expect(productOf([batch, 9])).toBe(ninth);
    expect([batch, productOf([batch, 8]), productOf([steps, 9]), productOf([batch, steps, 9])]).not.toContain(ninth);
    expect(productOf([batch, steps, 9])).toBe(productOf([batch, 3, steps, 3]));
  });
});
