import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { expect } from 'vitest';
import { type DType, type Structure, tensor } from '../graph/index.ts';
import type { Model } from '../models/index.ts';
import type { Prediction } from '../training/index.ts';

/** A model, seen without its types. */
export type AnyModel = Model<Structure, Structure>;

/** One input of a model in a file, with its values. */
export interface Given {
  readonly name: string;
  readonly dtype: DType;
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

export function numbers(count: number, scale = 1): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => scale * Math.sin(1.7 * i + 0.3));
}

export function floats(name: string, ...shape: readonly number[]): Given {
  return { name, dtype: 'float32', shape, data: numbers(shape.reduce((size, dim) => size * dim, 1)) };
}

export function tokens(name: string, rows: readonly (readonly number[])[]): Given {
  const shape = [rows.length, rows[0]?.length ?? 0];
  return { name, dtype: 'int32', shape, data: Int32Array.from(rows.flat()) };
}

export async function withOrdinaryWeights<M extends AnyModel>(net: M): Promise<M> {
  // Moving variances, which stay positive, and all else around zero.
  net.setWeights(
    net.weights.map(({ shape, name }) => {
      const count = shape.reduce<number>((size, dim) => size * (dim ?? 1), 1);
      const data = numbers(count, 0.4).map((value) => (name.includes('variance') ? Math.abs(value) + 0.5 : value));
      return tensor({ data, shape: shape.map((dim) => dim ?? 1) });
    }),
  );
  return net;
}

export async function ranBy(file: string | Uint8Array, given: readonly Given[]) {
  const session = await (typeof file === 'string' ? InferenceSession.create(file) : InferenceSession.create(file));
  const feeds = Object.fromEntries(
    given.map(({ name, dtype, data, shape }) => [name, new OrtTensor(dtype as 'float32', data as never, shape)]),
  );
  return { session, outputs: await session.run(feeds) };
}

/** The largest distance between numbers, relative to those beyond 1; NaN and infinities equal themselves. */
export function furthest(a: ArrayLike<number | bigint>, b: ArrayLike<number | bigint>): number {
  expect(a.length).toBe(b.length);
  const distances = Array.from(a, (one, i) => {
    const [x, y] = [Number(one), Number(b[i])];
    return Object.is(x, y) || x === y ? 0 : Math.abs(x - y) / Math.max(1, Math.abs(y));
  });
  return distances.reduce((most, one) => (one <= most ? most : one), 0);
}

export function flatten(prediction: unknown): Prediction[] {
  if (typeof prediction !== 'object' || prediction === null) return [];
  if ('data' in prediction && 'shape' in prediction) return [prediction as Prediction];
  return Object.values(prediction).flatMap(flatten);
}

/** What the model itself gives for the inputs, in the order of its outputs. */
export async function predicted(net: AnyModel, given: readonly Given[]): Promise<Prediction[]> {
  const arrays = given.map(({ data, shape }) => ({ data, shape }));
  const { nesting } = net.inputTemplate ?? { nesting: 0 };
  const nested = (part: unknown): unknown => {
    if (typeof part === 'number') return arrays[part];
    if (Array.isArray(part)) return part.map(nested);
    return Object.fromEntries(Object.entries(part as object).map(([key, inner]) => [key, nested(inner)]));
  };
  return flatten(await net.predict(nested(nesting) as never));
}

/** For the judge in Python: the file, its inputs, and what it has to give. */
export async function keepForJudge(
  name: string,
  bytes: Uint8Array,
  given: readonly Given[],
  outputs: readonly unknown[],
) {
  const target = process.env.SAVE_TO;
  if (target === undefined) return;
  await writeFile(join(target, `${name}.onnx`), bytes);
  const plain = (_: string, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as never, Number) : value);
  await writeFile(join(target, `${name}.json`), JSON.stringify({ inputs: given, outputs }, plain));
}

/** A model, seen without its types. */
export function any(net: unknown): AnyModel {
  return net as AnyModel; // seen without its types
}
