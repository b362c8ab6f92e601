import { read, type Variable } from '../graph/index.ts';
import { add } from '../ops/index.ts';
import type { Confusion } from './confusion.ts';

/** The four counts of a confusion as state. */
export type ConfusionState = { readonly [Part in keyof Confusion]: Variable };

/** Makes the state, each part by `make`, under Keras's names and in its order. */
export function confusionState(make: (name: string) => Variable): ConfusionState {
  return {
    truePositives: make('true_positives'),
    falsePositives: make('false_positives'),
    trueNegatives: make('true_negatives'),
    falseNegatives: make('false_negatives'),
  };
}

/** The counts so far. */
export function readConfusion(state: ConfusionState): Confusion {
  return {
    truePositives: read(state.truePositives),
    falsePositives: read(state.falsePositives),
    trueNegatives: read(state.trueNegatives),
    falseNegatives: read(state.falseNegatives),
  };
}

/** Adds a batch's counts. */
export function increaseConfusion(state: ConfusionState, by: Confusion): void {
  state.truePositives.assign(add(read(state.truePositives), by.truePositives));
  state.falsePositives.assign(add(read(state.falsePositives), by.falsePositives));
  state.trueNegatives.assign(add(read(state.trueNegatives), by.trueNegatives));
  state.falseNegatives.assign(add(read(state.falseNegatives), by.falseNegatives));
}
