import { describe, expect, test } from 'vitest';
import { type ParityCase, parityCases, type Recorded } from '../testing/parity.ts';
import { reportCase } from '../testing/parity-report.ts';
import type { Callback, CallbackModel, Logs } from '../training/index.ts';
import { camel } from '../utils/names.ts';
import { progbarLogger } from './index.ts';

interface Event {
  readonly time: number;
  readonly event: string;
  readonly index?: number;
  readonly logs?: Logs;
}

const cases = (await parityCases('progress')).filter(({ given }) => given.params !== undefined);

describe('progbarLogger', () => {
  test.each(cases)('$id writes what Keras writes', async (parity) => {
    const writes = parity.answer.writes as readonly (readonly string[])[];
    expect(await written(parity)).toEqual(writes.map((texts) => texts.join('')));
    reportCase('progress', parity, 0);
  });

  test('is refused a verbosity that there is not', () => {
    expect(() => progbarLogger({ verbose: 3 as never })).toThrow(
      'ProgbarLogger: verbose: expected 0, 1, 2 or null, received 3.',
    );
  });
});

/** The texts that each event makes the logger write. */
async function written({ given }: ParityCase): Promise<string[]> {
  const { verbose, epochs, steps } = given.params as { readonly [name: string]: Recorded };
  let time = 1000;
  let text = '';
  const logger: Callback = progbarLogger({
    dynamic: given.dynamic !== false,
    color: true,
    now: () => time,
    write: (more) => {
      text += more;
    },
  });
  const info = {
    verbose: verbose === 'auto' ? 1 : (verbose as 0 | 1 | 2),
    epochs: Number(epochs),
    steps: steps === null ? null : Number(steps),
    directions: {},
  } as const;
  logger.attach({} as CallbackModel, info);
  const texts: string[] = [];
  for (const { time: later, event, index, logs = {} } of given.events as unknown as readonly Event[]) {
    time = 1000 + later;
    text = '';
    const moment = camel(event) as 'onEpochEnd';
    if (index === undefined) await (logger[moment] as unknown as (given: Logs) => unknown).call(logger, logs);
    else await logger[moment](index, { ...logs });
    texts.push(text);
  }
  return texts;
}
