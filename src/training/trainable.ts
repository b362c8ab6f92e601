import type { Structure, Variable } from '../graph/index.ts';
import type { Template } from './columns.ts';

/** What training needs of a model. */
export interface Trainable {
  readonly name: string;
  readonly className: string;
  readonly weights: readonly Variable[];
  readonly trainableWeights: readonly Variable[];
  /** How inputs are nested and named, with the shapes they must have; null where the model does not say. */
  readonly inputTemplate: (Template & { readonly shapes: readonly (readonly (number | null)[])[] }) | null;
  /** How outputs are nested and named; null where the model does not say. */
  readonly outputTemplate: Template | null;
  /** Whether the weights have been made. */
  readonly built: boolean;
  /** Computes, in the scope in force. */
  apply(inputs: Structure): Structure;
}
