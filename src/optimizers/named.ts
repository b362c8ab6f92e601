import { Catalogue } from '../utils/catalogue.ts';
import { Adadelta } from './adadelta.ts';
import { Adafactor } from './adafactor.ts';
import { Adagrad } from './adagrad.ts';
import { Adam } from './adam.ts';
import { Adamax } from './adamax.ts';
import { AdamW } from './adamw.ts';
import { Ftrl } from './ftrl.ts';
import { Lamb } from './lamb.ts';
import { Lion } from './lion.ts';
import { Muon } from './muon.ts';
import { Nadam } from './nadam.ts';
import { Optimizer } from './optimizer.ts';
import { RMSprop } from './rmsprop.ts';
import { ScheduleFreeAdamW } from './schedule-free-adamw.ts';
import { SGD } from './sgd.ts';

interface OptimizerClass {
  readonly className: string;
  /** Options of a file are checked by the constructor itself. */
  new (options: never): Optimizer;
}

/** The optimizers that a name alone makes. */
export const named = {
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

const lowered = lowerCased(named);
const catalogue = new Catalogue<OptimizerClass>('optimizer', named, lowered);

/** An optimizer by name, in our spelling or in Keras's, which is in lower case; or an optimizer. */
export type OptimizerIdentifier = keyof typeof named | Lowercase<keyof typeof named> | Optimizer;

/**
 * The optimizer of a name, with its defaults; an optimizer is given back.
 *
 * @throws {ArgumentError} for anything else.
 */
export function optimizerNamed(identifier: OptimizerIdentifier): Optimizer {
  if (identifier instanceof Optimizer) return identifier;
  const { made, options } = catalogue.find(foundIn(lowered, identifier));
  return new made(options as never); // none, unless it is a description in spite of the types
}

/** Keras finds its optimizers whatever the case of their names. */
export function lowerCased<Class>(classes: Readonly<Record<string, Class>>): Readonly<Record<string, Class>> {
  return Object.fromEntries(Object.entries(classes).map(([name, made]) => [name.toLowerCase(), made]));
}

/** A name in the case in which it is found. */
export function foundIn<Identifier>(lowered: object, identifier: Identifier): Identifier | string {
  return typeof identifier === 'string' && identifier.toLowerCase() in lowered ? identifier.toLowerCase() : identifier;
}
