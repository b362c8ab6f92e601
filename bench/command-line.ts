// What runners in Node are told on the command line, and where things lie. Rivals in Python read the same arguments.
import { readFileSync } from 'node:fs';
import { argv, resourceUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Assignment, Finding } from './measure.ts';
import type { Workload } from './workloads.ts';

/** The repository's root: this file runs from .build/bench/. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** All workloads, as workloads.json has them. */
export function readWorkloads(): readonly Workload[] {
  return JSON.parse(readFileSync(`${root}bench/workloads.json`, 'utf8')) as Workload[]; // the file is ours
}

/** Reads `<workload> <kind> <threads> <seconds> <steps>`. */
export function assignment(): Assignment {
  const [name, kind, threads, seconds, steps] = argv.slice(2);
  const workload = readWorkloads().find((one) => one.name === name);
  if (workload === undefined || (kind !== 'train' && kind !== 'predict'))
    throw new Error(`expected <workload> <train|predict> <threads> <seconds> <steps>, received ${argv.slice(2)}`);
  return { workload, kind, threads: Number(threads), seconds: Number(seconds), steps: Number(steps) };
}

/** Prints what was found, as the last line, and ends the process when it is all written: workers would keep it alive. */
export function report(finding: Finding): void {
  process.stdout.write(`${JSON.stringify({ peakBytes: resourceUsage().maxRSS * 1024, ...finding })}\n`, () =>
    process.exit(0),
  );
}
