// How long a runner measures, and what it prints: the same for all runners in JavaScript; rivals/common.py is its twin.
import type { Workload } from './workloads.ts';

/** What one process measures. */
export interface Assignment {
  readonly workload: Workload;
  readonly kind: 'train' | 'predict';
  readonly threads: number;
  /** How long to measure, after half of it to warm up. */
  readonly seconds: number;
  /** Batches of an epoch. */
  readonly steps: number;
}

/** What a runner finds out; all times in milliseconds. */
export interface Finding {
  readonly version?: string;
  /** Loading the library. */
  readonly imported?: number;
  /** From the first line of building the model to the end of the first step. */
  readonly firstStep?: number;
  /** For each epoch, the time of one step. */
  readonly steps?: readonly number[];
  /** Times of predicting one sample. */
  readonly single?: readonly number[];
  /** Times of predicting the large batch. */
  readonly large?: readonly number[];
  /** The most memory that the process held. */
  readonly peakBytes?: number;
}

/** Decides when an epoch counts and when enough have been measured. */
export class Epochs {
  readonly times: number[] = [];
  readonly #steps: number;
  readonly #warm: number;
  readonly #end: number;
  #last: number;
  #done = 0;

  constructor({ seconds, steps }: Pick<Assignment, 'seconds' | 'steps'>) {
    this.#steps = steps;
    this.#last = performance.now();
    this.#warm = this.#last + seconds * 500;
    this.#end = this.#warm + seconds * 1000;
  }

  /** An epoch is over; says whether that is enough. The first epoch never counts. */
  ended(): boolean {
    const now = performance.now();
    if (this.#done++ > 0 && this.#last >= this.#warm) this.times.push((now - this.#last) / this.#steps);
    this.#last = now;
    return now >= this.#end && this.times.length >= 2;
  }
}

/** Times of a call, after warming up: at least 3, for `seconds`. */
export async function timesOf(seconds: number, call: () => unknown): Promise<number[]> {
  const warm = performance.now() + seconds * 500;
  await call();
  do await call();
  while (performance.now() < warm);
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || times.length < 3) {
    const start = performance.now();
    await call();
    times.push(performance.now() - start);
  }
  return times;
}
