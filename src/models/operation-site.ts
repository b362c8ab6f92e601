import { type Callee, call, leaves, repack, type Structure, type Tensor } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { sortedLeaves } from './leaves.ts';

/** An operation of Keras: what a file says of it beside its arguments. */
export interface OperationKind {
  readonly module: string;
  readonly className: string;
  /** Its name in the model. */
  readonly name: string;
  readonly config: Readonly<Record<string, Json>>;
}

/** The arguments of an operation: tensors among data, as Keras's call takes them. */
export interface OperationArguments {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** One call of an operation that a file names, which stands between layers as one node, whatever it is computed by. */
export class OperationSite implements Callee {
  readonly kind: OperationKind;
  readonly given: OperationArguments;
  /** The output of the first run: its structure holds for all. */
  output: Structure | null = null;
  readonly #compute: (given: OperationArguments) => Structure;

  constructor(kind: OperationKind, given: OperationArguments, compute: (given: OperationArguments) => Structure) {
    this.kind = kind;
    this.given = given;
    this.#compute = compute;
  }

  get name(): string {
    return this.kind.name;
  }

  expand(flat: readonly Tensor[]): readonly Tensor[] {
    const output = this.#compute(repack(this.given, flat));
    this.output ??= output;
    return sortedLeaves(output);
  }
}

/** Carries out an operation of a file on symbolic tensors, as one node, or on values. */
export function applyOperation(site: OperationSite): Structure {
  const flat = call(site, leaves(site.given), undefined);
  const output = site.output ?? internal(`${site.name} was not expanded`);
  let next = 0;
  const order = new Map(
    sortedLeaves(output).map((tensor) => [tensor, flat[next++] ?? internal('an output is missing')]),
  );
  return repack(
    output,
    leaves(output).map((tensor) => order.get(tensor) ?? internal('an output is missing')),
  );
}
