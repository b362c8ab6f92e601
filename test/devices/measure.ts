import { dtypes as arraysOf, type DType, Tensor, tensor } from '../../src/graph/index.ts';
import { ops } from '../../src/index.ts';
import { compile, type Data, type Device, evaluateRaw, run, setDevice, trace } from '../../src/runtime/index.ts';
import { Draw } from '../../src/testing/draw.ts';
import { largestDifference } from '../../src/testing/parity.ts';
import { sizeOf } from '../../src/utils/arrays.ts';
import { LayerwiseError } from '../../src/utils/errors.ts';
import exceptions from './exceptions.json' with { type: 'json' };
import { noOps, pathsOf, probes } from './probes.ts';

/** The dtypes asked about: those that WebGPU may have kernels for. */
export const dtypes: readonly DType[] = ['float32', 'int32', 'uint8', 'bool'];

/** An op called on a dtype. */
export interface Question {
  readonly name: string;
  readonly dtype: DType;
}

/** Numbers this far apart, relative to max(1, |number|), are the same: SwiftShader's sin and cos keep four digits. */
export const tolerance = 2e-4;

/** Whether an op takes a dtype at all; nothing is compiled. */
export function takes(question: Question): boolean {
  try {
    trace([], false, () => ask(question));
    return true;
  } catch (error) {
    if (error instanceof LayerwiseError) return false;
    throw error;
  }
}

/** Every probe on every dtype that its op takes. */
export const questions: readonly Question[] = Object.keys(probes)
  .flatMap((name) => dtypes.map((dtype) => ({ name, dtype })))
  .filter(takes);

/** Whether the account of exceptions lets an op on a dtype fall back to the CPU. */
export function isException({ name, dtype }: Question): boolean {
  const known: Readonly<Record<string, readonly string[]>> = exceptions;
  return known[name]?.includes(dtype) ?? false;
}

/** Whether WebGPU compiles these ops, in one graph, without the CPU. */
export async function compiles(asked: readonly Question[]): Promise<boolean> {
  setDevice('webgpu');
  try {
    const program = trace([], false, () => asked.flatMap(ask));
    if (program.outputs.length > 0) await compile(program, { strict: true });
    return true;
  } catch {
    return false;
  }
}

/** The largest difference between the devices for each op, all run in one graph. */
export async function differences(
  asked: readonly Question[],
  other: Device,
  strict: boolean,
): Promise<readonly number[]> {
  const gpu = await answers(asked, 'webgpu', strict);
  const host = await answers(asked, other, false);
  return asked.map((_, i) =>
    Math.max(
      0,
      ...(host[i] ?? []).map(({ data, shape }, k) => {
        const { data: found, shape: has } = gpu[i]?.[k] ?? { data: [], shape: [] };
        return has.join() === shape.join() ? largestDifference(found, data) : Number.POSITIVE_INFINITY;
      }),
    ),
  );
}

async function answers(
  asked: readonly Question[],
  device: Device,
  strict: boolean,
): Promise<readonly (readonly Data[])[]> {
  setDevice(device);
  const counts: number[] = [];
  const program = trace([], false, () =>
    asked.flatMap((question) => {
      const outputs = ask(question);
      counts.push(outputs.length);
      return outputs;
    }),
  );
  const compiled = program.outputs.length > 0 ? await compile(program, { strict }) : null;
  const values = compiled === null ? [] : [...(await run(program, compiled, [], evaluateRaw))];
  return counts.map((count) => values.splice(0, count));
}

/** The tensors of a probe, on data that are the same each time. */
function ask({ name, dtype }: Question): readonly Tensor[] {
  const draw = new Draw(`${name} ${dtype}`);
  const make = (
    shape: readonly number[],
    [low, high]: readonly [number, number] = [-3, 3],
    as: DType = dtype,
  ): Tensor => {
    const lowest = as === 'uint8' || as === 'bool' ? Math.max(0, low) : low;
    const value = () =>
      as === 'bool'
        ? draw.whole(Math.min(1, Math.max(0, Math.floor(low))), 1)
        : as === 'float32'
          ? low + (high - low) * draw.unit()
          : draw.whole(Math.ceil(lowest), Math.max(Math.ceil(lowest), Math.floor(high)));
    return tensor({ data: arraysOf[as].from(Array.from({ length: sizeOf(shape) }, value)), shape }, undefined, as);
  };
  // Data that come out as they went in are nothing to run.
  return tensorsIn(probes[name]?.(make)).filter(({ node }) => node.kind !== 'value');
}

function tensorsIn(output: unknown): readonly Tensor[] {
  if (output instanceof Tensor) return [output];
  return typeof output === 'object' && output !== null ? Object.values(output).flatMap(tensorsIn) : [];
}

/** The table of all ops: as the exceptions say, which tests hold to. Ops without a probe have no cells. */
export function rows(): readonly Row[] {
  const probed = Object.keys(probes);
  const others = pathsOf(ops).filter((path) => !noOps.includes(path) && !probed.includes(path));
  const cells = (name: string) =>
    dtypes.map((dtype): Cell => {
      const question = { name, dtype };
      if (!takes(question)) return '';
      return isException(question) ? 'CPU' : 'native';
    });
  return [
    ...probed.map((name) => ({ name, cells: cells(name) })),
    ...others.map((name) => ({ name, cells: null })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}

type Cell = 'native' | 'CPU' | '';

/** A row of the table. */
export interface Row {
  readonly name: string;
  readonly cells: readonly Cell[] | null;
}
