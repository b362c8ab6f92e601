import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compiles, differences, dtypes, isException, questions, rows, tolerance } from './measure.ts';

// What `npm run devices` runs, with a WebGPU in the environment and a folder to report to.
const folder = process.env['LAYERWISE_DEVICES'] ?? '';

describe.skipIf(folder === '')('WebGPU in Node', () => {
  test('has a table of all ops', () => {
    writeFileSync(join(folder, 'rows.json'), JSON.stringify({ dtypes, rows: rows() }));
  });

  test.each(questions)('runs $name on $dtype as the exceptions say', async (question) => {
    const native = await compiles([question]);
    const [difference = Number.NaN] = await differences([question], 'cpu', native);
    appendFileSync(join(folder, 'differences.jsonl'), `${JSON.stringify({ name: question.name, difference })}\n`);
    expect(native, native ? 'runs natively: strike it off test/devices/exceptions.json' : 'falls back').toBe(
      !isException(question),
    );
    expect(difference).toBeLessThan(tolerance);
  });
});
