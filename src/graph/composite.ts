import { internal } from '../utils/errors.ts';
import { call } from './call.ts';
import { currentScope } from './scope.ts';
import { leaves, repack, type Structure } from './structure.ts';

/**
 * A function of several ops that stands as one node in a model: `mean` in a summary, not its sum and its division. Inside a
 * scope, and on values, it is just the function.
 */
export function composite<Args extends readonly unknown[], Out extends Structure>(
  name: string,
  body: (...args: Args) => Out,
): (...args: Args) => Out {
  return (...args) => {
    const tensors = leaves(args);
    if (currentScope() !== null || !tensors.some((tensor) => tensor.node.symbolic)) return body(...args);
    let result: Out | null = null;
    const expand = (inputs: Parameters<typeof repack>[1]) => {
      result = body(...repack(args, inputs));
      return leaves(result);
    };
    const outputs = call({ name, expand, args }, tensors, undefined);
    return repack(result ?? internal(`${name} was not expanded`), outputs);
  };
}
