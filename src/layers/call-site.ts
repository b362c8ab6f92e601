import { type Callee, leaves, repack, type Structure, type Tensor } from '../graph/index.ts';
import type { AnyLayer } from './layer.ts';
import type { CallOptions } from './options.ts';

/** One call of a layer: what it was given and, once it ran, the structure of what came out. */
export class CallSite implements Callee {
  readonly layer: AnyLayer;
  readonly inputs: Structure;
  readonly options: CallOptions;
  /** The output of the first run: its structure holds for all. */
  output: Structure | null = null;
  /** Which of the layer's recorded calls this is, from 0. */
  index = 0;

  constructor(layer: AnyLayer, inputs: Structure, options: CallOptions) {
    this.layer = layer;
    this.inputs = inputs;
    this.options = options;
  }

  get name(): string {
    return this.layer.name;
  }

  expand(flat: readonly Tensor[]): readonly Tensor[] {
    const [inputs, options] = repack([this.inputs, this.options] as const, flat);
    const output = this.layer.run(inputs as never, options as never); // what apply was given, tensor for tensor
    this.output ??= output;
    return leaves(output);
  }
}
