/** Coefficients of M. Giles, "Approximating the erfinv function" (2012), table 5, lowest first: for the middle, |x| < 0.9966. */
export const erfinvMiddle: readonly number[] = [
  1.50140941, 0.246640727, -0.00417768164, -0.00125372503, 0.00021858087, -4.39150654e-6, -3.5233877e-6, 3.43273939e-7,
  2.81022636e-8,
];

/** Coefficients of the same table, for the tails. */
export const erfinvTails: readonly number[] = [
  2.83297682, 1.00167406, 0.00943887047, -0.0076224613, 0.00573950773, -0.00367342844, 0.00134934322, 0.000100950558,
  -0.000200214257,
];

/**
 * Inverse of the error function, to six digits: the `y` with `erf(y) = x`.
 *
 * @param x - between -1 and 1; ±1 gives ±Infinity.
 * @example
 * erfinv(0) // => 0
 */
export function erfinv(x: number): number {
  if (Math.abs(x) === 1) return x * Number.POSITIVE_INFINITY;
  const w = -Math.log((1 - x) * (1 + x));
  return x * (w < 5 ? polynomial(erfinvMiddle, w - 2.5) : polynomial(erfinvTails, Math.sqrt(w) - 3));
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
