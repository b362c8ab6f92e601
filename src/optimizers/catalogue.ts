import { ArgumentError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import { Adam } from './adam.ts';
import { Optimizer } from './optimizer.ts';

const classes = { adam: Adam } as const;

/** An optimizer by name, or an optimizer. */
export type OptimizerIdentifier = keyof typeof classes | Optimizer;

/** The optimizer that an identifier stands for. */
export function optimizerOf(identifier: OptimizerIdentifier): Optimizer {
  if (identifier instanceof Optimizer) return identifier;
  const found = Object.entries(classes).find(([name]) => name === String(identifier).toLowerCase());
  if (found === undefined)
    throw new ArgumentError('compile: optimizer', {
      expected: 'a known optimizer',
      received: `'${identifier}'`,
      mend: didYouMean(String(identifier), Object.keys(classes)),
    });
  return new found[1]();
}
