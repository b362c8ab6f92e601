import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { camelKeys } from '../testing/parity.ts';
import { csvLogger } from './index.ts';

/** What Keras's CSVLogger wrote: `parity/callbacks.py`. */
interface Tables {
  readonly tables: readonly {
    readonly config: Readonly<Record<string, string | boolean>>;
    readonly fits: readonly (readonly Readonly<Record<string, number | string>>[])[];
    readonly texts: readonly string[];
  }[];
}

const file = new URL('fixtures/decisions.json.gz', import.meta.url);
const { tables }: Tables = JSON.parse(gunzipSync(readFileSync(file)).toString());
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerwise-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('csvLogger', () => {
  test.each(tables.map((table, i) => ({ i, ...table })))(
    'writes what Keras writes: $i',
    async ({ config, fits, texts }) => {
      const path = join(folder, 'made', 'log.csv');
      const logger = csvLogger(path, camelKeys(config));
      for (const [i, epochs] of fits.entries()) {
        await logger.onTrainBegin();
        for (const [epoch, logs] of epochs.entries())
          await logger.onEpochEnd(
            epoch,
            Object.fromEntries(Object.entries(logs).map(([name, value]) => [name, Number(value)])),
          );
        expect(readFileSync(path, 'utf8')).toBe(texts[i]);
      }
    },
  );

  test('quotes cells in which the separator stands', async () => {
    const path = join(folder, 'log.csv');
    const logger = csvLogger(path, { separator: '_' });
    await logger.onTrainBegin();
    await logger.onEpochEnd(0, { val_loss: 1 });
    expect(readFileSync(path, 'utf8')).toBe('epoch_"val_loss"\r\n0_1.0\r\n');
  });

  test('is refused without a name', () => {
    expect(() => csvLogger('')).toThrow("CSVLogger: filename: expected a text, received ''.");
  });
});
