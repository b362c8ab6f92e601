import type { Optimizer, OptimizerIdentifier } from '../optimizers/index.ts';
import { optimizerNamed } from '../optimizers/named.ts';
import { ArgumentError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import type { LossSpec, LossWeights } from './losses.ts';
import type { MetricsSpec } from './metrics.ts';
import { checkStepsPerExecution, type StepsPerExecution } from './pace.ts';

/** Options of `compile`. */
export interface CompileOptions {
  /** A name such as `'adam'`, or an optimizer. Default `'rmsprop'`. */
  readonly optimizer?: OptimizerIdentifier;
  /** A name such as `'mse'`, a loss, a function; or one for each output, listed or by name. Default: none. */
  readonly loss?: LossSpec | null;
  /** Factors of the outputs' losses, listed or by name. Default: 1 each. */
  readonly lossWeights?: LossWeights | null;
  /** Names such as `'accuracy'`, metrics, or functions; or lists for each output. Sample weights do not count in them. */
  readonly metrics?: MetricsSpec | null;
  /** The same, with sample weights. */
  readonly weightedMetrics?: MetricsSpec | null;
  /**
   * Batches that one run of the engine takes, in `fit` and `evaluate`. Small networks train faster so, since entering the engine takes
   * time; results and logs are those of one batch at a time. Callbacks hear of all batches of a run after it. `'auto'` measures what is
   * faster here and now, and leaves batches single where a callback needs each or the batches come from an iterable. Default `'auto'`.
   */
  readonly stepsPerExecution?: StepsPerExecution;
}

/** What `compile` settles. */
export interface TrainerSettings {
  readonly optimizer: Optimizer;
  readonly loss: LossSpec | null;
  readonly lossWeights: LossWeights | null;
  readonly metrics: MetricsSpec | null;
  readonly weightedMetrics: MetricsSpec | null;
  readonly stepsPerExecution: StepsPerExecution;
}

const known = ['optimizer', 'loss', 'lossWeights', 'metrics', 'weightedMetrics', 'stepsPerExecution'];

/**
 * The settings of a model that is compiled with these options.
 *
 * @throws {ArgumentError} for unknown options, and for an unknown optimizer.
 */
export function settingsOf(options: CompileOptions): TrainerSettings {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new ArgumentError('compile', {
      expected: 'known options',
      received: `'${unknown}'`,
      mend: didYouMean(unknown, known),
    });
  const { optimizer = 'rmsprop', loss = null, lossWeights = null, metrics = null, weightedMetrics = null } = options;
  const { stepsPerExecution = 'auto' } = options;
  checkStepsPerExecution(stepsPerExecution);
  return { optimizer: optimizerNamed(optimizer), loss, lossWeights, metrics, weightedMetrics, stepsPerExecution };
}
