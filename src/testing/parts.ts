import type { Tensor } from '../graph/index.ts';
import { type Data, evaluate } from '../runtime/index.ts';

/**
 * The values of many tensors, evaluated a few dozen at a time: a program for each would be compiled hundreds of times, and
 * one for all takes the engine longer than its parts.
 */
export async function evaluateInParts(tensors: readonly Tensor[], size = 60): Promise<readonly Data[]> {
  const values: Data[] = [];
  for (let i = 0; i < tensors.length; i += size) values.push(...(await evaluate(tensors.slice(i, i + size))));
  return values;
}
