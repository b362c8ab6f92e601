import type { Tensor } from '../graph/index.ts';

/** What an optimizer's rule sees of a step, beside variable and gradient. */
export class Step {
  /** Step size, a float32 scalar. */
  readonly learningRate: Tensor;
  /** Number of this step, from 1, a float32 scalar. */
  readonly number: Tensor;
  readonly #computed = new Map<string, Tensor>();

  constructor(learningRate: Tensor, number: Tensor) {
    this.learningRate = learningRate;
    this.number = number;
  }

  /** A scalar that all variables share: computed for the first that asks. */
  once(name: string, compute: (step: Step) => Tensor): Tensor {
    const computed = this.#computed.get(name) ?? compute(this);
    this.#computed.set(name, computed);
    return computed;
  }
}
