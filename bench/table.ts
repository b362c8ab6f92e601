// Results as text: a table for each workload, in the terminal and, as Markdown, in the documentation.
import { readWorkloads } from './command-line.ts';
import { predictingFloor, trainingFloor } from './floor.ts';
import type { Results, Row, Spread } from './results.ts';
import type { Workload } from './workloads.ts';

/** The columns of a workload's table that hold times. */
export const timed = ['step', 'single', 'large'] as const;

/** The least times of a workload on the machine that was measured. */
export function floors(workload: Workload, { speed }: Results): Readonly<Record<(typeof timed)[number], number>> {
  return {
    step: trainingFloor(workload, speed),
    single: predictingFloor(workload, 1, speed),
    large: predictingFloor(workload, workload.large, speed),
  };
}

/** Everything, for the terminal. */
export function table(results: Results): string {
  const { products, memory } = results.speed;
  const rates = memory.map(([bytes, rate]) => `${digits(rate / 1e9)} (${bytes / 2 ** 20} MB)`).join(', ');
  return [
    `\nMatrix products: ${digits(products / 1e9)} GFLOP/s. Copying, in GB/s: ${rates}.`,
    ...sections(results).map(({ title, head, lines }) => `\n${title}\n${aligned([head, ...lines])}`),
    ...skippedLines(results).map((line) => `passed over: ${line}`),
  ].join('\n');
}

/** A table with its heading. */
export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/** All tables of a run. */
export function sections(results: Results): readonly Section[] {
  const workloads = readWorkloads();
  const compiling = workloads.filter((workload) => workload.compiling);
  return [
    ...workloads.filter((workload) => !workload.compiling).flatMap((workload) => running(workload, results)),
    ...starting(compiling, results),
    ...inBrowser(workloads, results),
    ...(results.singles.length === 0 ? [] : [singles(results)]),
  ];
}

/** What was passed over and why; the same reason on several workloads is one line. */
export function skippedLines({ skipped }: Results): readonly string[] {
  const places = new Map<string, string[]>();
  for (const { contender, workload, kind, reason } of skipped) {
    const line = `${contender}: ${reason}`;
    const place = workload === undefined ? [] : [kind === undefined ? workload : `${workload} (${kind})`];
    places.set(line, [...(places.get(line) ?? []), ...place]);
  }
  return [...places].map(([line, where]) => (where.length === 0 ? line : `${line} [${where.join(', ')}]`));
}

function running(workload: Workload, results: Results): readonly Section[] {
  const rows = results.rows.filter((row) => row.workload === workload.name);
  const ours = rows.find((row) => row.ours);
  if (rows.length === 0) return [];
  const least = floors(workload, results);
  return [
    {
      title: workload.title,
      head: ['', 'training, ms/step', 'ratio', 'one sample, ms', 'ratio', `${workload.large} samples, ms`, 'ratio'],
      lines: [
        ...rows.map((row) => [
          row.contender,
          ...timed.flatMap((column) => [shown(row[column]), ratio(row[column]?.median, ours?.[column]?.median)]),
        ]),
        ['floor', ...timed.flatMap((column) => [digits(least[column]), ratio(least[column], ours?.[column]?.median)])],
        ['Layerwise / floor', ...timed.flatMap((column) => [ratio(ours?.[column]?.median, least[column]), ''])],
      ],
    },
  ];
}

function starting(workloads: readonly Workload[], { rows }: Results): readonly Section[] {
  const names = workloads.map(({ name }) => name);
  const contenders = [...new Set(rows.filter(({ workload }) => names.includes(workload)).map((row) => row.contender))];
  const find = (contender: string, name: string) =>
    rows.find((row) => row.contender === contender && row.workload === name)?.firstStep;
  if (contenders.length === 0) return [];
  return [
    {
      title: 'Building, compiling and the first step, ms',
      head: ['', ...workloads.flatMap(({ title }) => [title, 'ratio'])],
      lines: contenders.map((contender) => [
        contender,
        ...names.flatMap((name) => {
          const ours = rows.find((row) => row.ours && row.workload === name)?.firstStep;
          return [shown(find(contender, name)), ratio(find(contender, name)?.median, ours?.median)];
        }),
      ]),
    },
  ];
}

/** In Chromium: a line for each workload and contender; ratios are to the fastest of ours. */
function inBrowser(workloads: readonly Workload[], { browser }: Results): readonly Section[] {
  if (browser.length === 0) return [];
  const lines = workloads.flatMap(({ name }) => {
    const rows = browser.filter((row) => row.workload === name);
    const best = (column: (typeof timed)[number]) =>
      Math.min(...rows.flatMap((row) => (row.ours && row[column] ? [row[column].median] : [])));
    return rows.map((row) => [
      name,
      row.contender,
      ...timed.flatMap((column) => [shown(row[column]), ratio(row[column]?.median, best(column))]),
    ]);
  });
  return [
    {
      title: 'In Chromium',
      head: ['', '', 'training, ms/step', 'ratio', 'one sample, ms', 'ratio', 'large batch, ms', 'ratio'],
      lines,
    },
  ];
}

function singles(results: Results): Section {
  return {
    title: 'Starting, memory and size',
    head: ['', 'measured', 'goal'],
    lines: results.singles.map(({ name, value, unit, goal }) => [
      name,
      `${digits(value)} ${unit}`,
      goal === undefined ? '' : `${value <= goal ? 'met' : 'missed'}: ${goal} ${unit}`,
    ]),
  };
}

function shown(spread: Spread | undefined): string {
  if (spread === undefined) return '–';
  const { median, least, most } = spread;
  return least === most ? digits(median) : `${digits(median)} (${digits(least)}–${digits(most)})`;
}

function ratio(value: number | undefined, to: number | undefined): string {
  if (value === undefined || to === undefined || !Number.isFinite(to)) return '';
  return (value / to).toFixed(2);
}

/** Three digits that count. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The most memory of a row's training process in MB. */
export function peak({ peakBytes }: Row): string {
  return peakBytes === undefined ? '' : (peakBytes / 2 ** 20).toFixed(0);
}

function aligned(lines: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const line of lines) for (const [i, cell] of line.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return lines
    .map((line) =>
      line
        .map((cell, i) => (lines[0]?.[i] === '' ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
