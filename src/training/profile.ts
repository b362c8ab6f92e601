import { type Data, evaluateRaw, type Program, type ProgramTimes, profile } from '../runtime/index.ts';
import { ansi, type StyledText } from '../utils/styled.ts';
import { tableLines } from '../utils/table.ts';

/** Milliseconds that a layer takes in one step. */
export interface LayerTimes {
  /** Its path, as in `sequential/dense`; what belongs to no layer is `loss and metrics` and, in updates, the weight's path. */
  readonly layer: string;
  readonly forward: number;
  readonly backward: number;
  readonly update: number;
}

/** Which part of a step a node belongs to. */
type Phase = 'forward' | 'backward' | 'update';

/** One operation of a layer. */
export interface OperationTime {
  readonly layer: string;
  readonly phase: Phase;
  /** The op, as in `matmul`. */
  readonly operation: string;
  readonly milliseconds: number;
}

/**
 * Where the time of a step goes: milliseconds for each layer, forward, backward and in the update of its weights, as the engine measures its
 * nodes. Nodes that the engine makes one of are counted for the first of them. `plot.flame` draws it.
 */
export class Profile {
  readonly operations: readonly OperationTime[];
  /** Steps that were measured. */
  readonly runs: number;

  constructor({ nodes, runs }: ProgramTimes) {
    this.runs = runs;
    const timesOf = new Map<string, number[]>();
    for (const { name, microseconds } of nodes) timesOf.set(name, [...(timesOf.get(name) ?? []), microseconds / 1000]);
    const sums = new Map<string, OperationTime>();
    for (const [name, times] of timesOf) {
      const place = placeOf(name);
      const key = `${place.layer}|${place.phase}|${place.operation}`;
      // Other work of the machine lengthens some runs by a lot, so that a mean would say nothing.
      const typical = (median(times) * times.length) / runs;
      sums.set(key, { ...place, milliseconds: (sums.get(key)?.milliseconds ?? 0) + typical });
    }
    this.operations = underLayers([...sums.values()]);
  }

  /** Layers in the order in which they run. */
  get layers(): readonly LayerTimes[] {
    const rows = new Map<string, Record<Phase, number>>();
    for (const { layer, phase, milliseconds } of this.operations) {
      const row = rows.get(layer) ?? { forward: 0, backward: 0, update: 0 };
      row[phase] += milliseconds;
      rows.set(layer, row);
    }
    return [...rows].map(([layer, row]) => ({ layer, ...row }));
  }

  /** Milliseconds of all nodes in one step. */
  get total(): number {
    return this.operations.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  }

  /** The profile as a table. */
  toString(): string {
    const { total, layers } = this;
    const sum = (phase: Phase): number => layers.reduce((all, row) => all + row[phase], 0);
    const all: LayerTimes = { layer: 'all', forward: sum('forward'), backward: sum('backward'), update: sum('update') };
    const rows = [...layers, all].map((row): readonly StyledText[] => {
      const whole = row.forward + row.backward + row.update;
      return [
        [row.layer],
        ...[row.forward, row.backward, row.update, whole].map((time): StyledText => [time === 0 ? '' : shown(time)]),
        [`${((100 * whole) / (total || 1)).toFixed(1)} %`],
      ];
    });
    const columns = [
      { header: 'Layer', justify: 'left', width: null } as const,
      ...['Forward', 'Backward', 'Update', 'ms per step', 'Share'].map(
        (header) => ({ header, justify: 'right', width: null }) as const,
      ),
    ];
    return ansi(tableLines({ columns, rows, width: null, available: 120, lines: false }), false);
  }
}

/** How long the parts of a program take. */
export async function profileOf(program: Program, inputs: readonly Data[], runs: number): Promise<Profile> {
  return new Profile(await profile(program, inputs, runs, evaluateRaw));
}

function shown(milliseconds: number): string {
  return milliseconds < 0.0005 ? '< 0.001' : milliseconds.toFixed(3);
}

function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Updates, which know the path of the weight only, put with the layer of that path. */
function underLayers(operations: readonly OperationTime[]): readonly OperationTime[] {
  const layers = [...new Set(operations.flatMap(({ phase, layer }) => (phase === 'update' ? [] : [layer])))];
  return operations.map((operation) => {
    const owner = layers.find((layer) => layer === operation.layer || layer.endsWith(`/${operation.layer}`));
    return operation.phase === 'update' && owner !== undefined ? { ...operation, layer: owner } : operation;
  });
}

/** The name of a node says where it comes from: `model/dense/gradient/matmul#3`, and what the engine adds. */
function placeOf(name: string): Omit<OperationTime, 'milliseconds'> {
  const path = name
    .replace(/^fused /, '')
    .replace(/#\d+.*$/, '')
    .split('/')
    .filter((part) => part !== '');
  const operation = path.pop() ?? 'other';
  const rest = 'loss and metrics';
  if (path[0] === 'update') return { layer: path.slice(1, -1).join('/') || 'optimizer', phase: 'update', operation };
  const backward = path.indexOf('gradient');
  const layer = (backward === -1 ? path : path.slice(0, backward)).join('/') || rest;
  return { layer, phase: backward === -1 ? 'forward' : 'backward', operation };
}
