import { uniformArray } from '../utils/random.ts';
import { globalSeedGenerator } from '../utils/seed-generator.ts';

/**
 * The numbers from 0 in an order drawn from the global generator, so that `setRandomSeed` repeats a run: the shuffle of
 * Fisher and Yates, in Durstenfeld's form.
 */
export function shuffled(count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const random = uniformArray(globalSeedGenerator().nextKey(), count);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((random[i] ?? 0) * (i + 1));
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
  return order;
}
