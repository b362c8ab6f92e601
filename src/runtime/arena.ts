import type { TypedArray, Variable } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import { type Kernel, paddedLength, type Vector } from './fusion.ts';
import { blockLength } from './kernel.ts';
import type { Engine, EngineTensor } from './ort.ts';

/** What a compiled program does after its graph has run. */
export interface Fused {
  /** Names of what the graph gives for the kernels. */
  readonly fetched: readonly string[];
  readonly kernels: readonly CompiledKernel[];
}

/** A kernel whose module is compiled. */
export interface CompiledKernel extends Omit<Kernel, 'module'> {
  readonly module: WebAssembly.Module;
}

/** A variable that lives in an arena, and the engine's tensor that looks at it there. */
export interface Resident {
  readonly variable: Variable;
  readonly view: Float32Array<ArrayBuffer>;
  readonly tensor: EngineTensor;
}

/** Where a vector lies in the memory. */
interface Place {
  readonly source: Vector;
  readonly address: number;
  readonly length: number;
}

interface Incoming {
  readonly name: string;
  readonly view: Float32Array<ArrayBuffer>;
}

interface Pass {
  readonly run: (...args: number[]) => void;
  /** The number of blocks and the addresses; scalars come after them. */
  readonly fixed: readonly number[];
  readonly scalars: readonly string[];
}

const cacheLine = 64;
const pageBytes = 65_536;

/**
 * The memory in which kernels work: the variables that they update, and what the graph gives for it. It has the size that is
 * needed and never grows, since growing would take away the views through which the engine looks.
 */
export class Arena {
  readonly residents: readonly Resident[];
  readonly #incoming: readonly Incoming[];
  readonly #passes: readonly Pass[];

  constructor(residents: readonly Resident[], incoming: readonly Incoming[], passes: readonly Pass[]) {
    this.residents = residents;
    this.#incoming = incoming;
    this.#passes = passes;
  }

  /** Updates the variables by what the graph gave. */
  update(results: Readonly<Record<string, EngineTensor>>): void {
    const given = (name: string): TypedArray => results[name]?.data ?? internal(`the graph did not give ${name}`);
    for (const { name, view } of this.#incoming) view.set(given(name) as Float32Array); // vectors are float32 all
    for (const { run, fixed, scalars } of this.#passes) run(...fixed, ...scalars.map((name) => Number(given(name)[0])));
  }
}

/** Lays out an arena for the variables of one program. */
export async function arenaFor(
  { fetched, kernels }: Fused,
  variables: readonly Variable[],
  engine: Engine,
): Promise<Arena> {
  const places = layout(kernels);
  const bytes = [...places.values()].reduce((sum, { length }) => sum + 4 * paddedLength(length), cacheLine);
  const pages = Math.ceil(bytes / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const nameOf = (place: number): string => fetched[place] ?? internal('a fetched value without name');
  const residents: Resident[] = [];
  const incoming: Incoming[] = [];
  for (const { source, address, length } of places.values()) {
    const view = new Float32Array(memory.buffer, address, length);
    if (source.kind === 'fetched') incoming.push({ name: nameOf(source.place), view });
    else {
      const variable = variables[source.index] ?? internal('a variable is missing');
      const dims = variable.shape.map((dim) => dim ?? internal('a variable of unknown shape'));
      residents.push({ variable, view, tensor: engine.tensor('float32', view, dims) });
    }
  }
  const addressOf = (vector: Vector): number => places.get(keyOf(vector))?.address ?? internal('a vector is nowhere');
  const passes = kernels.map(async ({ module, vectors, scalars, length }): Promise<Pass> => {
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    return {
      run: exports['run'] as Pass['run'], // the one export of a module that we wrote
      fixed: [paddedLength(length) / blockLength, ...vectors.map(addressOf)],
      scalars: scalars.map(nameOf),
    };
  });
  return new Arena(residents, incoming, await Promise.all(passes));
}

/** A place for each vector, on a cache line of its own. */
function layout(kernels: readonly CompiledKernel[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  let address = cacheLine;
  for (const { vectors, length } of kernels)
    for (const source of vectors) {
      if (places.has(keyOf(source))) continue;
      places.set(keyOf(source), { source, address, length });
      address += 4 * paddedLength(length);
    }
  return places;
}

function keyOf(vector: Vector): string {
  return vector.kind === 'variable' ? `v${vector.index}` : `f${vector.place}`;
}
