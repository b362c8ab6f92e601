import { settled } from '../losses/settings.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';
import { boolean, notNegative, positive, share, whole } from './checks.ts';
import { LearningRateSchedule } from './schedules/schedule.ts';

/** Options that every optimizer takes. */
export interface OptimizerConfig {
  /** Name in the paths of its state, and in files. Default: the class in snake case. */
  name: string;
  /** Step size: a number of at least 0, or a schedule. */
  learningRate: number | LearningRateSchedule;
  /** Decay of the weights themselves, `w -= w · weightDecay · learningRate`, before each step. Default `null`. */
  weightDecay: number | null;
  /** Largest L2 norm of each gradient; longer ones are shortened. Default `null`. */
  clipnorm: number | null;
  /** Largest L2 norm of all gradients together. Default `null`. */
  globalClipnorm: number | null;
  /** Largest absolute value of each element of a gradient. Default `null`. */
  clipvalue: number | null;
  /** Whether to keep an exponential moving average of the weights, which they take over when `fit` ends. Default `false`. */
  useEma: boolean;
  /** How much of the average stays at each step. Default `0.99`. */
  emaMomentum: number;
  /** After how many steps the weights are overwritten by their averages. Default `null`: only when `fit` ends. */
  emaOverwriteFrequency: number | null;
  /** Factor of the loss whose inverse is a factor of the gradients; for small number types. Default `null`. */
  lossScaleFactor: number | null;
  /** How many batches' gradients are averaged for one step. Default `null`: each batch is a step. */
  gradientAccumulationSteps: number | null;
}

/** Defaults of the options that all optimizers share. */
const shared = {
  weightDecay: null,
  clipnorm: null,
  globalClipnorm: null,
  clipvalue: null,
  useEma: false,
  emaMomentum: 0.99,
  emaOverwriteFrequency: null,
  lossScaleFactor: null,
  gradientAccumulationSteps: null,
} as const;

/** Defaults that an optimizer must give: of its own options and of the learning rate; of the shared ones if they differ. */
export type OptimizerDefaults<Config extends OptimizerConfig> = Omit<
  Config,
  Exclude<keyof OptimizerConfig, 'learningRate'>
> &
  Partial<OptimizerConfig>;

/**
 * The complete, checked options of an optimizer.
 *
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 */
export function settledOptions<Config extends OptimizerConfig>(
  className: string,
  defaults: OptimizerDefaults<Config>,
  given: Partial<Config>,
): Config {
  const { learningRate, ...own } = defaults;
  const complete = { name: snake(className), learningRate, ...shared, ...own } as unknown as Config; // all keys of Config
  const options = settled(className, complete, given);
  checkShared(className, options);
  return options;
}

/** Options in Keras's form: keys in snake case, numbers set off (`beta_1`), schedules described. */
export function kerasOptions(config: OptimizerConfig, learningRate: number | null): Readonly<Record<string, Json>> {
  const entries = Object.entries(config).map(([key, option]): [string, Json] => [
    kerasKey(key),
    option instanceof LearningRateSchedule ? option.serialize() : (option as Json),
  ]);
  // Keras tells the rate as its variable holds it, in float32.
  return { ...Object.fromEntries(entries), ...(learningRate !== null && { learning_rate: Math.fround(learningRate) }) };
}

/**
 * An option's name in Keras's spelling, which sets numbers off from words but not from letters.
 *
 * @example
 * kerasKey('beta1') // => 'beta_1'
 */
export function kerasKey(key: string): string {
  return snake(key.replace(/([a-z]{2})(\d)/g, '$1_$2'));
}

function checkShared(className: string, config: OptimizerConfig): void {
  const { learningRate, weightDecay, emaOverwriteFrequency, lossScaleFactor, gradientAccumulationSteps } = config;
  const { clipnorm, globalClipnorm, clipvalue } = config;
  if (typeof config.name !== 'string' || config.name === '')
    throw new ArgumentError(`${className}: name`, { expected: 'a name', received: JSON.stringify(config.name) });
  if (!(learningRate instanceof LearningRateSchedule)) checkRate(className, learningRate);
  if (weightDecay !== null) notNegative(`${className}: weightDecay`, weightDecay);
  const bounds = Object.entries({ clipnorm, globalClipnorm, clipvalue }).filter(([, bound]) => bound !== null);
  for (const [option, bound] of bounds) positive(`${className}: ${option}`, bound);
  if (bounds.length > 1)
    throw new ArgumentError(`${className}: options`, {
      expected: 'at most one of clipnorm, globalClipnorm and clipvalue',
      received: bounds.map(([option]) => option).join(' and '),
    });
  boolean(`${className}: useEma`, config.useEma);
  share(`${className}: emaMomentum`, config.emaMomentum);
  if (emaOverwriteFrequency !== null) whole(`${className}: emaOverwriteFrequency`, emaOverwriteFrequency, 1);
  if (lossScaleFactor !== null) positive(`${className}: lossScaleFactor`, lossScaleFactor);
  if (gradientAccumulationSteps !== null)
    whole(`${className}: gradientAccumulationSteps`, gradientAccumulationSteps, 2);
}

/** Complains about what is no step size. */
export function checkRate(className: string, rate: unknown): void {
  if (typeof rate === 'number' && rate >= 0 && Number.isFinite(rate)) return;
  throw new ArgumentError(`${className}: learningRate`, {
    expected: 'a number of at least 0, or a schedule',
    received: typeof rate === 'string' ? `'${rate}'` : String(rate),
  });
}
