import type { Tensor, Variable } from '../graph/index.ts';
import { settled } from '../losses/settings.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { LossScaleOptimizer } from './loss-scale.ts';
import { type DecayExclusion, Optimizer, type SavedOptions } from './optimizer.ts';
import { OptimizerMap } from './optimizer-map.ts';
import type { OptimizerConfig } from './settings.ts';

/** Options of several optimizers in one. */
export interface MultiOptimizerConfig {
  /** Name in the paths of its state, and in files. Default `'multi_optimizer'`. */
  name: string;
  /** Which optimizer moves which variable: a map, or a function, which cannot be saved. */
  optimizerMap: OptimizerMap | ((variable: Variable) => Optimizer);
  /** Factor of the loss whose inverse is a factor of the gradients; counts in place of those inside. Default `null`. */
  lossScaleFactor: number | null;
}

/** What `multiOptimizer` takes beside its argument. */
export type MultiOptimizerOptions = Partial<Omit<MultiOptimizerConfig, 'optimizerMap'>>;

/**
 * Several optimizers, each for some of the variables.
 *
 * @see https://keras.io/api/optimizers/
 */
export class MultiOptimizer extends Optimizer<MultiOptimizerConfig & OptimizerConfig> {
  static override readonly className = 'MultiOptimizer';
  readonly #inner: Set<Optimizer>;
  readonly #chosen = new Map<Variable, Optimizer>();

  constructor(given: Pick<MultiOptimizerConfig, 'optimizerMap'> & MultiOptimizerOptions) {
    const map = given.optimizerMap;
    const defaults = { name: 'multi_optimizer', optimizerMap: map, lossScaleFactor: null };
    super(settled<MultiOptimizerConfig>('MultiOptimizer', defaults, given), { ...defaults, learningRate: 0 });
    if (!(map instanceof OptimizerMap) && typeof map !== 'function')
      throw new ArgumentError('MultiOptimizer: optimizerMap', {
        expected: 'an optimizerMap, or a function of a variable',
        received: String(map),
      });
    this.#inner = new Set(map instanceof OptimizerMap ? map.optimizers : []);
    for (const optimizer of this.#inner) checkInner(optimizer);
  }

  /** Options of a file in the form that the constructor takes. */
  static revived({ optimizerMap = null, ...options }: SavedOptions, revive: (saved: Json) => Optimizer): object {
    const { default_optimizer: first = null, optimizer_map: others = null } = fields(
      fields(optimizerMap).config ?? null,
    );
    const entries = Object.entries(fields(others)).map(([path, saved]) => [path, revive(saved)] as const);
    return { ...options, optimizerMap: new OptimizerMap(revive(first), Object.fromEntries(entries)) };
  }

  protected override buildState(variables: readonly Variable[]): void {
    const { optimizerMap: map } = this.config;
    for (const variable of variables) {
      const optimizer = map instanceof OptimizerMap ? map.get(variable.path) : map(variable);
      checkInner(optimizer);
      this.#inner.add(optimizer);
      this.#chosen.set(variable, optimizer);
    }
    for (const [optimizer, own] of this.#shared(variables)) optimizer.build(own);
  }

  protected override update(): never {
    return internal('the optimizers inside take the steps');
  }

  override get optimizers(): readonly Optimizer[] {
    return [...this.#inner];
  }

  override get variables(): readonly Variable[] {
    return [...super.variables, ...this.optimizers.flatMap((optimizer) => optimizer.variables)];
  }

  override get averages(): ReadonlyMap<Variable, Variable> {
    return new Map(this.optimizers.flatMap((optimizer) => [...optimizer.averages]));
  }

  /** @throws {ArgumentError} always: each optimizer has its own. */
  override get learningRate(): Tensor {
    return noRate();
  }

  /** @throws {ArgumentError} always: each optimizer has its own. */
  override setLearningRate(_rate: number): void {
    noRate();
  }

  override excludeFromWeightDecay(excluded: DecayExclusion): void {
    for (const optimizer of this.#inner) optimizer.excludeFromWeightDecay(excluded);
  }

  override applyUnscaled(gradients: readonly Tensor[], variables: readonly Variable[]): void {
    const slopes = new Map(variables.map((variable, i) => [variable, gradients[i]]));
    for (const [optimizer, own] of this.#shared(variables))
      optimizer.applyUnscaled(
        own.map((variable) => slopes.get(variable) ?? internal('a gradient was lost')),
        own,
      );
    // Nothing is left to move, but batches are counted.
    super.applyUnscaled([], []);
  }

  override finalizeVariables(variables: readonly Variable[]): void {
    for (const [optimizer, own] of this.#shared(variables)) optimizer.finalizeVariables(own);
  }

  override getConfig(): Readonly<Record<string, Json>> {
    const { name, optimizerMap: map, lossScaleFactor } = this.config;
    if (map instanceof OptimizerMap)
      return { optimizer_map: map.serialize(), loss_scale_factor: lossScaleFactor, name };
    throw new ArgumentError('MultiOptimizer.getConfig', {
      expected: 'an optimizerMap, to be saved',
      received: 'a function',
      mend: 'Choose by paths: multiOptimizer(optimizerMap(adam(), { … })).',
    });
  }

  /** Variables by the optimizer that moves them. */
  #shared(variables: readonly Variable[]): ReadonlyMap<Optimizer, readonly Variable[]> {
    const shared = new Map<Optimizer, Variable[]>();
    for (const optimizer of this.#inner) {
      const own = variables.filter((variable) => this.#chosen.get(variable) === optimizer);
      if (own.length > 0) shared.set(optimizer, own);
    }
    return shared;
  }
}

/**
 * Several optimizers, each for some of the variables.
 *
 * @param map - which optimizer moves which variable: an `optimizerMap`, or a function from a variable to an optimizer (the
 * same object for all that it shall move).
 * @param options - `lossScaleFactor`, `name`.
 * @throws {ArgumentError} for anything else, and for optimizers that wrap others.
 * @example
 * const { adam, multiOptimizer, optimizerMap, sgd } = optimizers;
 * multiOptimizer(optimizerMap(adam(), { '.*bias': sgd() })).optimizers.map(({ name }) => name) // => ['sgd', 'adam']
 * @see https://keras.io/api/optimizers/
 */
export function multiOptimizer(
  map: MultiOptimizerConfig['optimizerMap'],
  options: MultiOptimizerOptions = {},
): MultiOptimizer {
  return new MultiOptimizer({ ...options, optimizerMap: map });
}

function checkInner(optimizer: unknown): void {
  const isPlain = optimizer instanceof Optimizer && !(optimizer instanceof LossScaleOptimizer);
  if (isPlain && optimizer.optimizers === null) return;
  throw new ArgumentError('MultiOptimizer: optimizerMap', {
    expected: 'optimizers that take steps themselves',
    received: optimizer instanceof Optimizer ? `a ${optimizer.className}` : String(optimizer),
  });
}

function noRate(): never {
  throw new ArgumentError('MultiOptimizer: learningRate', {
    expected: 'one of its optimizers to be asked',
    received: 'the question for one rate of all',
    mend: 'Each has its own: optimizer.optimizers[0].learningRate.',
  });
}

function fields(saved: Json): Readonly<Record<string, Json>> {
  if (typeof saved === 'object' && saved !== null && !Array.isArray(saved))
    return saved as Readonly<Record<string, Json>>; // no list is left
  throw new ArgumentError('MultiOptimizer: optimizerMap', {
    expected: 'a saved OptimizerMap',
    received: JSON.stringify(saved),
  });
}
