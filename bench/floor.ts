/*
 * The least time that a workload can take on a machine: its matrix products at the highest speed of products measured there,
 * and the traffic that cannot be avoided at the speed of memory measured there.
 */
import { plainLayers, type Workload } from './workloads.ts';

/** What a machine can do. */
export interface MachineSpeed {
  /** Multiplications and additions of matrix products in a second. */
  readonly products: number;
  /** Bytes read and written in a second, by the bytes of the working set, growing. */
  readonly memory: readonly (readonly [bytes: number, perSecond: number])[];
}

/** The better of two measurements, number by number. */
export function faster(a: MachineSpeed, b: MachineSpeed): MachineSpeed {
  return {
    products: Math.max(a.products, b.products),
    memory: a.memory.map(([bytes, speed], i) => [bytes, Math.max(speed, b.memory[i]?.[1] ?? 0)]),
  };
}

/** Work of one run of a network on a batch. */
export interface Work {
  /** Multiplications and additions of one forward pass. */
  readonly forward: number;
  /** Of these, those of the first layer with weights, whose input needs no gradient. */
  readonly first: number;
  readonly parameterBytes: number;
  /** Of these, the tables of which a batch reads some rows. */
  readonly tableBytes: number;
  /** Rows of tables that a batch reads, each as often as it occurs. */
  readonly gatheredBytes: number;
  /** Outputs of layers that something other than a product has to go over. */
  readonly activationBytes: number;
  readonly inputBytes: number;
}

/** Counts the work of a batch. */
export function workOf(workload: Workload, batch: number): Work {
  let shape = [...workload.input];
  let forward = 0;
  let first: number | null = null;
  let parameters = 0;
  let activations = 0;
  let table = 0;
  let gathered = 0;
  const size = () => shape.reduce((product, dim) => product * dim, 1);
  const product = (operations: number) => {
    forward += operations;
    first ??= operations;
  };
  for (const spec of plainLayers(workload.layers)) {
    const last = shape.at(-1) ?? 1;
    switch (spec.kind) {
      case 'dense':
        product(2 * batch * size() * spec.units);
        parameters += (last + 1) * spec.units;
        shape = [...shape.slice(0, -1), spec.units];
        break;
      case 'conv2D': {
        const { filters, kernel } = spec;
        shape = [...shape.slice(0, 2).map((side) => side - kernel + 1), filters];
        product(2 * batch * size() * kernel ** 2 * last);
        parameters += (kernel ** 2 * last + 1) * filters;
        break;
      }
      case 'maxPooling2D':
        shape = [...shape.slice(0, 2).map((side) => Math.floor(side / spec.size)), last];
        break;
      case 'embeddingBag':
        // Nothing to multiply, and the layer after it passes its gradient on.
        first ??= 0;
        parameters += spec.vocabulary * spec.units;
        table += spec.vocabulary * spec.units;
        gathered += batch * size() * spec.units;
        shape = [spec.units];
        break;
      case 'flatten':
        shape = [size()];
        continue;
      case 'layerNormalization':
      case 'batchNormalization':
        parameters += 2 * last;
        break;
      case 'dropout':
        continue; // a mask, which needs no pass of its own
    }
    activations += batch * size();
  }
  const inputs = batch * workload.input.reduce((all, dim) => all * dim, 1);
  return {
    forward,
    first: first ?? 0,
    parameterBytes: parameters * 4,
    tableBytes: table * 4,
    gatheredBytes: gathered * 4,
    activationBytes: activations * 4,
    inputBytes: inputs * 4,
  };
}

/**
 * Milliseconds of one step of training. Products: forward, and two as large backward, save for the first layer's input.
 * Traffic: the batch is read; each layer's output is written, read again backward, and so is its gradient; rows of tables are
 * read, and their gradients added up; the update with Adam writes and reads the gradient, and reads and writes the parameter
 * and its two moments.
 */
export function trainingFloor(workload: Workload, speed: MachineSpeed): number {
  const { forward, first, parameterBytes, gatheredBytes, activationBytes, inputBytes } = workOf(
    workload,
    workload.batch,
  );
  return milliseconds(speed, {
    operations: 3 * forward - first,
    traffic: inputBytes + 4 * activationBytes + 3 * gatheredBytes + 8 * parameterBytes,
    held: inputBytes + 2 * activationBytes + 4 * parameterBytes,
  });
}

/** Milliseconds of predicting a batch: the products forward; parameters and batch read, outputs written and read. */
export function predictingFloor(workload: Workload, batch: number, speed: MachineSpeed): number {
  const work = workOf(workload, batch);
  const { forward, parameterBytes, tableBytes, gatheredBytes, activationBytes, inputBytes } = work;
  const dense = parameterBytes - tableBytes;
  return milliseconds(speed, {
    operations: forward,
    traffic: inputBytes + 2 * activationBytes + dense + gatheredBytes,
    held: inputBytes + activationBytes + dense + Math.min(tableBytes, gatheredBytes),
  });
}

/** What a step does: multiplications and additions, bytes moved, and bytes among which they are. */
interface Load {
  readonly operations: number;
  readonly traffic: number;
  readonly held: number;
}

function milliseconds({ products, memory }: MachineSpeed, { operations, traffic, held }: Load): number {
  // What fits into a cache moves at the cache's speed.
  const [, perSecond] = memory.find(([size]) => size >= held) ?? memory.at(-1) ?? [0, Number.POSITIVE_INFINITY];
  return (operations / products + traffic / perSecond) * 1000;
}
