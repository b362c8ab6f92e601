import type { Lanes } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import * as wasm from './wasm.ts';

/** Four float32 lanes, or a mask over them, in a kernel that is being written. */
export interface Lane {
  readonly code: wasm.Code;
  readonly inputs: readonly Lane[];
  /** Whether it differs from place to place: false for scalars and what is made of them alone. */
  readonly varies: boolean;
}

/** Writes what a kernel computes: the counterpart of the builder of ONNX graphs. */
export class KernelBuilder implements Lanes<Lane> {
  readonly vectors: Lane[] = [];
  readonly scalars: Lane[] = [];

  /** A vector in memory. */
  vector(): Lane {
    return pushed(this.vectors, { code: [], inputs: [], varies: true });
  }

  /** A number that is the same in every place, given with each run. */
  scalar(): Lane {
    return pushed(this.scalars, { code: [], inputs: [], varies: false });
  }

  constant = (value: number): Lane => ({ code: [...wasm.f32(value), ...wasm.splat], inputs: [], varies: false });
  abs = (x: Lane): Lane => instruction(224, x);
  negative = (x: Lane): Lane => instruction(225, x);
  sqrt = (x: Lane): Lane => instruction(227, x);
  add = (a: Lane, b: Lane): Lane => made(adding, a, b);
  subtract = (a: Lane, b: Lane): Lane => made(subtracting, a, b);
  multiply = (a: Lane, b: Lane): Lane => instruction(230, a, b);
  divide = (a: Lane, b: Lane): Lane => instruction(231, a, b);
  minimum = (a: Lane, b: Lane): Lane => instruction(232, a, b);
  maximum = (a: Lane, b: Lane): Lane => instruction(233, a, b);
  equal = (a: Lane, b: Lane): Lane => instruction(65, a, b);
  less = (a: Lane, b: Lane): Lane => instruction(67, a, b);
  greater = (a: Lane, b: Lane): Lane => instruction(68, a, b);
  lessEqual = (a: Lane, b: Lane): Lane => instruction(69, a, b);
  greaterEqual = (a: Lane, b: Lane): Lane => instruction(70, a, b);
  and = (a: Lane, b: Lane): Lane => instruction(78, a, b);
  or = (a: Lane, b: Lane): Lane => instruction(80, a, b);
  not = (a: Lane): Lane => instruction(77, a);
  where = (mask: Lane, yes: Lane, no: Lane): Lane => instruction(82, yes, no, mask);

  /**
   * Zero for numbers too small to be normal, on which processors are many times slower: the momentum of a unit that died
   * would stay among them for ever.
   */
  flushed(x: Lane): Lane {
    return instruction(79, x, this.less(this.abs(x), this.constant(leastNormal)));
  }

  /**
   * The new value of a vector as it is stored: flushed, unless it is the old one moved by something that does not depend on
   * it, as weights are. Such a value does not shrink step by step.
   */
  settled(vector: Lane, value: Lane): Lane {
    const [from, by] = value.inputs;
    const moved = (value.code === adding || value.code === subtracting) && from === vector;
    return moved && by !== undefined && !reads(by, vector) ? value : this.flushed(value);
  }
}

const adding = wasm.simd(228);
const subtracting = wasm.simd(229);

/** The least positive normal float32. */
const leastNormal = 2 ** -126;

/** What a kernel writes: a value into the memory of a vector. */
export interface LaneUpdate {
  readonly into: Lane;
  readonly value: Lane;
}

/** Times the loop's body is written out. */
const unroll = 4;

/** Floats that one turn of the loop handles: vectors are padded to whole blocks. */
export const blockLength = 4 * unroll;

/**
 * The module of a function `run(blocks, ...addresses of vectors, ...scalars)` that goes over the vectors once and updates
 * them in place. In every block all values are computed before any is stored, so a rule may read what another one writes.
 */
export function kernelModule(builder: KernelBuilder, updates: readonly LaneUpdate[]): Uint8Array<ArrayBuffer> {
  const writer = new KernelWriter(builder, updates);
  return wasm.wasmModule(writer.function());
}

/** A text that is equal for kernels that compute the same. */
export function kernelText({ vectors, scalars }: KernelBuilder, updates: readonly LaneUpdate[]): string {
  const numbers = new Map([...vectors, ...scalars].map((lane, i) => [lane, i]));
  const lines = [`${vectors.length},${scalars.length}`];
  const numberOf = (lane: Lane): number => {
    const known = numbers.get(lane);
    if (known !== undefined) return known;
    lines.push(`${lane.code}(${lane.inputs.map(numberOf)})`);
    numbers.set(lane, numbers.size);
    return numbers.size - 1;
  };
  for (const { into, value } of updates) lines.push(`${numberOf(into)}=${numberOf(value)}`);
  return lines.join(';');
}

class KernelWriter {
  readonly #builder: KernelBuilder;
  readonly #updates: readonly LaneUpdate[];
  readonly #uses: ReadonlyMap<Lane, number>;
  readonly #locals: wasm.WasmType[] = [];
  /** Lanes whose value lies in a local. One that is used once stays on the stack. */
  #held = new Map<Lane, number>();

  constructor(builder: KernelBuilder, updates: readonly LaneUpdate[]) {
    this.#builder = builder;
    this.#updates = updates;
    this.#uses = countUses(updates.map(({ value }) => value));
  }

  function(): wasm.WasmFunction {
    const before = this.#hoisted();
    const invariant = this.#held;
    const blocks = Array.from({ length: unroll }, (_, step) => {
      this.#held = new Map(invariant);
      return this.#block(16 * step);
    });
    const addresses = this.#builder.vectors.map((_, i) => 1 + i);
    const onwards = addresses.flatMap((local) => [
      ...wasm.get(local),
      ...wasm.i32(16 * unroll),
      ...wasm.addI32,
      ...wasm.set(local),
    ]);
    const repeat = [...wasm.get(0), ...wasm.i32(-1), ...wasm.addI32, ...wasm.tee(0), ...wasm.repeatIf];
    return {
      name: 'run',
      params: this.#params,
      locals: this.#locals,
      body: [...before, ...wasm.loop, ...blocks.flat(), ...onwards, ...repeat, ...wasm.end],
    };
  }

  get #params(): readonly wasm.WasmType[] {
    const { vectors, scalars } = this.#builder;
    return [wasm.types.i32, ...vectors.map(() => wasm.types.i32), ...scalars.map(() => wasm.types.f32)];
  }

  /** What is the same in every place, computed once before the loop. */
  #hoisted(): wasm.Code {
    return [...this.#uses.keys()].flatMap((lane) => {
      if (lane.varies || this.#held.has(lane)) return [];
      const code = this.#emit(lane, 0, false);
      const local = this.#local();
      this.#held.set(lane, local);
      return [...code, ...wasm.set(local)];
    });
  }

  #block(offset: number): wasm.Code {
    const computed = this.#updates.map(({ into, value }) => {
      const code = this.#emit(value, offset, true);
      const local = this.#local();
      return { into, local, code: [...code, ...wasm.set(local)] };
    });
    const stored = computed.flatMap(({ into, local }) => [
      ...wasm.get(this.#address(into)),
      ...wasm.get(local),
      ...wasm.store(offset),
    ]);
    return [...computed.flatMap(({ code }) => code), ...stored];
  }

  /** Instructions that leave a lane's value on the stack. */
  #emit(lane: Lane, offset: number, keep: boolean): wasm.Code {
    const held = this.#held.get(lane);
    if (held !== undefined) return wasm.get(held);
    const code = this.#computed(lane, offset);
    if (!keep || (this.#uses.get(lane) ?? 0) < 2) return code;
    const local = this.#local();
    this.#held.set(lane, local);
    return [...code, ...wasm.tee(local)];
  }

  #computed(lane: Lane, offset: number): wasm.Code {
    const { vectors, scalars } = this.#builder;
    const scalar = scalars.indexOf(lane);
    if (scalar >= 0) return [...wasm.get(1 + vectors.length + scalar), ...wasm.splat];
    if (vectors.includes(lane)) return [...wasm.get(this.#address(lane)), ...wasm.load(offset)];
    return [...lane.inputs.flatMap((input) => this.#emit(input, offset, true)), ...lane.code];
  }

  #address(vector: Lane): number {
    const index = this.#builder.vectors.indexOf(vector);
    return index < 0 ? internal('a lane that is no vector has no address') : 1 + index;
  }

  #local(): number {
    return this.#params.length + this.#locals.push(wasm.types.v128) - 1;
  }
}

function instruction(code: number, ...inputs: Lane[]): Lane {
  return made(wasm.simd(code), ...inputs);
}

function made(code: wasm.Code, ...inputs: Lane[]): Lane {
  return { code, inputs, varies: inputs.some((input) => input.varies) };
}

/** Whether a lane depends on another. */
function reads(lane: Lane, other: Lane, seen: Set<Lane> = new Set()): boolean {
  if (lane === other) return true;
  if (seen.has(lane)) return false;
  seen.add(lane);
  return lane.inputs.some((input) => reads(input, other, seen));
}

function pushed(lanes: Lane[], lane: Lane): Lane {
  lanes.push(lane);
  return lane;
}

/** Uses of every lane, each after those it is made of. */
function countUses(roots: readonly Lane[]): Map<Lane, number> {
  const uses = new Map<Lane, number>();
  const visit = (lane: Lane): void => {
    const count = uses.get(lane);
    if (count === undefined) for (const input of lane.inputs) visit(input);
    uses.set(lane, (count ?? 0) + 1);
  };
  for (const root of roots) visit(root);
  return uses;
}
