/*
 * npm run bench: how fast we train and predict, against every rival that is installed, in one interleaved run.
 *
 *   --quick          one short round, for a look while working
 *   --only a,b       these workloads only (names of workloads.json)
 *   --with a,b       these contenders only (parts of their names); ours always
 *   --rounds n       default 3
 *   --seconds n      how long each measurement lasts; default 2
 *   --threads n      for everybody; default all cores
 *   --rivals         first install the rivals from npm into .build/rivals
 *   --browser        measure in Chromium as well
 *   --busy           with another process that keeps one core busy all the while; never written to the page
 *   --no-node        keep what was measured outside the browser
 *   --no-extras      leave out import time, sizes and memory
 *   --add            keep the last results of the workloads and contenders that are not measured now
 *   --write          write docs/benchmarks.md and its picture
 *   --again          nothing is measured: the page and the picture of the last results
 *
 * LAYERWISE_PYTHON names the Python that has the rivals; the default is python3. Results go to .build/benchmarks/results.json.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem, type } from 'node:os';
import { argv, execPath, version } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { browserRows } from './browser/rows.ts';
import { readWorkloads, root } from './command-line.ts';
import { type Contender, contenders, python } from './contenders.ts';
import { exportGraphs } from './export.ts';
import { extras } from './extras.ts';
import { faster, type MachineSpeed } from './floor.ts';
import type { Finding } from './measure.ts';
import { writePage } from './page.ts';
import { measure } from './processes.ts';
import { type Results, type Row, rowOf, type Skipped } from './results.ts';
import { installRivals } from './rivals/install.ts';
import { table } from './table.ts';
import type { Workload } from './workloads.ts';

const { values: flags } = parseArgs({
  args: argv.slice(2),
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    with: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    threads: { type: 'string' },
    rivals: { type: 'boolean', default: false },
    browser: { type: 'boolean', default: false },
    busy: { type: 'boolean', default: false },
    'no-node': { type: 'boolean', default: false },
    'no-extras': { type: 'boolean', default: false },
    add: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
  },
});
if (flags.busy && flags.write)
  throw new Error('--busy: expected no --write beside it, since the page tells of a quiet machine');
const folder = `${root}.build/benchmarks`;
mkdirSync(folder, { recursive: true });
const threads = Number(flags.threads ?? availableParallelism());
const rounds = Number(flags.rounds ?? (flags.quick ? 1 : 3));
const seconds = Number(flags.seconds ?? (flags.quick ? 0.4 : 2));
const skipped: Skipped[] = [];

const previous = (): Results => JSON.parse(readFileSync(`${folder}/results.json`, 'utf8')) as Results; // a file of ours
const busy = flags.busy ? spawn(execPath, ['-e', 'for (;;);']) : null;
const results = flags.again ? previous() : await measured().finally(() => busy?.kill());
console.log(table(results));
if (flags.write) {
  await writePage(results);
  console.log('\nWritten: docs/benchmarks.md and docs/pictures/benchmarks.svg');
}

async function measured(): Promise<Results> {
  if (flags.rivals) await installRivals();
  const workloads = asked(readWorkloads(), flags.only);
  await exportGraphs(workloads, folder);
  const wanted = contenders(folder).filter(({ name, ours }) => ours === true || isChosen(name));
  const earlier = flags.add || flags['no-node'] ? previous() : null;
  const names = new Set(workloads.map(({ name }) => name));
  const now = new Set(wanted.map(({ name }) => name));
  const others = (rows: readonly Row[] = []) =>
    rows.filter(({ workload, contender }) => !names.has(workload) || !(now.has(contender) || flags.browser));
  let found: Results = {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: type(),
    node: version,
    threads,
    rounds,
    seconds,
    speed: earlier?.speed ?? { products: 0, memory: [] },
    rows: flags['no-node'] ? (earlier?.rows ?? []) : [],
    browser: others(earlier?.browser),
    singles: earlier?.singles ?? [],
    skipped,
  };
  // After each part, so that a run that is ended early leaves what it found.
  const keep = (part: Partial<Results>): void => {
    found = { ...found, ...part };
    writeFileSync(`${folder}/results.json`, `${JSON.stringify(found, null, 1)}\n`);
  };
  const isKept = ({ workload, contender }: Skipped) =>
    flags['no-node'] || workload === undefined || !names.has(workload) || !now.has(contender);
  skipped.push(...(earlier?.skipped ?? []).filter(isKept));
  if (!flags['no-node'])
    await race(workloads, wanted, (rows, speed) =>
      keep({
        rows: inOrder([...others(earlier?.rows), ...rows]),
        speed: earlier ? faster(earlier.speed, speed) : speed,
      }),
    );
  if (flags.browser) {
    const keepBrowser = (rows: readonly Row[]) => keep({ browser: [...others(earlier?.browser), ...rows] });
    await browserRows(workloads, { seconds, rounds, skipped, chosen: isChosen, keep: keepBrowser });
  }
  if (!flags['no-extras'] && !flags.quick) keep({ singles: await extras() });
  return found;
}

/** Rows in the order in which contenders are listed. */
function inOrder(rows: readonly Row[]): readonly Row[] {
  const names = contenders(folder).map(({ name }) => name);
  return rows.toSorted((a, b) => names.indexOf(a.contender) - names.indexOf(b.contender));
}

/** Every contender on every workload, in turn, for as many rounds as were asked for; the machine's speed in between. */
async function race(
  workloads: readonly Workload[],
  wanted: readonly Contender[],
  keep: (rows: readonly Row[], speed: MachineSpeed) => void,
): Promise<void> {
  const missing = new Set<Contender>();
  const rows: Row[] = [];
  let speed = await machineSpeed();
  for (const workload of workloads) {
    // A machine that others use as well shows its best only now and then, and a floor is made of the best.
    if (!flags.quick) speed = faster(speed, await machineSpeed());
    const findings = new Map<Contender, Finding[]>();
    const failed = new Set<string>();
    for (let round = 0; round < rounds; round++)
      for (const contender of wanted)
        for (const kind of ['train', 'predict'] as const) {
          const { name, predictsOnly = false, slow = false } = contender;
          if (missing.has(contender) || failed.has(name + kind)) continue;
          if (kind === 'train' ? predictsOnly : workload.compiling === true) continue;
          const steps = slow ? Math.max(2, Math.ceil(workload.steps / 16)) : workload.steps;
          const outcome = await measure(
            contender.program,
            [
              ...contender.args,
              ...[workload.name, kind, threads, seconds, steps].map(String),
              ...(contender.extra?.(workload) ?? []),
            ],
            { threads, seconds: 120 + 20 * seconds, extra: contender.env ?? {} },
          );
          if ('finding' in outcome) findings.set(contender, [...(findings.get(contender) ?? []), outcome.finding]);
          else if (outcome.missing) {
            missing.add(contender);
            if (!skipped.some((one) => one.contender === name && one.workload === undefined))
              skipped.push({ contender: name, reason: 'not installed' });
          } else {
            failed.add(name + kind);
            skipped.push({ contender: name, workload: workload.name, kind, reason: outcome.refusal });
          }
        }
    for (const [contender, found] of findings) rows.push(rowOf(workload.name, contender, found));
    keep(rows, speed);
    console.log(`${workload.name} done`);
  }
}

/** The best speed of products of anyone here, and the speed of memory. */
async function machineSpeed(): Promise<MachineSpeed> {
  const limits = { threads, seconds: 120 };
  const own = await measure(execPath, [fileURLToPath(new URL('./machine.js', import.meta.url)), `${threads}`], limits);
  if (!('finding' in own)) throw new Error(`the machine's speed could not be measured: ${own.refusal}`);
  const ours = own.finding as unknown as MachineSpeed; // what machine.ts prints
  const other = await measure(python, [`${root}bench/rivals/torch_peak.py`, `${threads}`], limits);
  const theirs = 'finding' in other ? (other.finding as unknown as MachineSpeed).products : 0; // what torch_peak.py prints
  return { ...ours, products: Math.max(ours.products, theirs) };
}

/** The workloads that were asked for; all without a question. */
function asked(all: readonly Workload[], names: string | undefined): readonly Workload[] {
  if (names === undefined) return all;
  return names.split(',').map((asked) => {
    const found = all.find(({ name }) => name === asked);
    if (found === undefined)
      throw new Error(`--only: expected some of ${all.map(({ name }) => name).join(',')}, received ${asked}`);
    return found;
  });
}

/** Whether a contender's name was asked for, by a part of it. */
function isChosen(name: string): boolean {
  const parts = flags.with?.toLowerCase().split(',');
  return parts === undefined || parts.some((part) => name.toLowerCase().includes(part));
}
