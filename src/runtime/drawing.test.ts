import { describe, expect, test } from 'vitest';
import { constant, dimsOf, placeholder, type Tensor } from '../graph/index.ts';
import * as ops from '../ops/index.ts';
import { compile, evaluateRaw, run, trace, write } from '../runtime/index.ts';
import { SeedGenerator } from '../utils/seed-generator.ts';
import { drawnOf } from './drawing.ts';
import type { CompileOptions } from './session.ts';

/** Dropout of a batch, as layers write it. */
function dropped(
  shape: readonly (number | null)[],
  rate: number,
  noiseShape: readonly (number | null)[] | null = null,
) {
  const x = placeholder({ dtype: 'float32', dims: dimsOf(shape) });
  const seed = new SeedGenerator(7);
  return trace([x], true, () => [
    ops.random.dropout(x, rate, { seed, noiseShape }),
    ops.random.dropout(ops.add(x, 1), rate, { seed }),
  ]);
}

/** Both results on ones of a shape, from two runs. */
async function results(program: ReturnType<typeof dropped>, shape: readonly number[], options: CompileOptions) {
  const compiled = await compile(program, options);
  const data = new Float32Array(shape.reduce((product, length) => product * length, 1)).fill(1);
  const first = await run(program, compiled, [{ data, shape }], evaluateRaw);
  const second = await run(program, compiled, [{ data, shape }], evaluateRaw);
  return { drawn: compiled.drawn.length, results: [...first, ...second].map(({ data }) => Array.from(data, Number)) };
}

describe('masks that are drawn before the graph runs', () => {
  test('are those that the graph draws, bit for bit, for every batch size', async () => {
    for (const rows of [1, 5, 33]) {
      const ahead = await results(dropped([null, 7], 0.3), [rows, 7], {});
      const inside = await results(dropped([null, 7], 0.3), [rows, 7], { fuse: false });
      expect([ahead.drawn, inside.drawn]).toEqual([2, 0]);
      expect(ahead.results).toEqual(inside.results);
    }
  });

  test('may decide once for a whole axis', async () => {
    const ahead = await results(dropped([null, 3, 4], 0.5, [null, 1, 4]), [9, 3, 4], {});
    const inside = await results(dropped([null, 3, 4], 0.5, [null, 1, 4]), [9, 3, 4], { fuse: false });
    expect(ahead).toEqual({ ...inside, drawn: 2 });
  });

  test('differ from run to run and from each other', async () => {
    const { results: all } = await results(dropped([64, 8], 0.5), [64, 8], {});
    const patterns = all.map((values) => values.map((value) => Number(value === 0)).join(''));
    expect(new Set(patterns).size).toBe(4);
  });

  test('keep as large a part as was asked for', async () => {
    const { results: all } = await results(dropped([null, 100], 0.1), [1000, 100], {});
    const part = (all[0]?.filter((value) => value !== 0).length ?? 0) / 100_000;
    expect(Math.abs(part - 0.9)).toBeLessThan(0.005);
  });

  test('leave the drawing out of the graph', () => {
    const program = dropped([null, 7], 0.3);
    const whole = write(program, 'cpu').bytes.length;
    const rest = write(program, 'cpu', { drawn: drawnOf(program, program.outputs) }).bytes.length;
    expect(rest).toBeLessThan(whole / 3);
  });

  test('are drawn in the graph where no input tells their shape', async () => {
    const x = placeholder({ dtype: 'float32', dims: dimsOf([null]) });
    const half = (y: Tensor): Tensor => ops.where(ops.greater(y, constant(0)), y, 0);
    const program = trace([x], true, () => [
      ops.random.dropout(ops.concatenate([half(x), x], 0), 0.5, { seed: new SeedGenerator(1) }),
    ]);
    const compiled = await compile(program);
    expect(compiled.drawn).toEqual([]);
    const [result] = await run(program, compiled, [{ data: Float32Array.of(1, 1, 1), shape: [3] }], evaluateRaw);
    expect(result?.shape).toEqual([6]);
  });
});
