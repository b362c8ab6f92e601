import type { Tensor, Variable } from '../../graph/index.ts';
import {
  add,
  broadcastLike,
  cast,
  clip,
  divide,
  expandDims,
  maximum,
  minimum,
  moments,
  multiply,
  relu,
  sqrt,
  square,
  squeeze,
  stopGradient,
  subtract,
  sum,
  where,
} from '../../ops/index.ts';
import { ArgumentError } from '../../utils/errors.ts';

/** Keras's general epsilon, added to the number of steps that count. */
const epsilonOfCounts = 1e-7;

/** Mean and variance of a batch for each place along `axis`; steps that a mask leaves out do not count. */
export function batchMoments(x: Tensor, axis: number, mask: Tensor | null): readonly [mean: Tensor, variance: Tensor] {
  const axes = x.dims.map((_, i) => i).filter((i) => i !== axis);
  if (mask === null) return moments(x, axes);
  const counts = expandDims(mask, -1);
  const total = add(sum(broadcastLike(cast(counts, 'float32'), x), axes, true), epsilonOfCounts);
  const mean = divide(sum(where(counts, x, 0), axes, true), total);
  const variance = divide(sum(square(where(counts, subtract(x, mean), 0)), axes, true), total);
  return [squeeze(mean, axes), squeeze(variance, axes)];
}

/** Bounds of the correction. */
export interface RenormClipping {
  /** Most that the deviation is scaled by. */
  readonly rmax?: number;
  /** Least that the deviation is scaled by. */
  readonly rmin?: number;
  /** Most that the mean is shifted by, in deviations. */
  readonly dmax?: number;
}

interface Statistics {
  readonly movingMean: Variable;
  readonly movingVariance: Variable;
  readonly movingDeviation: Variable;
  readonly mean: Variable;
  readonly deviation: Variable;
}

interface RenormOptions {
  readonly momentum: number;
  readonly renormMomentum: number;
  readonly epsilon: number;
  readonly clipping: RenormClipping;
}

/** Batch renormalization (Ioffe, 2017): a batch's own statistics, corrected towards those of the batches before. */
export class Renormalization {
  readonly #statistics: Statistics;
  readonly #options: RenormOptions;

  constructor(statistics: Statistics, options: RenormOptions) {
    this.#statistics = statistics;
    this.#options = options;
  }

  /** What to scale and shift by instead of gamma and beta: `r · gamma` and `d · gamma + beta`. Moves the statistics. */
  corrected(
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | null,
    beta: Tensor | null,
  ): readonly [gamma: Tensor, beta: Tensor] {
    const { epsilon, clipping } = this.#options;
    const deviation = sqrt(add(variance, epsilon));
    const least = maximum(this.#statistics.deviation, Math.sqrt(epsilon));
    const r = stopGradient(bounded(divide(deviation, least), clipping));
    const shift = divide(subtract(mean, this.#statistics.mean), least);
    const { dmax } = clipping;
    const d = stopGradient(dmax === undefined ? shift : clip(shift, -dmax, dmax));
    this.#move(mean, deviation);
    const [scale, offset] = gamma === null ? [r, d] : [multiply(r, gamma), multiply(d, gamma)];
    return [scale, beta === null ? offset : add(offset, beta)];
  }

  #move(mean: Tensor, deviation: Tensor): void {
    const { momentum, renormMomentum, epsilon } = this.#options;
    const { movingMean, movingVariance, movingDeviation } = this.#statistics;
    const moved = (from: Variable, to: Tensor, kept: number) => add(multiply(from, kept), multiply(to, 1 - kept));
    this.#statistics.mean.assign(moved(this.#statistics.mean, mean, renormMomentum));
    this.#statistics.deviation.assign(moved(this.#statistics.deviation, deviation, renormMomentum));
    movingMean.assign(moved(movingMean, mean, momentum));
    const movedDeviation = moved(movingDeviation, deviation, momentum);
    movingDeviation.assign(movedDeviation);
    movingVariance.assign(relu(subtract(square(movedDeviation), epsilon)));
  }
}

function bounded(r: Tensor, { rmin, rmax }: RenormClipping): Tensor {
  const raised = rmin === undefined ? r : maximum(r, rmin);
  return rmax === undefined ? raised : minimum(raised, rmax);
}

/** Complains about bounds that are none. */
export function checkClipping(where: string, clipping: RenormClipping): void {
  const known = ['rmax', 'rmin', 'dmax'];
  const strange = Object.keys(clipping).find((key) => !known.includes(key));
  const fail = (expected: string): never => {
    throw new ArgumentError(where, { expected, received: JSON.stringify(clipping) });
  };
  if (strange !== undefined) fail('bounds called rmax, rmin or dmax');
  const { rmax = Number.POSITIVE_INFINITY, rmin = 0, dmax = 0 } = clipping;
  if (!(rmax >= rmin)) fail('an rmax that is not below rmin');
  if (!(dmax >= 0)) fail('a dmax of at least 0');
}
