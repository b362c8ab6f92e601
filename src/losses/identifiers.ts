import type { Shape } from '../graph/index.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';

/**
 * Whether predictions answer yes or no (one unit), or labels are class numbers, or one-hot rows: what Keras decides by in
 * `'accuracy'` and `'crossentropy'`.
 */
export function crossentropyKind(yTrue: Shape, yPred: Shape): 'binary' | 'sparse' | 'categorical' {
  const width = yPred.at(-1) ?? null;
  if (width === 1) return 'binary';
  const isColumn = yTrue.at(-1) === 1 && width !== null && width > 1;
  return yTrue.length < yPred.length || isColumn ? 'sparse' : 'categorical';
}

/** A name as logs and files have it: `'meanSquaredError'` as `'mean_squared_error'`; short forms as they are. */
export function kerasSpelling(name: string): string {
  return /^[a-z]/.test(name) ? snake(name) : name;
}

/** The name in a saved description of a function, else null. */
export function functionName(description: Json): string | null {
  const isRecord = typeof description === 'object' && description !== null && 'class_name' in description;
  if (!isRecord || description.class_name !== 'function') return null;
  return typeof description.config === 'string' ? description.config : null;
}

/** Options of a file without Keras's dtype policy: everything is float32 here. */
export function withoutDtype(options: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'dtype'));
}

/**
 * What a factory makes when it is called without options, since `losses.huber` without the call is taken as with it: in Keras
 * that name is the function. Null for a function of labels and predictions.
 */
export function madeBy<Made>(
  given: (...args: never) => unknown,
  kind: abstract new (...args: never) => Made,
): Made | null {
  if (given.length > 0) return null; // factories have options at most
  try {
    const made = (given as () => unknown)();
    return made instanceof kind ? made : null;
  } catch {
    return null; // it missed its labels
  }
}
