import { afterAll, describe, expect, test } from 'vitest';
import { setDevice } from '../../src/runtime/index.ts';
import exceptions from '../devices/exceptions.json' with { type: 'json' };
import { compiles, differences, isException, type Question, questions, tolerance } from '../devices/measure.ts';
import { probes } from '../devices/probes.ts';

afterAll(() => setDevice('wasm'));

const native = questions.filter((question) => !isException(question));
const falling = questions.filter(isException);
const shown = ({ name, dtype }: Question) => `${name}, ${dtype}`;

/** As many as make a graph of a few hundred nodes. */
function inParts(asked: readonly Question[], size = 40): readonly (readonly Question[])[] {
  return Array.from({ length: Math.ceil(asked.length / size) }, (_, i) => asked.slice(i * size, (i + 1) * size));
}

const title = (part: readonly Question[]) => `from ${part[0]?.name} to ${part.at(-1)?.name}`;

describe('WebGPU runs without the CPU, with the numbers of WebAssembly', () => {
  for (const part of inParts(native))
    test(title(part), async () => {
      const alone = (await compiles(part)) ? [] : await without(part, true);
      expect(alone.map(shown), 'these fall back to the CPU').toEqual([]);
      await expectEqual(part, true);
    });
});

describe('WebGPU and the CPU together give the numbers of WebAssembly', () => {
  for (const part of inParts(falling)) test(title(part), () => expectEqual(part, false));
});

describe('the account of exceptions', () => {
  test('names only ops and dtypes that are asked about', () => {
    const known = questions.map(shown);
    const named = Object.entries(exceptions).flatMap(([name, dtypes]) => dtypes.map((dtype) => `${name}, ${dtype}`));
    expect(named.filter((one) => !known.includes(one))).toEqual([]);
    expect(Object.keys(exceptions).filter((name) => !(name in probes))).toEqual([]);
  });

  test('only shrinks: what runs natively is struck off', async () => {
    expect((await without(falling, false)).map(shown), 'these run natively now').toEqual([]);
  });
});

/** The questions whose answer to "does it compile" is not the one given. */
async function without(asked: readonly Question[], wanted: boolean): Promise<readonly Question[]> {
  const others: Question[] = [];
  for (const question of asked) if ((await compiles([question])) !== wanted) others.push(question);
  return others;
}

async function expectEqual(part: readonly Question[], strict: boolean): Promise<void> {
  const found = await differences(part, 'wasm', strict);
  const far = part.flatMap((question, i) => ((found[i] ?? 1) <= tolerance ? [] : [`${shown(question)}: ${found[i]}`]));
  expect(far).toEqual([]);
}
