import { describe, expect, test } from 'vitest';
import { fixed, grouped, roundHalfEven, scientific } from './decimals.ts';

// Right-hand sides are what Python 3.11 prints.
describe('fixed', () => {
  test.each([
    [0.125, 2, '0.12'],
    [0.375, 2, '0.38'],
    [2.5, 0, '2'],
    [0.5, 0, '0'],
    [-0.5, 0, '-0'],
    [-0.03125, 4, '-0.0312'],
    [1.005, 2, '1.00'],
    [0, 4, '0.0000'],
    [9.999999, 4, '10.0000'],
    [1e25, 4, '10000000000000000905969664.0000'],
    [Number.NaN, 4, 'nan'],
    [-Number.POSITIVE_INFINITY, 4, '-inf'],
  ])('writes %d with %i decimals as %s', (value, decimals, text) => {
    expect(fixed(value, decimals)).toBe(text);
  });
});

describe('scientific', () => {
  test.each([
    [0.000123456, 4, '1.2346e-04'],
    [0, 4, '0.0000e+00'],
    [-12344.5, 4, '-1.2344e+04'],
    [-12345.5, 4, '-1.2346e+04'],
    [1e-300, 1, '1.0e-300'],
    [Number.POSITIVE_INFINITY, 4, 'inf'],
  ])('writes %d with %i decimals as %s', (value, decimals, text) => {
    expect(scientific(value, decimals)).toBe(text);
  });
});

describe('roundHalfEven', () => {
  test.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [2.4, 2],
    [2.6, 3],
  ])('rounds %d to %d', (value, whole) => {
    expect(roundHalfEven(value)).toBe(whole);
  });
});

describe('grouped', () => {
  test('puts a comma between thousands', () => {
    expect([7, 999, 1000, 1234567].map(grouped)).toEqual(['7', '999', '1,000', '1,234,567']);
  });
});
