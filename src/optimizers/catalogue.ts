import { Catalogue } from '../utils/catalogue.ts';
import type { Json } from '../utils/json.ts';
import { Adam } from './adam.ts';
import { AdamW } from './adamw.ts';
import { Optimizer } from './optimizer.ts';
import { RMSprop } from './rmsprop.ts';
import { scheduleOf } from './schedules/index.ts';
import { SGD } from './sgd.ts';

interface OptimizerClass {
  readonly className: string;
  /** Options of a file are checked by the constructor itself. */
  new (options: never): Optimizer;
}

const named = { adam: Adam, adamW: AdamW, rmsprop: RMSprop, sgd: SGD } as const satisfies Readonly<
  Record<string, OptimizerClass>
>;

const lowered = Object.fromEntries(
  Object.entries<OptimizerClass>(named).map(([name, made]) => [name.toLowerCase(), made]),
);
const catalogue = new Catalogue<OptimizerClass>('optimizer', named, lowered);

/** An optimizer by name, in our spelling or in Keras's, which is in lower case; or an optimizer. */
export type OptimizerIdentifier = keyof typeof named | Lowercase<keyof typeof named> | Optimizer;

/**
 * The optimizer that an identifier stands for.
 *
 * @param identifier - a name (with that optimizer's defaults), an optimizer, or what `serialize` gave: `{ class_name, config }`.
 * @throws {ArgumentError} for an unknown name, or options that make no sense.
 * @example
 * optimizerOf('adam').className // => 'Adam'
 */
export function optimizerOf(identifier: OptimizerIdentifier | Json): Optimizer {
  if (identifier instanceof Optimizer) return identifier;
  const { made, options } = catalogue.find(known(identifier));
  const { learningRate, ...others } = options;
  const isNumber = learningRate === undefined || typeof learningRate === 'number';
  const rate = isNumber ? learningRate : scheduleOf(learningRate);
  return new made({ ...others, learningRate: rate } as never); // the constructor checks what a file says
}

/** Keras finds its optimizers whatever the case of their names. */
function known(identifier: Json): Json {
  return typeof identifier === 'string' && identifier.toLowerCase() in lowered ? identifier.toLowerCase() : identifier;
}
