/**
 * A number with a fixed count of decimals, rounded as Python's `format(value, '.2f')` does: ties go to the even digit,
 * where JavaScript's `toFixed` goes up. Keras's texts are written that way.
 *
 * @example
 * fixed(0.125, 2) // => '0.12'
 * @example
 * fixed(0.375, 2) // => '0.38'
 */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return special(value);
  // From 1e21 on toFixed switches to exponents; such a number has no fraction.
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}${decimals > 0 ? `.${'0'.repeat(decimals)}` : ''}`;
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  const exact = magnitude.toFixed(100);
  const tail = exact.slice(exact.indexOf('.') + 1 + decimals);
  return sign + (isHalf(tail) ? lowerIfOdd(magnitude.toFixed(decimals)) : magnitude.toFixed(decimals));
}

/**
 * A number in exponent form, as Python's `format(value, '.4e')`: ties go to the even digit, exponents have two digits.
 *
 * @example
 * scientific(0.000123456, 4) // => '1.2346e-04'
 */
export function scientific(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return special(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  const tail = digitsOf(magnitude.toExponential(100)).slice(1 + decimals);
  const [rounded = '', exponent = ''] = magnitude.toExponential(decimals).split('e');
  const digits = isHalf(tail) ? lowerIfOdd(rounded) : rounded;
  return `${sign}${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}

/**
 * The nearest whole number, a tie to the even one, as Python's `round`.
 *
 * @example
 * roundHalfEven(2.5) // => 2
 */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
}

/**
 * A whole number with commas between its thousands.
 *
 * @example
 * grouped(1234567) // => '1,234,567'
 */
export function grouped(value: number): string {
  return value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');
}

function special(value: number): string {
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

function digitsOf(exponential: string): string {
  return exponential.slice(0, exponential.indexOf('e')).replace('.', '');
}

/** Whether the digits cut off are exactly one half; a hundred decimals of a double's expansion decide that. */
function isHalf(tail: string): boolean {
  return /^50*$/.test(tail);
}

/** JavaScript has rounded a tie up: an odd last digit is one too many, and taking one from it never borrows. */
function lowerIfOdd(digits: string): string {
  const last = Number(digits.at(-1));
  return last % 2 === 1 ? digits.slice(0, -1) + (last - 1) : digits;
}
