import { describe, expect, test } from 'vitest';
import { Progbar } from '../../src/data/progbar.ts';
import { type ParityCase, parityCases, type Recorded } from '../../src/testing/parity.ts';
import { reportCase } from '../../src/testing/parity-report.ts';
import { ProgressBar } from '../../src/training/progress.ts';

interface Event {
  readonly time: number;
  readonly current?: number;
  readonly add?: number;
  readonly finalize?: boolean;
  readonly values?: Readonly<Record<string, number | string | readonly number[]>>;
}

const bars = (await parityCases('progress')).filter(({ given }) => given.params === undefined);

describe('Progbar is Keras to the character', () => {
  test.each(bars)('$id', (parity) => {
    const writes = parity.answer.writes as readonly (readonly string[])[];
    expect(written(parity)).toEqual(writes.map((texts) => texts.join('')));
    reportCase('progress', parity, 0);
  });
});

/** Bars whose values are shown as they are: those of `fit`, which come as numbers, each under a name of its own. */
const shown = bars.filter(
  ({ config }) => Array.isArray(config.statelessMetrics) && config.statelessMetrics.length === 0,
);

describe('the bar of fit is Keras to the character', () => {
  test.each(shown)('$id', (parity) => {
    const writes = parity.answer.writes as readonly (readonly string[])[];
    const { options, clock } = optionsOf(parity);
    const bar = new ProgressBar({ target: targetOf(parity), ...options });
    const texts = eventsOf(parity).map(({ time, current = 0, values = {}, finalize }) => {
      const flat = Object.entries(values).flatMap(([name, value]) =>
        typeof value === 'object'
          ? value.map((one, i) => [`${name}[${i}]`, one] as const)
          : [[name, Number(value)] as const],
      );
      return clock.during(time, () => bar.update(current, flat, finalize));
    });
    expect(texts).toEqual(writes.map((parts) => parts.join('')));
  });
});

/** The text that each event makes the bar write. */
function written(parity: ParityCase): string[] {
  const { statefulMetrics, statelessMetrics } = parity.config;
  const { options, clock } = optionsOf(parity);
  const bar = new Progbar(targetOf(parity), {
    ...options,
    ...(Array.isArray(statefulMetrics) && { statefulMetrics: statefulMetrics.map(String) }),
    ...(Array.isArray(statelessMetrics) && { statelessMetrics: statelessMetrics.map(String) }),
  });
  return eventsOf(parity).map(({ time, current, add = 0, values = {}, finalize }) => {
    const numbers = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value === 'object' ? value : Number(value)]),
    );
    return clock.during(time, () =>
      current === undefined ? bar.add(add, numbers) : bar.update(current, numbers, finalize),
    );
  });
}

/** Stands in for time and for the terminal. */
class Clock {
  now = 1000;
  #text = '';

  /** What is written while it is that time. */
  during(time: number, act: () => void): string {
    this.now = 1000 + time;
    this.#text = '';
    act();
    return this.#text;
  }

  write(more: string): void {
    this.#text += more;
  }
}

function optionsOf({ config, given }: ParityCase) {
  const clock = new Clock();
  const { verbose, width, interval, unitName }: Readonly<Record<string, Recorded>> = config;
  const options = {
    dynamic: given.dynamic !== false,
    color: true,
    now: () => clock.now,
    write: (more: string) => clock.write(more),
    ...(verbose !== undefined && { verbose: verbose as 0 | 1 | 2 }),
    ...(width !== undefined && { width: Number(width) }),
    ...(interval !== undefined && { interval: Number(interval) }),
    ...(unitName !== undefined && { unit: String(unitName) }),
  };
  return { options, clock };
}

function targetOf({ config }: ParityCase): number | null {
  return config.target === null || config.target === undefined ? null : Number(config.target);
}

function eventsOf({ given }: ParityCase): readonly Event[] {
  return given.events as unknown as readonly Event[]; // the table is plain JSON
}
