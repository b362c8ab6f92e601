import type { Tensor, Variable } from '../graph/index.ts';
import { add, divide, matmul, multiply, sqrt, square, sum, transpose } from '../ops/index.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import { adamRate, nearer } from './adam.ts';
import { boolean, finite, notNegative, pattern, share, whole } from './checks.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './settings.ts';
import type { Step } from './step.ts';

/** Options of Muon. */
export interface MuonConfig extends OptimizerConfig {
  /** Of Adam, for what is no matrix. Default `0.9`. */
  adamBeta1: number;
  /** Of Adam. Default `0.999`. */
  adamBeta2: number;
  /** Of Adam. Default `0.004`. */
  adamWeightDecay: number | null;
  /** Of Adam. Default `1e-7`. */
  epsilon: number;
  /** Regular expressions: variables in whose path one is found are left to Adam. Default `[]`. */
  excludeLayers: readonly string[];
  /** Whether variables with `embedding` in their path are left to Adam. Default `true`. */
  excludeEmbeddings: boolean;
  /** Coefficients of the iteration `x = a·x + b·(x·xᵀ)·x + c·(x·xᵀ)²·x`. Default `3.4445`. */
  muonA: number;
  /** Default `-4.775`. */
  muonB: number;
  /** Default `2.0315`. */
  muonC: number;
  /** What the rate is multiplied by for Adam. Default `1`. */
  adamLrRatio: number;
  /** How much of the sum of the gradients stays at each step. Default `0.95`. */
  momentum: number;
  /** How often the iteration is done. Default `5`. */
  nsSteps: number;
  /** Whether momentum looks ahead. Default `true`. */
  nesterov: boolean;
  /** Steps are multiplied by this and the root of the longer side; null: by nothing. Default `0.2`. */
  rmsRate: number | null;
}

/**
 * Muon: matrices step along the nearest orthogonal matrix to the momentum, found by a Newton-Schulz iteration; all else,
 * embeddings included, is left to Adam.
 *
 * @see https://keras.io/api/optimizers/muon/
 */
export class Muon extends Optimizer<MuonConfig> {
  static override readonly className = 'Muon';
  readonly #left: readonly RegExp[];

  constructor({ excludeLayers, ...given }: Partial<MuonConfig> = {}) {
    super(
      { ...given, excludeLayers: excludeLayers ?? [] },
      {
        learningRate: 0.001,
        weightDecay: 0.004,
        adamBeta1: 0.9,
        adamBeta2: 0.999,
        epsilon: 1e-7,
        excludeLayers: [],
        muonA: 3.4445,
        muonB: -4.775,
        muonC: 2.0315,
        adamLrRatio: 1,
        momentum: 0.95,
        nsSteps: 5,
        nesterov: true,
        excludeEmbeddings: true,
        adamWeightDecay: 0.004,
        rmsRate: 0.2,
      },
    );
    const { config } = this;
    for (const option of ['adamBeta1', 'adamBeta2', 'momentum'] as const) share(`Muon: ${option}`, config[option]);
    for (const option of ['muonA', 'muonB', 'muonC'] as const) finite(`Muon: ${option}`, config[option]);
    for (const option of ['epsilon', 'adamLrRatio'] as const) notNegative(`Muon: ${option}`, config[option]);
    for (const option of ['nesterov', 'excludeEmbeddings'] as const) boolean(`Muon: ${option}`, config[option]);
    for (const option of ['adamWeightDecay', 'rmsRate'] as const)
      if (config[option] !== null) notNegative(`Muon: ${option}`, config[option]);
    whole('Muon: nsSteps', config.nsSteps, 1);
    if (!Array.isArray(config.excludeLayers) || config.excludeLayers.some((one) => typeof one !== 'string'))
      throw new ArgumentError('Muon: excludeLayers', {
        expected: 'a list of regular expressions, as texts',
        received: String(config.excludeLayers),
      });
    this.#left = config.excludeLayers.map((layer) => pattern('Muon: excludeLayers', layer));
  }

  protected override decayOf(variable: Variable): number | null {
    return this.#leaves(variable) ? this.config.adamWeightDecay : this.config.weightDecay;
  }

  protected override buildState(variables: readonly Variable[]): void {
    for (const variable of variables)
      this.addSlots([variable], this.#leaves(variable) ? { momentum: 0, velocity: 0 } : { momentum: 0 });
  }

  protected override update(variable: Variable, gradient: Tensor, step: Step): void {
    if (this.#leaves(variable)) this.#updateByAdam(variable, gradient, step);
    else this.#updateByMuon(variable, gradient, step);
  }

  /** Whether a variable is left to Adam. */
  #leaves({ rank, path }: Variable): boolean {
    const isEmbedding = this.config.excludeEmbeddings && path.toLowerCase().includes('embedding');
    return rank !== 2 || isEmbedding || this.#left.some((layer) => layer.test(path));
  }

  #updateByMuon(variable: Variable, gradient: Tensor, { learningRate }: Step): void {
    const { momentum, nesterov, rmsRate } = this.config;
    const m = this.advance(variable, 'momentum', (now) => add(multiply(now, momentum), gradient));
    const direction = this.#orthogonal(nesterov ? add(gradient, multiply(m, momentum)) : m);
    const size = rmsRate === null ? 1 : Math.sqrt(Math.max(...sidesOf(variable))) * rmsRate;
    this.decrease(variable, multiply(direction, multiply(learningRate, size)));
  }

  #updateByAdam(variable: Variable, gradient: Tensor, step: Step): void {
    const { adamBeta1, adamBeta2, adamLrRatio, epsilon } = this.config;
    const alpha = step.once('alpha', (now) => multiply(adamRate(now, adamBeta1, adamBeta2), adamLrRatio));
    const m = this.advance(variable, 'momentum', (now) => nearer(now, gradient, 1 - adamBeta1));
    const v = this.advance(variable, 'velocity', (now) => nearer(now, square(gradient), 1 - adamBeta2));
    this.decrease(variable, divide(multiply(m, alpha), add(sqrt(v), epsilon)));
  }

  /** Nearly the orthogonal matrix nearest to a matrix: its singular values are brought to about 1. */
  #orthogonal(matrix: Tensor): Tensor {
    const { muonA, muonB, muonC, nsSteps } = this.config;
    const [rows, columns] = sidesOf(matrix);
    const isTall = rows > columns;
    const wide = isTall ? transpose(matrix) : matrix;
    let x = divide(wide, add(sqrt(sum(square(wide))), 1e-7));
    for (let i = 0; i < nsSteps; i++) {
      const gram = matmul(x, transpose(x));
      const curve = add(multiply(gram, muonB), multiply(matmul(gram, gram), muonC));
      x = add(multiply(x, muonA), matmul(curve, x));
    }
    return isTall ? transpose(x) : x;
  }
}

function sidesOf({ shape }: Tensor): readonly [rows: number, columns: number] {
  const [rows, columns] = shape;
  return [rows ?? internal('a matrix without rows'), columns ?? internal('a matrix without columns')];
}

/**
 * Muon.
 *
 * @param options - see `MuonConfig`; the learning rate is 0.001 by default, weight decay 0.004.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.muon({ excludeLayers: ['^head/'] }).config.nsSteps // => 5
 * @see https://keras.io/api/optimizers/muon/
 */
export function muon(options: Partial<MuonConfig> = {}): Muon {
  return new Muon(options);
}
