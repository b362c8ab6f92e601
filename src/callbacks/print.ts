import { display } from '../training/index.ts';

/** Prints a line where progress goes. */
export function print(line: string): void {
  display().write(`${line}\n`);
}

/** Warns where warnings go. */
export function warn(message: string): void {
  console.warn(message);
}

/**
 * A number as Python writes it, which Keras's messages and files have: whole ones with `.0`, small and large ones with an
 * exponent of at least two digits.
 *
 * @example
 * pythonNumber(1) // => '1.0'
 * @example
 * pythonNumber(0.00001) // => '1e-05'
 */
export function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 16)) {
    const size = String(Math.abs(power)).padStart(2, '0');
    return `${digits}e${power < 0 ? '-' : '+'}${size}`;
  }
  const sign = Object.is(value, -0) ? '-' : '';
  return `${sign}${value}${Number.isInteger(value) ? '.0' : ''}`;
}
