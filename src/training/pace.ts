import { ArgumentError } from '../utils/errors.ts';

/** How many batches one run of the engine takes: a number, or `'auto'`, which measures while it trains. */
export type StepsPerExecution = number | 'auto';

/** What decides how many batches the next run takes. */
export interface Pace {
  /** How many, of the `left` batches that are to come. */
  next(left: number): number;
  /** Is told how long a run took, in ms: from taking its batches until its results were there. */
  took(batches: number, time: number): void;
}

/** What a pace that measures goes by. */
export interface PaceOptions {
  /** How long compiling a single step took, in ms; infinite where several cannot be one run. */
  readonly compiling: number;
  /** Batches of a run at most. */
  readonly most: number;
}

/** A whole number of batches at a time. */
export function steadyPace(count: number): Pace {
  return { next: (left) => Math.max(1, Math.min(count, left)), took: () => undefined };
}

/**
 * Reads the option.
 *
 * @throws {ArgumentError} for anything but a whole number from 1 and `'auto'`.
 */
export function checkStepsPerExecution(given: unknown): asserts given is StepsPerExecution {
  if (given === 'auto' || (Number.isInteger(given) && Number(given) >= 1)) return;
  throw new ArgumentError('compile: stepsPerExecution', {
    expected: "a whole number of at least 1, or 'auto'",
    received: typeof given === 'string' ? `'${given}'` : String(given),
  });
}

/** A run of several batches takes about as long as this, in ms: less wins little, more makes progress jerky. */
const runTime = 30;

/** Single steps that are looked at before anything is tried; the first of them are slower. */
const warmUp = 3;
const looks = 5;

/** Rounds of a comparison: in each, one run of several batches and as many single steps. */
const rounds = 3;

/** A comparison must show at least this gain for several batches at a time to be kept. */
const gain = 0.95;

/** From here on the slower form is given up within a comparison. */
const hopeless = 1.5;

/** After how many ms the choice is looked at again; twice as long each time it stays. */
const leastPeriod = 4000;
const mostPeriod = 64_000;

/** Runs in a row that are so much slower than when they were compared bring the next comparison forward. */
const slower = 1.3;
const slowRuns = 3;

/**
 * A pace that compares, while it trains, runs of several batches with single steps, and keeps what is faster. Which that is depends on
 * the network, the device, and on what else the machine does: the choice is looked at again now and then, and when runs become
 * slower. Results are the same either way.
 */
export class MeasuredPace implements Pace {
  readonly #options: PaceOptions;
  /** Milliseconds of the single steps that are looked at first. */
  #first: number[] = [];
  /** Batches of a run of several; 1 where steps are so long that nothing is won, 0 while that is not known. */
  #several = 0;
  #chosen = 1;
  /** What the steps of the chosen form took when it was chosen. */
  #expected = Number.POSITIVE_INFINITY;
  #comparison: Comparison | null = null;
  /** Milliseconds of runs since the last comparison. */
  #since = 0;
  #period = leastPeriod;
  #slow = 0;

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  next(left: number): number {
    if (this.#several === 0) this.#consider(left);
    else if (this.#isDue) this.#compare(left);
    return Math.min(this.#comparison?.next ?? this.#chosen, left);
  }

  took(batches: number, time: number): void {
    if (this.#several === 0) {
      this.#first.push(time / batches);
      return;
    }
    const comparison = this.#comparison;
    if (comparison !== null) {
      comparison.took(batches, time);
      if (comparison.isDone) this.#choose(comparison);
      return;
    }
    this.#since += time;
    this.#slow = time / batches > slower * this.#expected ? this.#slow + 1 : 0;
  }

  /** Whether it is time to compare again. */
  get #isDue(): boolean {
    if (this.#several <= 1 || this.#comparison !== null) return false;
    return this.#since >= this.#period || (this.#slow >= slowRuns && this.#since >= leastPeriod / 4);
  }

  /** From the first single steps: how many batches to try at a time, if there are enough to come for trying. */
  #consider(left: number): void {
    if (this.#first.length < warmUp + looks) return;
    const step = median(this.#first.slice(warmUp));
    const several = Math.min(Math.round(runTime / step), this.#options.most);
    // Compiling must pay for itself, and it takes longer than it did for single steps.
    const worthIt = left * step > Math.max(8 * this.#options.compiling, 20 * runTime);
    this.#several = worthIt && several >= 2 ? several : 1;
    if (this.#several > 1) this.#compare(left);
  }

  #compare(left: number): void {
    if (left < (2 * rounds + 1) * this.#several) return;
    this.#comparison = new Comparison(this.#several);
  }

  #choose(comparison: Comparison): void {
    const chosen = comparison.severalAreFaster ? this.#several : 1;
    this.#period = chosen === this.#chosen ? Math.min(2 * this.#period, mostPeriod) : leastPeriod;
    this.#chosen = chosen;
    this.#expected = comparison.expected;
    this.#comparison = null;
    this.#since = 0;
    this.#slow = 0;
  }
}

/** One run of several batches, then as many single steps, and so on in turn. */
class Comparison {
  readonly #several: number;
  /** Milliseconds for each batch, one number for each round. */
  readonly #together: number[] = [];
  readonly #single: number[] = [];
  /** The first run compiles, or finds its memory cold. */
  #isWarm = false;
  #singles = 0;
  #time = 0;

  constructor(several: number) {
    this.#several = several;
  }

  /** Batches of the next run. */
  get next(): number {
    return !this.#isWarm || this.#together.length === this.#single.length ? this.#several : 1;
  }

  took(batches: number, time: number): void {
    if (!this.#isWarm) this.#isWarm = batches > 1;
    else if (batches > 1) this.#together.push(time / batches);
    else {
      this.#time += time;
      if (++this.#singles < this.#several) return;
      this.#single.push(this.#time / this.#singles);
      this.#singles = 0;
      this.#time = 0;
    }
  }

  get isDone(): boolean {
    const { length } = this.#single;
    return length === rounds || (length > 0 && median(this.#together) > hopeless * median(this.#single));
  }

  get severalAreFaster(): boolean {
    return median(this.#together) < gain * median(this.#single);
  }

  /** What a batch takes in the faster form. */
  get expected(): number {
    return this.severalAreFaster ? median(this.#together) : median(this.#single);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.POSITIVE_INFINITY;
}
