// What a run of the benchmark found, as it is written to results.json.
import type { MachineSpeed } from './floor.ts';
import type { Finding } from './measure.ts';

/** The middle of several rounds, with the fastest and the slowest. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** One contender on one workload. Times in milliseconds. */
export interface Row {
  readonly workload: string;
  readonly contender: string;
  readonly ours: boolean;
  readonly version?: string;
  readonly step?: Spread;
  readonly firstStep?: Spread;
  readonly imported?: Spread;
  readonly single?: Spread;
  readonly large?: Spread;
  /** Of the process that trains. */
  readonly peakBytes?: number;
}

/** What was passed over, and why. */
export interface Skipped {
  readonly contender: string;
  /** Absent: all of them. */
  readonly workload?: string;
  readonly kind?: 'train' | 'predict';
  readonly reason: string;
}

/** A number on its own, with the goal it is held to. */
export interface Single {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: number;
}

/** The whole run. */
export interface Results {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  readonly threads: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly speed: MachineSpeed;
  readonly rows: readonly Row[];
  readonly browser: readonly Row[];
  readonly singles: readonly Single[];
  readonly skipped: readonly Skipped[];
}

/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** The middle of the rounds' medians, with the fastest and the slowest round; null of none. */
export function spreadOf(rounds: readonly (readonly number[] | undefined)[]): Spread | null {
  const medians = rounds.flatMap((times) => (times === undefined || times.length === 0 ? [] : [median(times)]));
  if (medians.length === 0) return null;
  return { median: median(medians), least: Math.min(...medians), most: Math.max(...medians) };
}

/** What all rounds of one contender on one workload found. */
export function rowOf(
  workload: string,
  { name, ours }: { readonly name: string; readonly ours?: true },
  findings: readonly Finding[],
): Row {
  const one = (read: (finding: Finding) => number | undefined) =>
    spreadOf(findings.map((finding) => [read(finding)].filter((value) => value !== undefined)));
  const [{ version } = {}] = findings;
  const peaks = findings.flatMap(({ steps, peakBytes }) => (steps && peakBytes !== undefined ? [peakBytes] : []));
  const spreads = {
    step: spreadOf(findings.map(({ steps }) => steps)),
    firstStep: one(({ firstStep }) => firstStep),
    imported: one(({ imported }) => imported),
    single: spreadOf(findings.map(({ single }) => single)),
    large: spreadOf(findings.map(({ large }) => large)),
  };
  return {
    workload,
    contender: name,
    ours: ours === true,
    ...(version !== undefined && { version }),
    ...Object.fromEntries(Object.entries(spreads).filter(([, spread]) => spread !== null)),
    ...(peaks.length > 0 && { peakBytes: median(peaks) }),
  };
}
