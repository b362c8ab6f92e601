import { beforeAll, describe, expect, test } from 'vitest';
import { type Tensor, tensor } from '../graph/index.ts';
import { dropout, gaussianDropout, gaussianNoise, spatialDropout1D } from '../layers/index.ts';
import { drawKey, normalArray, uniformArray } from '../utils/random.ts';

const seed = 7;
const rate = 0.4;
const [batch, steps, channels] = [4, 5, 6] as const;
const size = batch * steps * channels;
const kept = Math.fround(1 / (1 - rate));

/** Ones, so that what comes out is what was drawn. */
const ones = (): Tensor => tensor({ data: new Float32Array(size).fill(1), shape: [batch, steps, channels] }) as Tensor; // no variable

const drawn = async (output: Tensor): Promise<readonly number[]> => Array.from(await output.data(), Number);

/** Zeros and the factor of what is kept, as the uniform numbers of plain TypeScript say. */
const keptOf = (units: ArrayLike<number>): readonly number[] => Array.from(units, (unit) => (unit >= rate ? kept : 0));

/**
 * Registers the tests of what layers draw on the device in use: dropout bit for bit as plain TypeScript draws it, and so the same
 * on every device; Gaussian noise up to the device's logarithm and cosine.
 */
export function layerDraws(where: string, prepare: () => void = () => {}): void {
  describe(`draws ${where}`, () => {
    beforeAll(prepare);
    const key = drawKey(seed, 0);

    test('dropout has the mask of plain TypeScript, bit for bit', async () => {
      const output = dropout(rate, { seed })(ones(), { training: true });
      expect(await drawn(output)).toEqual(keptOf(uniformArray(key, size)));
    });

    test('spatialDropout1D has the mask of plain TypeScript, bit for bit', async () => {
      const mask = keptOf(uniformArray(key, batch * channels));
      const output = spatialDropout1D(rate, { seed })(ones(), { training: true });
      const expected = Array.from({ length: size }, (_, i) => {
        const sample = Math.floor(i / (steps * channels));
        return mask[sample * channels + (i % channels)];
      });
      expect(await drawn(output)).toEqual(expected);
    });

    test('gaussianNoise is that of plain TypeScript, up to logarithm and cosine', async () => {
      const noise = normalArray(key, size);
      for (const [i, value] of (await drawn(gaussianNoise(0.5, { seed })(ones(), { training: true }))).entries())
        expect(value).toBeCloseTo(1 + 0.5 * (noise[i] ?? Number.NaN), 3);
    });

    test('gaussianDropout is that of plain TypeScript, up to logarithm and cosine', async () => {
      const noise = normalArray(key, size);
      const stddev = Math.sqrt(rate / (1 - rate));
      for (const [i, value] of (await drawn(gaussianDropout(rate, { seed })(ones(), { training: true }))).entries())
        expect(value).toBeCloseTo(1 + stddev * (noise[i] ?? Number.NaN), 3);
    });
  });
}
