import { type Structure, Tensor } from '../graph/index.ts';

/** The tensors of a structure in the order in which Keras counts them: entries of a record by their sorted keys. */
export function sortedLeaves(structure: Structure): readonly Tensor[] {
  if (structure instanceof Tensor) return [structure];
  if (Array.isArray(structure)) return structure.flatMap(sortedLeaves);
  return Object.entries(structure)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, part]) => sortedLeaves(part));
}
