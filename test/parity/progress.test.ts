import { describe, expect, test } from 'vitest';
import { type ParityCase, parityCases, type Recorded } from '../../src/testing/parity.ts';
import { reportCase } from '../../src/testing/parity-report.ts';
import { ProgressBar } from '../../src/training/progress.ts';

interface Event {
  readonly time: number;
  readonly current?: number;
  readonly add?: number;
  readonly finalize?: boolean;
  readonly values?: Readonly<Record<string, number | string>>;
}

const bars = (await parityCases('progress')).filter(({ given }) => given.params === undefined);

describe('progress bars are Keras to the character', () => {
  test.each(bars)('$id', (parity) => {
    const writes = parity.answer.writes as readonly (readonly string[])[];
    expect(written(parity)).toEqual(writes.map((texts) => texts.join('')));
    reportCase('progress', parity, 0);
  });
});

/** The text that each event makes the bar write. */
function written({ config, given }: ParityCase): string[] {
  let time = 1000;
  let text = '';
  let done = 0;
  const { target = null, verbose, width, interval, unitName }: Readonly<Record<string, Recorded>> = config;
  const bar = new ProgressBar({
    target: target === null ? null : Number(target),
    dynamic: given.dynamic !== false,
    color: true,
    now: () => time,
    write: (more) => {
      text += more;
    },
    ...(verbose !== undefined && { verbose: verbose as 0 | 1 | 2 }),
    ...(width !== undefined && { width: Number(width) }),
    ...(interval !== undefined && { interval: Number(interval) }),
    ...(unitName !== undefined && { unit: String(unitName) }),
  });
  const { statefulMetrics, statelessMetrics } = config;
  const averaged = (name: string) =>
    Array.isArray(statelessMetrics) ? statelessMetrics.includes(name) : !(statefulMetrics as string[])?.includes(name);
  const means = new Means();
  return (given.events as unknown as readonly Event[]).map((event) => {
    time = 1000 + event.time;
    text = '';
    const before = done;
    done = event.current ?? done + (event.add ?? 0);
    const finalize = event.finalize ?? (target !== null && done >= Number(target));
    const values = Object.entries(event.values ?? {}).map(([name, value]) => {
      if (!averaged(name)) return [name, Number(value)] as const;
      return [name, means.next(name, Number(value), Math.max(done - before, 1), finalize)] as const;
    });
    bar.update(done, values, event.finalize);
    return text;
  });
}

/** Keras's bar weighs the values by the steps since the one before; ours, which `fit` gives averages, is told what to show. */
class Means {
  readonly #sums = new Map<string, readonly [sum: number, count: number]>();

  next(name: string, value: number, steps: number, last: boolean): number {
    const [sum, count] = last ? [0, 0] : (this.#sums.get(name) ?? [0, 0]);
    const weight = last ? 1 : steps;
    const [total, number] = [sum + value * weight, count + weight];
    this.#sums.set(name, [total, number]);
    return total / number;
  }
}
