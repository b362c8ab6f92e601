import { FileError } from '../../utils/errors.ts';

/**
 * Parses text whose outermost value is a JSON object, and refuses a key that stands twice in one object: readers differ
 * in which of the two they take, so that a file could be one thing to a checker and another to a loader.
 *
 * A key `__proto__` is an ordinary key of the result; go through it with `Object.entries`.
 *
 * @throws FileError where the text is not JSON, not an object, or has a key twice.
 *
 * @example
 * parseJsonObject('index', '{"a": 1}') // => { a: 1 }
 */
export function parseJsonObject(where: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FileError(where, { expected: 'JSON', received: 'other text', cause });
  }
  refuseTwins(where, text);
  if (isObject(value)) return value;
  throw new FileError(where, { expected: 'a JSON object', received: shownKind(value) });
}

/** Whether a JSON value is an object, neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The elements of a JSON array of whole numbers from 0, or null where the value is something else. */
export function wholeNumbers(value: unknown): number[] | null {
  if (!Array.isArray(value)) return null;
  const numbers: unknown[] = value;
  return numbers.every(isWhole) ? numbers : null;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function shownKind(value: unknown): string {
  return Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`;
}

/** Walks over text that is known to be JSON: a string directly before a colon is a key of the innermost object. */
function refuseTwins(where: string, text: string): void {
  const open: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (key !== undefined) {
      const name = String(JSON.parse(key));
      const keys = open.at(-1);
      if (keys?.has(name)) throw new FileError(where, { expected: 'each key once', received: `"${name}" twice` });
      keys?.add(name);
    }
  }
}
