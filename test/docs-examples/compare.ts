import { inspect } from 'node:util';

/**
 * Compares a value with what an example says of it. Where the text can be read as an expression, values are compared, and
 * numbers may be rounded as they are written: `0.33` stands for a third. Else the text must be the value as it is printed;
 * `…` stands for anything.
 *
 * @returns null where they agree, else what was found.
 */
export function disagreement(value: unknown, text: string, evaluate: (source: string) => unknown): string | null {
  const printed =
    typeof value === 'string' ? value : inspect(value, { depth: 10, breakLength: Infinity, maxArrayLength: null });
  const found = `${typeof value === 'string' ? JSON.stringify(value) : printed}`;
  if (!text.includes('…')) {
    const expected = attempt(() => evaluate(`(${withoutArrayNames(text)})`));
    if (expected.ok) return equal(value, expected.value, tolerance(text)) ? null : found;
  }
  const pattern = squeezed(text)
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return [printed, found, String(value)].some((one) => new RegExp(`^${pattern}$`, 's').test(squeezed(one)))
    ? null
    : found;
}

function attempt(body: () => unknown): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: body() };
  } catch {
    return { ok: false };
  }
}

/** `Float32Array [1, 2]` and `Float32Array(2) [1, 2]` as `[1, 2]`: arrays are compared element by element. */
function withoutArrayNames(text: string): string {
  return text.replace(/\b(Float32|Float64|Int32|Uint32|Int16|Uint16|Int8|Uint8|BigInt64)Array(\(\d+\))? ?(?=\[)/g, '');
}

/** Half a unit of the last decimal that is written, and always room for float32. */
function tolerance(text: string): number {
  const decimals = [...text.matchAll(/\d\.(\d+)/g)].map(([, digits = '']) => digits.length);
  return decimals.length === 0 ? 1e-5 : Math.max(1e-6, 0.51 * 10 ** -Math.max(...decimals));
}

function equal(actual: unknown, expected: unknown, room: number): boolean {
  if (typeof expected === 'number' && (typeof actual === 'number' || typeof actual === 'bigint')) {
    const value = Number(actual);
    if (Object.is(value, expected) || value === expected) return true;
    return Math.abs(value - expected) <= room * Math.max(1, Math.abs(expected) * 1e-2);
  }
  if (isListLike(expected) && isListLike(actual))
    return actual.length === expected.length && expected.every((part, i) => equal(actual[i], part, room));
  if (isRecord(expected) && isRecord(actual)) {
    const keys = Object.keys(expected);
    return Object.keys(actual).length === keys.length && keys.every((key) => equal(actual[key], expected[key], room));
  }
  return Object.is(actual, expected);
}

function isListLike(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !isListLike(value);
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
