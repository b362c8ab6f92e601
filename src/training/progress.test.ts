import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ProgressBar, type ProgressBarOptions } from './progress.ts';

/** Runs of Keras's Progbar (parity/make_progress_fixtures.py). JSON has no infinities, so those are strings. */
interface Recorded {
  readonly start: number;
  readonly runs: readonly {
    readonly title: string;
    readonly options: Omit<ProgressBarOptions, 'now' | 'write'>;
    readonly updates: readonly [
      seconds: number,
      current: number,
      values: [name: string, value: number | string][],
      finalize: boolean | null,
      target?: number,
    ][];
    readonly texts: readonly string[];
  }[];
}

const file = new URL('progress.fixtures.json.gz', import.meta.url);
const recorded: Recorded = JSON.parse(gunzipSync(readFileSync(file)).toString());

/** Every update's text, as this class writes it. */
function replayed(run: Recorded['runs'][number], color: boolean): string[] {
  let time = recorded.start;
  let text = '';
  const bar = new ProgressBar({
    ...run.options,
    color,
    now: () => time,
    write: (written) => {
      text += written;
    },
  });
  return run.updates.map(([seconds, current, values, finalize, target]) => {
    time = recorded.start + seconds;
    text = '';
    if (target !== undefined) bar.target = target;
    const numbers = values.map(([name, value]) => [name, parsed(value)] as const);
    bar.update(current, numbers, finalize ?? undefined);
    return text;
  });
}

function parsed(value: number | string): number {
  return typeof value === 'number' ? value : Number(value.replace('inf', 'Infinity'));
}

describe('ProgressBar writes what Keras writes', () => {
  test.each(recorded.runs.map((run) => ({ name: run.title, run })))('$name', ({ run }) => {
    expect(replayed(run, true)).toEqual(run.texts);
  });

  test('and without colour the same text without its escape codes', () => {
    const codes = new RegExp(`${String.fromCharCode(27)}\\[[0-9]+m`, 'g');
    for (const run of recorded.runs) {
      expect(replayed(run, false)).toEqual(run.texts.map((text) => text.replace(codes, '')));
    }
  });
});

describe('ProgressBar', () => {
  test('keeps to the system clock by default', () => {
    const texts: string[] = [];
    new ProgressBar({ target: 1, color: false, dynamic: false, write: (text) => texts.push(text) }).update(1);
    expect(texts.join('')).toMatch(/^\n1\/1 ━{20} 0s \d+(us|ms|s)\/step\n$/);
  });

  test('writes nothing before the end if it is not live', () => {
    const texts: string[] = [];
    const write = (text: string) => texts.push(text);
    const bar = new ProgressBar({ target: 2, color: false, dynamic: false, live: false, now: () => 0, write });
    bar.update(1);
    expect(texts).toEqual([]);
    bar.update(2);
    expect(texts).toEqual(['\n2/2 ━━━━━━━━━━━━━━━━━━━━ 0s 0s/step\n']);
  });

  test('names its steps as told', () => {
    const texts: string[] = [];
    const write = (text: string) => texts.push(text);
    new ProgressBar({ target: 1, color: false, unit: 'file', verbose: 2, now: () => 0, write }).update(1);
    expect(texts).toEqual(['1/1 - 0s - 0s/file\n']);
  });
});
