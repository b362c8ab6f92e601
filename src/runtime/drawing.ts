import { type Dim, drawOf, type RandomMask, reachable, type Tensor } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { drawModule, drawnAtOnce } from './draw-kernel.ts';
import type { Engine, EngineTensor } from './ort.ts';
import type { Program } from './program.ts';

/**
 * A random mask that is drawn before the graph runs, into memory that the graph reads: a kernel takes a tenth of the time
 * of the graph's whole-number arithmetic for the same bits.
 */
export interface Drawn {
  readonly tensor: Tensor;
  /** Which of the program's draws it is. */
  readonly draw: number;
  readonly mask: RandomMask;
  /** Lengths of the axes. */
  readonly lengths: readonly Length[];
}

/** A length that is known, or that of an axis of one of the program's inputs. */
type Length = number | { readonly input: number; readonly axis: number };

/** The masks behind `roots` whose keys the program is given and whose lengths its inputs tell. */
export function drawnOf(program: Program, roots: readonly Tensor[]): readonly Drawn[] {
  const axes = new Map<Dim, Length>();
  for (const [input, { dims }] of program.inputs.entries())
    for (const [axis, dim] of dims.entries()) axes.set(dim, { input, axis });
  return reachable(roots).flatMap((node): Drawn[] => {
    if (node.kind !== 'op' || node.op.mask === undefined) return [];
    const [tensor] = node.outputs;
    const draw = node.inputs[0] ? drawOf(node.inputs[0]) : null;
    const lengths = tensor?.dims.map((dim) => (typeof dim === 'number' ? dim : axes.get(dim))) ?? [];
    if (tensor === undefined || draw === null || !lengths.every((length) => length !== undefined)) return [];
    return [{ tensor, draw, mask: node.op.mask(node.attrs), lengths }];
  });
}

/** A mask as a compiled graph takes it. */
export interface DrawnInput extends Omit<Drawn, 'tensor'> {
  readonly name: string;
}

/**
 * Draws masks for one run. They lie in memory that the next run uses again, so whoever calls this must have the engine for
 * himself until the run is over.
 *
 * @param keys - of all draws of the program.
 * @param shapes - of its inputs.
 */
export function drawMasks(
  drawn: readonly DrawnInput[],
  keys: Uint32Array,
  shapes: readonly (readonly number[])[],
  engine: Engine,
): Record<string, EngineTensor> {
  return drawRows(drawn, [keys], shapes, engine, []);
}

/** The same for several steps in a run: masks of all steps, one behind another. */
export function drawStepMasks(
  drawn: readonly DrawnInput[],
  keys: readonly Uint32Array[],
  shapes: readonly (readonly number[])[],
  engine: Engine,
): Record<string, EngineTensor> {
  return drawRows(drawn, keys, shapes, engine, [keys.length]);
}

function drawRows(
  drawn: readonly DrawnInput[],
  rows: readonly Uint32Array[],
  shapes: readonly (readonly number[])[],
  engine: Engine,
  leading: readonly number[],
): Record<string, EngineTensor> {
  const dims = drawn.map(({ lengths }) =>
    lengths.map((length) => (typeof length === 'number' ? length : (shapes[length.input]?.[length.axis] ?? 0))),
  );
  const sizes = dims.map(sizeOf);
  const bytes = sizes.map((size) => 4 * drawnAtOnce * Math.ceil((rows.length * size) / drawnAtOnce + 1));
  const { memory, run } = kernelFor(bytes.reduce((sum, count) => sum + count, 0));
  let address = 0;
  return Object.fromEntries(
    drawn.map(({ name, draw, mask }, i) => {
      const [size = 0, shape = []] = [sizes[i], dims[i]];
      // What a row writes beyond its end the next one writes over.
      for (const [row, keys] of rows.entries())
        if (size > 0)
          run(
            Math.ceil(size / drawnAtOnce),
            address + 4 * size * row,
            keys[draw] ?? 0,
            Math.ceil(Math.fround(mask.least)),
            mask.value,
          );
      const data = new Float32Array(memory.buffer, address, rows.length * size);
      address += bytes[i] ?? 0;
      return [name, engine.tensor('float32', data, [...leading, ...shape])];
    }),
  );
}

interface DrawKernel {
  readonly memory: WebAssembly.Memory;
  readonly run: (blocks: number, address: number, key: number, least: number, value: number) => void;
}

let kernel: DrawKernel | null = null;

const pageBytes = 65_536;

/** The kernel over a memory of at least so many bytes. */
function kernelFor(bytes: number): DrawKernel {
  if (kernel !== null && kernel.memory.buffer.byteLength >= bytes) return kernel;
  const pages = Math.max(1, Math.ceil(bytes / pageBytes));
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(drawModule()), { env: { memory } });
  kernel = { memory, run: exports['run'] as DrawKernel['run'] }; // the one export of a module that we wrote
  return kernel;
}
