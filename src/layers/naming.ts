import { snake } from '../utils/names.ts';

const counts = new Map<string, number>();

/** The next free automatic name: `dense`, then `dense_1`, … */
export function automaticName(className: string): string {
  const base = snake(className);
  const count = counts.get(base) ?? 0;
  counts.set(base, count + 1);
  return count === 0 ? base : `${base}_${count}`;
}

/**
 * How messages call a layer: by the function that makes it, and its name.
 *
 * @example
 * labelOf('Dense', 'hidden') // => 'dense "hidden"'
 */
export function labelOf(className: string, name: string): string {
  return `${factoryName(className)} "${name}"`;
}

/** The function that makes a layer of this class: `LeakyReLU` as `leakyRelu`, `RMSNormalization` as `rmsNormalization`, `Conv2D` as `conv2D`. */
export function factoryName(className: string): string {
  const plain = className.replace('PReLU', 'Prelu').replace('ReLU', 'Relu');
  return plain.replace(/^[A-Z]+(?=[A-Z][a-z]|\d|$)|^[A-Z]/, (head) => head.toLowerCase());
}

/** Starts automatic names again from the first. */
export function clearSession(): void {
  counts.clear();
}
