import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { placeholder, tensor, Unknown } from '../graph/index.ts';
import { compile, evaluate, evaluateRaw, run, trace } from '../runtime/index.ts';
import { expectClose, plain, random } from '../testing/numbers.ts';
import { internal } from '../utils/errors.ts';
import * as losses from './index.ts';

/** The sum over all paths, tried one by one: repeats are joined, blanks left out, and what is left compared. */
function byTrial(labels: readonly number[], logits: readonly (readonly number[])[]): number {
  const wanted = labels.filter((label) => label !== 0).join();
  const rows = logits.map((row) => {
    const total = row.reduce((sum, x) => sum + Math.exp(x), 0);
    return row.map((x) => Math.exp(x) / total);
  });
  const paths = rows.reduce<readonly { readonly path: readonly number[]; readonly p: number }[]>(
    (before, row) => before.flatMap(({ path, p }) => row.map((q, k) => ({ path: [...path, k], p: p * q }))),
    [{ path: [], p: 1 }],
  );
  const spelled = (path: readonly number[]) => path.filter((k, i) => k !== 0 && k !== path[i - 1]).join();
  return -Math.log(paths.reduce((sum, { path, p }) => (spelled(path) === wanted ? sum + p : sum), 0));
}

describe('ctc', () => {
  for (const steps of [2, 4, 6])
    test(`is the sum over all paths of ${steps} steps, for 70 batches`, async () => {
      const batch = new Unknown();
      const count = Math.min(3, Math.floor((steps + 1) / 2));
      const yTrue = placeholder({ dtype: 'int32', dims: [batch, count] });
      const yPred = placeholder({ dtype: 'float32', dims: [batch, steps, 3] });
      const program = trace([yTrue, yPred], false, () => [losses.ctc({ reduction: 'none' }).apply(yTrue, yPred)]);
      const compiled = await compile(program);
      for (let seed = 0; seed < 70; seed++) {
        const size = 1 + (seed % 3);
        const labels = random([size, count], { seed, range: [1, 2], integers: true });
        // Some sequences are shorter; those with repeats need a blank for each, so that not all fit otherwise.
        const data = plain(labels).values.map((label, i) => (i % count > (seed + i) % count ? 0 : label));
        const rows = Array.from({ length: size }, (_, b) => cut(data.slice(b * count, (b + 1) * count)));
        const logits = random([size, steps, 3], { seed: seed + 100 });
        const inputs = [
          { data: Int32Array.from(rows.flat()), shape: [size, count] },
          { data: Float32Array.from(logits.data, Number), shape: [size, steps, 3] },
        ];
        const [values] = await run(program, compiled, inputs, evaluateRaw);
        const expected = rows.map((row, b) => {
          const flat = Array.from(logits.data, Number).slice(b * steps * 3, (b + 1) * steps * 3);
          return byTrial(
            row,
            Array.from({ length: steps }, (_, t) => flat.slice(t * 3, t * 3 + 3)),
          );
        });
        expectClose(
          values ?? internal('no values'),
          expected.map((x) => Math.min(x, 1e5)),
          2e-5,
        );
      }
    });

  test('has the gradient of finite differences', async () => {
    const labels = [[1, 2]];
    const drawn = random([1, 4, 3], { seed: 5 });
    const { values: data, shape } = plain(drawn);
    const logits = tensor(drawn);
    const [slope] = gradients(losses.ctc().apply(labels, logits), [logits]);
    const steps = data.map((_, i) =>
      [1, -1].map((sign) => {
        const moved = Float32Array.from(data, (x, j) => x + (i === j ? sign / 64 : 0));
        return losses.ctc().apply(labels, { data: moved, shape });
      }),
    );
    const after = (await evaluate(steps.flat())).map((value) => Number(value.data[0]));
    const expected = steps.map((_, i) => ((after[2 * i] ?? 0) - (after[2 * i + 1] ?? 0)) * 32);
    expectClose(Array.from((await slope?.data()) ?? [], Number), expected, 1e-3);
  });

  test('of a sequence that does not fit is huge, but a number', async () => {
    const logits = tensor([[[0, 0, 0]]]);
    const value = losses.ctc().apply([[1, 2]], logits);
    const [slope] = gradients(value, [logits]);
    expect(await value.item()).toBeGreaterThan(9e4);
    expect(Array.from((await slope?.data()) ?? [], Number).every(Number.isFinite)).toBe(true);
  });

  test('of no labels is that of blanks alone', async () => {
    expect(
      await losses
        .ctc()
        .apply(
          [[0, 0]],
          [
            [
              [0, 0],
              [0, 0],
            ],
          ],
        )
        .item(),
    ).toBeCloseTo(Math.log(4), 5);
  });

  test('refuses what it cannot read', () => {
    expect(() => losses.ctc().apply([1], [[[0, 0]]])).toThrow(
      'ctc(yTrue, yPred): expected class numbers [batch, labels] and logits [batch, steps, classes]',
    );
    const open = placeholder({ dtype: 'float32', dims: [1, new Unknown(), 3] });
    expect(() => losses.ctc().apply([[1]], open)).toThrow('Give the input its number of steps');
    expect(() => losses.ctc().checkTargets('fit: y', [1, 3], [null, 4, 3])).toThrow(
      "fit: y: expected class numbers from 1 to 2, and 0 behind the last label of a sequence, received 3 at position 1 of all labels. The model's output has 3 classes, of which class 0 is the blank.",
    );
  });
});

/** Labels up to the first 0. */
function cut(labels: readonly number[]): readonly number[] {
  const end = labels.indexOf(0);
  return labels.map((label, i) => (end >= 0 && i >= end ? 0 : label));
}
