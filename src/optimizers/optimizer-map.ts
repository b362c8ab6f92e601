import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { pattern } from './checks.ts';
import { Optimizer } from './optimizer.ts';

/**
 * Optimizers by paths of variables: exact paths, or regular expressions that a whole path must match.
 *
 * @see https://keras.io/api/optimizers/
 */
export class OptimizerMap {
  /** The class's name in files. */
  static readonly className = 'OptimizerMap';
  /** The optimizer of all other variables. */
  readonly defaultOptimizer: Optimizer;
  readonly #patterns = new Map<string, RegExp>();
  readonly #optimizers = new Map<string, Optimizer>();

  constructor(defaultOptimizer: Optimizer, optimizers: Readonly<Record<string, Optimizer>> = {}) {
    checkOptimizer('optimizerMap: defaultOptimizer', defaultOptimizer);
    this.defaultOptimizer = defaultOptimizer;
    for (const [path, optimizer] of Object.entries(optimizers)) this.set(path, optimizer);
  }

  /** All optimizers, the default one last. */
  get optimizers(): readonly Optimizer[] {
    return [...new Set([...this.#optimizers.values(), this.defaultOptimizer])];
  }

  /**
   * Sets the optimizer of the variables at a path, or at all paths that match a regular expression.
   *
   * @throws {ArgumentError} for a path that has one, and for what is no optimizer.
   */
  set(path: string, optimizer: Optimizer): void {
    checkOptimizer(`optimizerMap: '${path}'`, optimizer);
    if (this.#optimizers.has(path))
      throw new ArgumentError('optimizerMap', { expected: 'each path once', received: `'${path}' again` });
    this.#patterns.set(path, pattern('optimizerMap', `^(?:${path})$`));
    this.#optimizers.set(path, optimizer);
  }

  /**
   * The optimizer of the variable at a path.
   *
   * @throws {ArgumentError} when more than one expression matches.
   * @example
   * optimizers.optimizerMap(optimizers.adam(), { 'head/.*': optimizers.sgd() }).get('head/kernel').name // => 'sgd'
   */
  get(path: string): Optimizer {
    const exact = this.#optimizers.get(path);
    if (exact !== undefined) return exact;
    const matching = [...this.#patterns].filter(([, expression]) => expression.test(path)).map(([text]) => text);
    if (matching.length > 1)
      throw new ArgumentError('optimizerMap', {
        expected: 'one optimizer for each variable',
        received: `${matching.map((text) => `'${text}'`).join(' and ')} for ${path}`,
      });
    const [text = ''] = matching;
    return this.#optimizers.get(text) ?? this.defaultOptimizer;
  }

  /** The map as Keras saves it. */
  serialize(): Json {
    const entries = [...this.#optimizers].map(([path, optimizer]) => [path, optimizer.serialize()]);
    return {
      module: 'keras.optimizers',
      class_name: 'OptimizerMap',
      config: { default_optimizer: this.defaultOptimizer.serialize(), optimizer_map: Object.fromEntries(entries) },
      registered_name: null,
    };
  }
}

/**
 * Optimizers by paths of variables, for `multiOptimizer`.
 *
 * @param defaultOptimizer - for all variables that no entry names.
 * @param optimizers - by path, or by regular expression that a whole path must match.
 * @throws {ArgumentError} for what is no optimizer.
 * @example
 * const map = optimizers.optimizerMap(optimizers.adam(), { 'encoder/.*': optimizers.sgd() });
 * map.get('decoder/kernel').name // => 'adam'
 */
export function optimizerMap(
  defaultOptimizer: Optimizer,
  optimizers: Readonly<Record<string, Optimizer>> = {},
): OptimizerMap {
  return new OptimizerMap(defaultOptimizer, optimizers);
}

function checkOptimizer(where: string, given: unknown): void {
  if (given instanceof Optimizer) return;
  throw new ArgumentError(where, {
    expected: 'an optimizer',
    received: typeof given === 'string' ? `'${given}'` : String(given),
    mend: 'Make one with a factory, such as optimizers.adam().',
  });
}
