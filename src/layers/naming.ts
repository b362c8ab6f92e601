import { snake } from '../utils/names.ts';

const counts = new Map<string, number>();

/** The next free automatic name: `dense`, then `dense_1`, … */
export function automaticName(className: string): string {
  const base = snake(className);
  const count = counts.get(base) ?? 0;
  counts.set(base, count + 1);
  return count === 0 ? base : `${base}_${count}`;
}

/** Starts automatic names again from the first. */
export function clearSession(): void {
  counts.clear();
}
