import { Catalogue } from '../utils/catalogue.ts';
import type { Json } from '../utils/json.ts';
import { LossScaleOptimizer } from './loss-scale.ts';
import { MultiOptimizer } from './multi.ts';
import { foundIn, lowerCased, named, type OptimizerIdentifier } from './named.ts';
import { Optimizer, type SavedOptions, type SerializedOptimizer } from './optimizer.ts';
import { scheduleOf } from './schedules/index.ts';

interface OptimizerClass {
  readonly className: string;
  /** Options of a file are checked by the constructor itself. */
  new (options: never): Optimizer;
  /** Options of a file in the form that the constructor takes, where these hold more than numbers and a schedule. */
  readonly revived?: (options: SavedOptions, revive: (saved: Json) => Optimizer) => object;
}

/** These are told apart from the others by needing an optimizer; files may name them. */
const wrapping: Readonly<Record<string, OptimizerClass>> = { LossScaleOptimizer, MultiOptimizer };

const lowered = lowerCased<OptimizerClass>({ ...named, ...wrapping });
const catalogue = new Catalogue<OptimizerClass>('optimizer', named, { ...wrapping, ...lowered });

/**
 * The optimizer that an identifier stands for.
 *
 * @param identifier - a name (with that optimizer's defaults), an optimizer, or what `serialize` gave: `{ class_name, config }`.
 * @throws {ArgumentError} for an unknown name, or options that make no sense.
 * @example
 * optimizers.optimizerOf('adam').className // => 'Adam'
 */
export function optimizerOf(identifier: OptimizerIdentifier | Json): Optimizer {
  if (identifier instanceof Optimizer) return identifier;
  const { made, options } = catalogue.find(foundIn(lowered, identifier));
  const revived = made.revived?.(options, optimizerOf) ?? withSchedule(options);
  return new made(revived as never); // the constructor checks what a file says
}

/**
 * An optimizer as Keras saves it: class and options, in the form that `optimizerOf` reads.
 *
 * @param identifier - whatever `optimizerOf` takes.
 * @throws {ArgumentError} for an unknown name.
 * @example
 * optimizers.serializeOptimizer('rmsprop').class_name // => 'RMSprop'
 * @see https://keras.io/api/optimizers/
 */
export function serializeOptimizer(identifier: OptimizerIdentifier | Json): SerializedOptimizer {
  return optimizerOf(identifier).serialize();
}

function withSchedule({ learningRate, ...others }: SavedOptions): object {
  const isNumber = learningRate === undefined || typeof learningRate === 'number';
  return { ...others, learningRate: isNumber ? learningRate : scheduleOf(learningRate) };
}
