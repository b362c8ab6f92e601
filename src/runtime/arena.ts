import {
  type AddRows,
  dtypes,
  type Filled,
  mapSlots,
  type Slots,
  type TypedArray,
  type Value,
  type Variable,
} from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { EngineError, internal } from '../utils/errors.ts';
import { type Computed, type Fetched, type Kernel, paddedLength, type Run, type Vector } from './fusion.ts';
import { blockLength } from './kernel.ts';
import type { Engine, EngineTensor } from './ort.ts';
import { keyOf } from './packing.ts';
import { addPlainly, rowAdder, rowsBytes } from './rows.ts';

/** What a compiled program does after its graph has run. */
export interface Fused {
  /** What the graph gives for it. */
  readonly fetched: readonly (Value | null)[];
  /** What it takes and gives for runs of several vectors. */
  readonly packs: ReadonlyMap<Run, Value>;
  readonly computed: readonly Computed[];
  readonly kernels: readonly CompiledKernel[];
}

/** A kernel whose module is compiled. */
export interface CompiledKernel extends Omit<Kernel, 'module' | 'rule'> {
  readonly module: WebAssembly.Module;
}

/** A variable that lives in an arena, and the engine's tensor that looks at it there. */
export interface Resident {
  readonly variable: Variable;
  readonly view: TypedArray;
  readonly tensor: EngineTensor;
}

type View = Float32Array<ArrayBuffer>;

interface Incoming {
  readonly name: string;
  readonly view: View;
}

interface Computation {
  readonly run: Computed['run'];
  readonly inputs: Filled<Slots, Value>;
  readonly view: View;
}

interface Pass {
  readonly run: (...args: number[]) => void;
  /** The number of blocks and the addresses; scalars come after them. */
  readonly fixed: readonly number[];
  /** Names of the scalars. */
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
  /** Tensors for what the graph takes: runs of variables, by name. */
  readonly sources: Readonly<Record<string, EngineTensor>>;
  /** Tensors for what the graph gives, by name: for an engine that can write its results where it is told. */
  readonly targets: Readonly<Record<string, EngineTensor>>;
  readonly #incoming: readonly Incoming[];
  readonly #computations: readonly Computation[];
  readonly #passes: readonly Pass[];
  readonly #addRows: AddRows;

  constructor(
    residents: readonly Resident[],
    sources: Readonly<Record<string, EngineTensor>>,
    targets: Readonly<Record<string, EngineTensor>>,
    incoming: readonly Incoming[],
    computations: readonly Computation[],
    passes: readonly Pass[],
    addRows: AddRows,
  ) {
    this.residents = residents;
    this.sources = sources;
    this.targets = targets;
    this.#incoming = incoming;
    this.#computations = computations;
    this.#passes = passes;
    this.#addRows = addRows;
  }

  /** Updates the variables by what the graph gave. */
  update(results: Readonly<Record<string, EngineTensor>>): void {
    const given = (name: string): TypedArray => results[name]?.data ?? internal(`the graph did not give ${name}`);
    for (const { name, view } of this.#incoming) {
      const data = given(name) as Float32Array; // vectors are float32 all
      if (data !== view) view.set(data);
    }
    for (const { run, inputs, view } of this.#computations)
      run(
        mapSlots(inputs, ({ name }) => given(name)),
        view,
        this.#addRows,
      );
    for (const { run, fixed, scalars } of this.#passes) run(...fixed, ...scalars.map((name) => Number(given(name)[0])));
  }
}

/** Lays out an arena for the variables of one program. */
export async function arenaFor(
  { fetched, packs, computed, kernels }: Fused,
  variables: readonly Variable[],
  engine: Engine,
): Promise<Arena> {
  const { runs, vectors, memory, end } = layout(kernels, computed.length > 0 ? rowsBytes : 0);
  const valueAt = ({ place }: Fetched): Value => fetched[place] ?? internal('a fetched value is missing');
  const residents: Resident[] = [];
  const incoming: Incoming[] = [];
  const computations: Computation[] = [];
  const sources: Record<string, EngineTensor> = {};
  const targets: Record<string, EngineTensor> = {};
  for (const [{ kind, place }, view] of vectors) {
    if (kind === 'variable') {
      const variable = variables[place] ?? internal('a variable is missing');
      residents.push({ variable, view, tensor: engine.tensor('float32', view, known(variable.dims)) });
    } else if (kind === 'computed') {
      const { run, inputs } = computed[place] ?? internal('a computation is missing');
      computations.push({ run, inputs: mapSlots(inputs, valueAt), view });
    }
  }
  for (const [run, view] of runs.values()) {
    const { kind, place } = firstOf(run);
    const pack = packs.get(run);
    if (kind === 'variable' && pack) sources[pack.name] = engine.tensor('float32', view, known(pack.dims));
    if (kind !== 'fetched') continue;
    const { name, dims } = pack ?? valueAt({ place });
    incoming.push({ name, view });
    targets[name] = engine.tensor('float32', view, known(dims));
  }
  for (const { name, dtype, dims } of fetched.filter((value) => value !== null))
    if (dims.every((dim) => typeof dim === 'number'))
      targets[name] ??= engine.tensor(dtype, dtypes[dtype].zeros(sizeOf(known(dims))), known(dims));
  const passes = kernels.map(async ({ module, runs: taken, scalars, length }): Promise<Pass> => {
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    return {
      run: exports['run'] as Pass['run'], // the one export of a module that we wrote
      fixed: [
        paddedLength(length) / blockLength,
        ...taken.map((run) => runs.get(keyOf(firstOf(run)))?.[1].byteOffset ?? internal('a vector is nowhere')),
      ],
      scalars: scalars.map((scalar) => valueAt(scalar).name),
    };
  });
  return new Arena(
    residents,
    sources,
    targets,
    incoming,
    computations,
    await Promise.all(passes),
    computed.length > 0 ? rowAdder(memory, end) : addPlainly,
  );
}

interface Layout {
  /** The memory of each run, by the name of its first vector. */
  readonly runs: ReadonlyMap<string, readonly [Run, View]>;
  readonly vectors: readonly (readonly [Vector, View])[];
  readonly memory: WebAssembly.Memory;
  /** Where the room behind the vectors begins. */
  readonly end: number;
}

/** A memory with a place for each run of vectors, on cache lines of its own, and room behind them. */
function layout(kernels: readonly CompiledKernel[], room: number): Layout {
  const places = new Map<string, { readonly run: Run; readonly address: number; readonly length: number }>();
  let bytes = 0;
  for (const { runs, length } of kernels)
    for (const run of runs) {
      const key = keyOf(firstOf(run));
      if (places.has(key)) continue;
      places.set(key, { run, address: bytes, length });
      bytes += 4 * paddedLength(length);
    }
  const { memory, start: first } = roomFor(bytes + room);
  const runs = new Map<string, readonly [Run, View]>();
  const vectors: (readonly [Vector, View])[] = [];
  for (const [key, place] of places) {
    let start = first + place.address;
    runs.set(key, [place.run, new Float32Array(memory.buffer, start, place.length)]);
    for (const vector of place.run) {
      vectors.push([vector, new Float32Array(memory.buffer, start, vector.length)]);
      start += 4 * vector.length;
    }
  }
  return { runs, vectors, memory, end: first + bytes };
}

export interface Room {
  readonly memory: WebAssembly.Memory;
  /** The address at which it begins. */
  readonly start: number;
}

/** Arenas up to this size share memories: address space is set aside for each memory, and in a browser there is only so much of it. */
const sharedBytes = 262_144;

/** The memory that small arenas share now, and how much of it is taken. */
let shared: { readonly memory: WebAssembly.Memory; taken: number } | null = null;

/** Room for an arena. What small arenas share is given back when the last of them is. */
export function roomFor(bytes: number): Room {
  if (bytes > sharedBytes) return { memory: memoryOf(cacheLine + bytes), start: cacheLine };
  if (shared === null || shared.taken + bytes > shared.memory.buffer.byteLength)
    shared = { memory: memoryOf(8 * sharedBytes), taken: cacheLine };
  const start = shared.taken;
  shared.taken += bytes;
  return { memory: shared.memory, start };
}

function memoryOf(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / pageBytes);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (cause) {
    throw new EngineError('memory for weights', {
      expected: `${bytes} bytes`,
      received: cause instanceof Error ? cause.message : String(cause),
      mend: 'Let go of models that are trained no more, or train a smaller one.',
      cause,
    });
  }
}

function firstOf(run: Run): Vector {
  return run[0] ?? internal('a run of no vectors');
}

function known(dims: Value['dims']): readonly number[] {
  return dims.map((dim) => (typeof dim === 'number' ? dim : internal('a vector of unknown shape')));
}
