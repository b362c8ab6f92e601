import { Catalogue } from '../utils/catalogue.ts';
import type { Json } from '../utils/json.ts';
import { Adadelta } from './adadelta.ts';
import { Adafactor } from './adafactor.ts';
import { Adagrad } from './adagrad.ts';
import { Adam } from './adam.ts';
import { Adamax } from './adamax.ts';
import { AdamW } from './adamw.ts';
import { Ftrl } from './ftrl.ts';
import { Lamb } from './lamb.ts';
import { Lion } from './lion.ts';
import { LossScaleOptimizer } from './loss-scale.ts';
import { MultiOptimizer } from './multi.ts';
import { Muon } from './muon.ts';
import { Nadam } from './nadam.ts';
import { Optimizer, type SavedOptions, type SerializedOptimizer } from './optimizer.ts';
import { RMSprop } from './rmsprop.ts';
import { ScheduleFreeAdamW } from './schedule-free-adamw.ts';
import { SGD } from './sgd.ts';

interface OptimizerClass {
  readonly className: string;
  /** Options of a file are checked by the constructor itself. */
  new (options: never): Optimizer;
  revived(options: SavedOptions, revive: (saved: Json) => Optimizer): object;
}

const named = {
  adadelta: Adadelta,
  adafactor: Adafactor,
  adagrad: Adagrad,
  adam: Adam,
  adamW: AdamW,
  adamax: Adamax,
  ftrl: Ftrl,
  lamb: Lamb,
  lion: Lion,
  muon: Muon,
  nadam: Nadam,
  rmsprop: RMSprop,
  scheduleFreeAdamW: ScheduleFreeAdamW,
  sgd: SGD,
} as const satisfies Readonly<Record<string, OptimizerClass>>;

/** These are told apart from the others by needing an optimizer; files may name them. */
const wrapping: Readonly<Record<string, OptimizerClass>> = { LossScaleOptimizer, MultiOptimizer };

const lowered: Readonly<Record<string, OptimizerClass>> = Object.fromEntries(
  Object.entries<OptimizerClass>({ ...named, ...wrapping }).map(([name, made]) => [name.toLowerCase(), made]),
);
const catalogue = new Catalogue<OptimizerClass>('optimizer', named, { ...wrapping, ...lowered });

/** An optimizer by name, in our spelling or in Keras's, which is in lower case; or an optimizer. */
export type OptimizerIdentifier = keyof typeof named | Lowercase<keyof typeof named> | Optimizer;

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
  const { made, options } = catalogue.find(known(identifier));
  return new made(made.revived(options, optimizerOf) as never); // the constructor checks what a file says
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

/** Keras finds its optimizers whatever the case of their names. */
function known(identifier: Json): Json {
  return typeof identifier === 'string' && identifier.toLowerCase() in lowered ? identifier.toLowerCase() : identifier;
}
