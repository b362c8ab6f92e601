import { dtypes, type TypedArray, type Variable } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { internal } from '../utils/errors.ts';
import { type Resident, roomFor } from './arena.ts';
import { copyInto } from './copy.ts';
import { paddedLength } from './fusion.ts';
import { blockLength, KernelBuilder, kernelModule } from './kernel.ts';
import type { Engine, EngineTensor } from './ort.ts';
import type { Carried } from './steps-write.ts';

/** Memory of a state, and the name of what becomes of it. */
interface Place {
  readonly name: string;
  readonly view: TypedArray;
}

/**
 * Where the state of a program lives between runs of several steps. The engine reads it there; what it gives becomes the state
 * when a run is over, and numbers too small to be normal become 0 then, on which processors are many times slower.
 */
export class StepHome {
  readonly residents: readonly Resident[];
  /** Tensors for the state, by name. */
  readonly sources: Readonly<Record<string, EngineTensor>>;
  readonly #places: readonly Place[];
  readonly #flush: () => void;

  constructor(
    residents: readonly Resident[],
    sources: Readonly<Record<string, EngineTensor>>,
    places: readonly Place[],
    flush: () => void,
  ) {
    this.residents = residents;
    this.sources = sources;
    this.#places = places;
    this.#flush = flush;
  }

  /** Makes what a run gave the state. */
  keep(results: Readonly<Record<string, EngineTensor>>): void {
    for (const { name, view } of this.#places)
      copyInto(view, results[name]?.data ?? internal(`the graph did not give ${name}`));
    this.#flush();
  }
}

/** Lays out the memory for the variables of one program. */
export async function homeFor(
  carried: readonly Carried[],
  variables: readonly Variable[],
  engine: Engine,
): Promise<StepHome> {
  const flushed = carried.filter((state) => state.flushed);
  const length = flushed.reduce((sum, state) => sum + paddedLength(lengthOf(state)), 0);
  const { memory, start } = roomFor(4 * length);
  const residents: Resident[] = [];
  const sources: Record<string, EngineTensor> = {};
  const places: Place[] = [];
  let offset = 0;
  for (const state of carried) {
    const { before, after, places: inside } = state;
    const size = lengthOf(state);
    const view = state.flushed
      ? new Float32Array(memory.buffer, start + offset, size)
      : dtypes[before.dtype].zeros(size);
    if (state.flushed) offset += 4 * paddedLength(size);
    sources[before.name] = engine.tensor(before.dtype, view, known(before.dims));
    places.push({ name: after.name, view });
    let from = 0;
    for (const place of inside) {
      const variable = variables[place] ?? internal('a variable is missing');
      const dims = known(variable.dims);
      const part = inside.length === 1 ? view : view.subarray(from, from + sizeOf(dims));
      from += sizeOf(dims);
      residents.push({ variable, view: part, tensor: engine.tensor(variable.dtype, part, dims) });
    }
  }
  const run = length === 0 ? () => undefined : await flushing(memory);
  return new StepHome(residents, sources, places, () => run(length / blockLength, start));
}

type Pass = (blocks: number, address: number) => void;

/** A pass that makes 0 of numbers that are too small. */
async function flushing(memory: WebAssembly.Memory): Promise<Pass> {
  const builder = new KernelBuilder();
  const into = builder.vector();
  const module = kernelModule(builder, [{ into, value: builder.flushed(into) }]);
  const { instance } = await WebAssembly.instantiate(module, { env: { memory } });
  return instance.exports['run'] as Pass; // the one export of a module that we wrote
}

function lengthOf({ before }: Carried): number {
  return sizeOf(known(before.dims));
}

function known(dims: Carried['before']['dims']): readonly number[] {
  return dims.map((dim) => (typeof dim === 'number' ? dim : internal('state of unknown shape')));
}
