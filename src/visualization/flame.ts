import type { OperationTime, Profile } from '../training/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { Plot } from './plot.ts';
import { colours, theme } from './theme.ts';

/** Options of `plot.flame`. */
export interface FlameOptions {
  /** Above the picture. Default `'Where the time goes'`. */
  readonly title?: string | undefined;
}

/**
 * The flame chart of a profile: the whole step above, its parts below it (forward, backward, update), below these the layers and the
 * operations in them, each as wide as it takes long.
 *
 * @throws ArgumentError for a profile in which nothing was measured.
 * @example
 * const net = sequential([input({ shape: [4] }), layers.dense(2)]);
 * plot.flame(await net.profile([[1, 2, 3, 4]])).title // => 'Where the time goes'
 */
export function flame(profile: Pick<Profile, 'operations'>, options: FlameOptions = {}): Plot {
  const { title = 'Where the time goes' } = options;
  const root = branch('step');
  for (const operation of profile.operations) grow(root, pathOf(operation), operation.milliseconds);
  if (!(root.time > 0))
    throw new ArgumentError('flame', { expected: 'a profile of at least one operation', received: 'an empty one' });
  const bars: Bar[] = [];
  const depth = lay(root, 0, 0, root.time, bars);
  const spec = {
    ...theme,
    title: { text: title, subtitle: `${shown(root.time)} ms in the engine for each step` },
    description: `${title}: ${bars.filter((bar) => bar.depth === 1).map(({ name, time }) => `${name} ${shown(time)} ms`)}.`,
    width,
    height: 26 * (depth + 1),
    data: { values: bars },
    encoding: {
      x: {
        field: 'from',
        type: 'quantitative',
        title: 'milliseconds',
        scale: { domain: [0, root.time], nice: false },
        axis: { grid: false },
      },
      x2: { field: 'to' },
    },
    layer: [
      {
        mark: { type: 'rect', stroke: 'white', strokeWidth: 1 },
        encoding: {
          y: { field: 'depth', type: 'ordinal', axis: null },
          color: {
            field: 'phase',
            type: 'nominal',
            scale: { domain: [...phases], range: ['#D8D8D8', '#9CCBE8', '#F2B48A', '#9BD6BE'] },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 4, fontSize: 11, color: colours.ink },
        encoding: { y: { field: 'depth', type: 'ordinal' }, text: { field: 'label', type: 'nominal' } },
      },
    ],
  } satisfies Plot['spec'];
  return new Plot(spec, title);
}

const width = 760;
const phases = ['step', 'forward', 'backward', 'update'] as const;

/** Width of a letter of the labels, about. */
const letter = 6.4;

interface Branch {
  readonly name: string;
  readonly parts: Map<string, Branch>;
  time: number;
}

interface Bar {
  readonly name: string;
  readonly phase: string;
  readonly depth: number;
  readonly from: number;
  readonly to: number;
  readonly time: number;
  readonly label: string;
}

function branch(name: string): Branch {
  return { name, parts: new Map(), time: 0 };
}

function pathOf({ phase, layer, operation }: OperationTime): readonly string[] {
  return [phase, ...layer.split('/'), operation];
}

function grow(root: Branch, path: readonly string[], time: number): void {
  root.time += time;
  let at = root;
  for (const name of path) {
    const next = at.parts.get(name) ?? branch(name);
    at.parts.set(name, next);
    next.time += time;
    at = next;
  }
}

/** Lays out a branch and its parts from left to right; gives the greatest depth. */
function lay(at: Branch, depth: number, from: number, total: number, bars: Bar[], phase = 'step'): number {
  const to = from + at.time;
  const room = Math.floor(((at.time / total) * width - 8) / letter);
  bars.push({ name: at.name, phase, depth, from, to, time: at.time, label: label(at, room) });
  let deepest = depth;
  let start = from;
  for (const part of at.parts.values()) {
    deepest = Math.max(deepest, lay(part, depth + 1, start, total, bars, depth === 0 ? part.name : phase));
    start += part.time;
  }
  return deepest;
}

/** As much of the name and the time as there is room for. */
function label({ name, time }: Branch, room: number): string {
  const whole = `${name} ${shown(time)}`;
  if (whole.length <= room) return whole;
  if (name.length <= room) return name;
  return room > 3 ? `${name.slice(0, room - 1)}…` : '';
}

function shown(milliseconds: number): string {
  return milliseconds < 0.0005 ? '< 0.001' : milliseconds.toFixed(milliseconds < 10 ? 3 : 1);
}
