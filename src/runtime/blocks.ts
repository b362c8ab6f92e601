import { reachable, type Tensor } from '../graph/index.ts';
import type { Engine } from './ort.ts';

/** Channels that convolutions of these graphs take at a time; an engine is asked only where there are any. */
export async function blocksFor(engine: Engine, roots: readonly Tensor[]): Promise<number> {
  const isAsked = reachable(roots).some((node) => node.kind === 'op' && node.op.blocked === true);
  return isAsked ? engine.blocks() : 0;
}
