import { ArgumentError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import { Adam } from './adam.ts';
import { AdamW } from './adamw.ts';
import { Optimizer } from './optimizer.ts';
import { RMSprop } from './rmsprop.ts';
import { SGD } from './sgd.ts';

const classes = { adam: Adam, adamw: AdamW, rmsprop: RMSprop, sgd: SGD } as const satisfies Readonly<
  Record<string, new () => Optimizer>
>;

/** An optimizer by name, as Keras spells it, or an optimizer. */
export type OptimizerIdentifier = keyof typeof classes | Optimizer;

/**
 * The optimizer that an identifier stands for, with its defaults.
 *
 * @throws {ArgumentError} for an unknown name.
 * @example
 * optimizerOf('adam').className // => 'Adam'
 */
export function optimizerOf(identifier: OptimizerIdentifier): Optimizer {
  if (identifier instanceof Optimizer) return identifier;
  const found = Object.entries(classes).find(([name]) => name === String(identifier).toLowerCase());
  if (found !== undefined) return new found[1]();
  throw new ArgumentError('compile: optimizer', {
    expected: 'a known optimizer',
    received: `'${String(identifier)}'`,
    mend: didYouMean(String(identifier), Object.keys(classes)),
  });
}
