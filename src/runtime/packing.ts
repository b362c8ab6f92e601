import { internal } from '../utils/errors.ts';
import type { Computed, Kernel, Vector } from './fusion.ts';

/** Which vectors are put together. */
export interface PackingLimits {
  /** Vectors up to this length: copies of longer ones take longer than one more input of the graph. */
  readonly longest: number;
  /** Fewer kernels than this are left as they are. */
  readonly fewest: number;
}

const usual: PackingLimits = { longest: 4096, fewest: 4 };

/**
 * Puts kernels together that compute the same on short vectors with the same scalars. Their vectors then stand one behind
 * another in memory: one pass goes over all of them, and the graph takes and gives each such run as one vector. An input or
 * an output of a graph costs the engine some microseconds, and a deep model has hundreds of small ones.
 */
export function packed(
  kernels: readonly Kernel[],
  computed: readonly Computed[],
  { longest, fewest }: PackingLimits = usual,
): readonly Kernel[] {
  const alone = sharedVectors(kernels, computed);
  const modules = new Map<Kernel['module'], number>();
  const packs = new Map<string, Kernel[]>();
  for (const [i, kernel] of kernels.entries()) {
    const { module, length, runs, scalars } = kernel;
    const number = modules.get(module) ?? modules.size;
    modules.set(module, number);
    const small = length <= longest && !runs.flat().some((vector) => alone.has(keyOf(vector)));
    const kinds = runs.map(([vector]) => vector?.kind);
    const key = small ? `${number}|${scalars.map(({ place }) => place)}|${kinds}` : `alone ${i}`;
    const pack = packs.get(key);
    if (pack === undefined) packs.set(key, [kernel]);
    else pack.push(kernel);
  }
  return [...packs.values()].flatMap((pack) => (pack.length < fewest ? pack : [joined(pack)]));
}

/** A name for a vector. */
export function keyOf({ kind, place }: Vector): string {
  return `${kind}${place}`;
}

/** What two kernels read, or what plain code reads as well: it can stand in one place only. */
function sharedVectors(kernels: readonly Kernel[], computed: readonly Computed[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { inputs } of computed)
    for (const { place } of Object.values(inputs)
      .flat()
      .filter((input) => input !== null))
      shared.add(`fetched${place}`);
  for (const { runs } of kernels)
    for (const key of runs.flat().map(keyOf)) {
      if (seen.has(key)) shared.add(key);
      seen.add(key);
    }
  return shared;
}

function joined([first = internal('a pack of no kernels'), ...others]: readonly Kernel[]): Kernel {
  const all = [first, ...others];
  return {
    ...first,
    runs: first.runs.map((_, slot) => all.flatMap(({ runs }) => runs[slot] ?? [])),
    length: all.reduce((sum, { length }) => sum + length, 0),
    rule: {
      ...first.rule,
      vectors: first.rule.vectors.map((_, slot) => all.flatMap(({ rule }) => rule.vectors[slot] ?? [])),
    },
  };
}
