import type { CallbackModel } from '../training/index.ts';

type Optimizer = CallbackModel['optimizer'];

/** An optimizer with a rate of its own, and how logs and messages call that. */
export interface Rate {
  readonly optimizer: Optimizer;
  /** `learning_rate`, or `learning_rate_` and the name where there are several. */
  readonly log: string;
  /** The name and a blank where there are several, else nothing. */
  readonly label: string;
}

/** The optimizers that take a model's steps; several ones of one name are numbered. */
export function ratesOf({ optimizer }: CallbackModel): readonly Rate[] {
  const { optimizers } = optimizer;
  if (optimizers === null) return [{ optimizer, log: 'learning_rate', label: '' }];
  return optimizers.map((one, i) => {
    const before = optimizers.slice(0, i).filter(({ name }) => name === one.name).length;
    const name = before === 0 ? one.name : `${one.name}_${before}`;
    return { optimizer: one, log: `learning_rate_${name}`, label: `${name} ` };
  });
}

/** Adds the rates of the next step to the logs of an epoch, as Keras does. */
export async function logRates(rates: readonly Rate[], logs: Record<string, number>): Promise<void> {
  for (const { optimizer, log } of rates) logs[log] = await optimizer.learningRate.item();
}
