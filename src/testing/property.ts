import { describe, expect, test } from 'vitest';
import { type DType, dtypes, isFloat, type Tensor, tensor } from '../graph/index.ts';
import { type Data, evaluate } from '../runtime/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { EngineError, LayerwiseError } from '../utils/errors.ts';
import { Draw } from './draw.ts';
import { expectClose } from './numbers.ts';

export { broadcastPair, Draw, type ShapeLimits } from './draw.ts';

/** An array of the references: plain numbers in row-major order. */
export interface Grid {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** One drawn call and what its definition says. */
export interface Drawn {
  /** The call in words, for the message of a failure. */
  readonly says: string;
  readonly run: () => Tensor | readonly Tensor[];
  readonly expected: Grid | readonly Grid[];
  /** Relative to max(1, |expected|). Default 1e-5. */
  readonly tolerance?: number;
}

/** Draws a call. */
export type Property = (draw: Draw) => Drawn;

/** An array whose number at each index is what `at` says of the index. */
export function grid(shape: readonly number[], dtype: DType, at: (index: readonly number[]) => number): Grid {
  return { dtype, shape, values: Array.from({ length: sizeOf(shape) }, (_, flat) => at(indexOf(flat, shape))) };
}

/** The number at an index. */
export function at({ shape, values }: Grid, index: readonly number[]): number {
  return values[flatOf(index, shape)] ?? Number.NaN;
}

/** The place of an index in row-major order. */
export function flatOf(index: readonly number[], shape: readonly number[]): number {
  return shape.reduce((flat, length, axis) => flat * length + (index[axis] ?? 0), 0);
}

/** The index of a place in row-major order. */
export function indexOf(flat: number, shape: readonly number[]): readonly number[] {
  let rest = flat;
  return shape
    .toReversed()
    .map((length) => {
      const index = rest % length;
      rest = Math.floor(rest / length);
      return index;
    })
    .toReversed();
}

/** The number of a broadcast array at an index of the result. */
export function atBroadcast(given: Grid, index: readonly number[]): number {
  const own = index.slice(index.length - given.shape.length);
  return at(
    given,
    own.map((i, axis) => (given.shape[axis] === 1 ? 0 : i)),
  );
}

/** The array as a tensor of the graph. */
export function toTensor({ dtype, shape, values }: Grid): Tensor {
  return tensor({ data: dtypes[dtype].from(values), shape }, undefined, dtype);
}

/** An array of drawn numbers: floats from the range, whole numbers with both ends of it, booleans. */
export function drawn(
  draw: Draw,
  shape: readonly number[],
  dtype: DType = 'float32',
  [low, high]: readonly [number, number] = [-3, 3],
): Grid {
  const lowest = dtype === 'uint8' || dtype === 'uint32' ? Math.max(0, low) : low;
  return grid(shape, dtype, () => {
    if (dtype === 'bool') return draw.whole(0, 1);
    return isFloat(dtype) ? Math.fround(low + (high - low) * draw.unit()) : draw.whole(lowest, high);
  });
}

/** How an array stands in messages. */
export function said({ dtype, shape }: Grid): string {
  return `${dtype}[${shape.join(', ')}]`;
}

/** A test for each op: so many drawn calls, run as one program, against their definitions. */
export function properties(title: string, each: number, ops: Readonly<Record<string, Property>>): void {
  describe(title, () => {
    for (const [name, property] of Object.entries(ops))
      test(`${name} is what its definition says, for ${each} drawn calls`, async () => {
        const draw = new Draw(name);
        const calls = Array.from({ length: each }, () => property(draw));
        const asked = calls.map((call) => ({ call, outputs: built(call) }));
        const answers = await answersOf(asked);
        for (const [i, { call, outputs }] of asked.entries()) {
          const wanted = listOf(call.expected);
          expect(outputs.length, `${call.says}: number of outputs`).toBe(wanted.length);
          for (const [k, { dtype, shape, values }] of wanted.entries()) {
            const given = answers[i]?.[k] ?? expect.fail('an output is missing');
            expect(`${outputs[k]?.dtype}[${outputs[k]?.shape}]`, call.says).toBe(`${dtype}[${shape}]`);
            within(call.says, () => expectClose(given, { data: Float64Array.from(values), shape }, call.tolerance));
          }
        }
      });
  });
}

/** A test for each op: so many drawn wrong calls, all refused while the graph is built, in the project's words. */
export function refusals(
  title: string,
  each: number,
  ops: Readonly<Record<string, (draw: Draw) => () => unknown>>,
): void {
  describe(title, () => {
    for (const [name, wrong] of Object.entries(ops))
      test(`${name} refuses ${each} drawn wrong calls in clear words`, () => {
        const draw = new Draw(name);
        for (let i = 0; i < each; i++) {
          const call = wrong(draw);
          const error = thrownBy(call);
          expect(error, `call ${i} of ${name}: ${error instanceof Error ? error.message : error}`).toBeInstanceOf(
            LayerwiseError,
          );
          expect(error).not.toBeInstanceOf(EngineError);
          expect(String(error)).toMatch(/expected .*received (?!undefined|\.)/s);
        }
      });
  });
}

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return 'nothing was thrown';
}

function built({ says, run }: Drawn): readonly Tensor[] {
  return within(says, () => listOf(run()));
}

/** The answers of all calls together; where that fails, of each, so that the one to blame is named. */
async function answersOf(
  asked: readonly { readonly call: Drawn; readonly outputs: readonly Tensor[] }[],
): Promise<readonly (readonly Data[])[]> {
  try {
    const values = [...(await evaluate(asked.flatMap(({ outputs }) => outputs)))];
    return asked.map(({ outputs }) => values.splice(0, outputs.length));
  } catch {
    const answers: (readonly Data[])[] = [];
    for (const { call, outputs } of asked)
      answers.push(
        await evaluate(outputs).catch((cause: unknown) =>
          expect.fail(`${call.says}: ${cause instanceof Error ? cause.message : String(cause)}`),
        ),
      );
    return answers;
  }
}

function within<T>(says: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    return expect.fail(`${says}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function listOf<T extends object>(given: T | readonly T[]): readonly T[] {
  return Array.isArray(given) ? given : [given as T]; // the compiler does not narrow to the single one
}
