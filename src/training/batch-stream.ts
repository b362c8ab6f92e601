import { type Dataset, keptBatch } from './batches.ts';
import type { Pace } from './pace.ts';
import type { Batch } from './trainer.ts';

/** The batches of a dataset, one after the other, each of which can be asked for while the one before is in use. */
export class BatchStream {
  readonly #iterator: AsyncIterator<Batch> | Iterator<Batch>;
  /** Batches there are; null where it shows only at the end. */
  readonly #count: number | null;
  readonly #lasting: boolean;
  readonly #kept = { count: 1 };
  #ahead: Promise<IteratorResult<Batch>> | null = null;
  /** Batches that were taken. */
  taken = 0;

  constructor(data: Dataset) {
    const batches = data.batches(this.#kept);
    this.#iterator = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
    this.#count = data.steps;
    this.#lasting = data.lasting;
  }

  /** Whether the next batch is asked for. */
  get looksAhead(): boolean {
    return this.#ahead !== null;
  }

  /**
   * The next batch; null where the data are at their end.
   *
   * @param signal - ends the waiting when it is aborted, with its reason.
   */
  async next(signal: AbortSignal | null = null): Promise<Batch | null> {
    this.#ahead ??= this.#ask();
    const { done, value } = await (signal === null ? this.#ahead : unlessAborted(this.#ahead, signal));
    this.#ahead = null;
    if (done) return null;
    this.taken++;
    return value;
  }

  /** The next batches, `count` at most; none where the data are at their end. */
  async take(count: number, signal: AbortSignal | null = null): Promise<readonly Batch[]> {
    this.#kept.count = count;
    // The end is not asked for before it must be: see below.
    const most = this.#count === null ? count : Math.max(1, Math.min(count, this.#count - this.taken));
    const batches: Batch[] = [];
    while (batches.length < most) {
      const batch = await this.next(signal);
      if (batch === null) break;
      // Whoever makes batches may use their memory again for the next.
      batches.push(count === 1 || this.#lasting ? batch : keptBatch(batch));
    }
    return batches;
  }

  /** Asks for the next batch already. What goes wrong with it shows when it is taken. */
  lookAhead(): void {
    // The end is not asked for: it is what a source does after its last batch, and that is still in use.
    if (this.#ahead !== null || this.taken === this.#count) return;
    this.#ahead = this.#ask();
    this.#ahead.catch(() => undefined);
  }

  /** Waits for the batch that was asked for already. */
  async settle(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
  }

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    // A source closes after what it was asked for, which may take for ever.
    if (this.#ahead === null) await this.#iterator.return?.();
    else void Promise.resolve(this.#iterator.return?.()).catch(() => undefined);
  }

  async #ask(): Promise<IteratorResult<Batch>> {
    return this.#iterator.next();
  }
}

/**
 * Does something with all batches of a dataset, in order, as many at a time as a pace says, and closes the source afterwards.
 *
 * @param steps - batches at most; null for all.
 * @param use - is given batches, and what asks for the next one: to be called as soon as its own work is under way.
 */
export async function eachRun(
  data: Dataset,
  steps: number | null,
  pace: Pace,
  signal: AbortSignal | null,
  use: (batches: readonly Batch[], lookAhead: () => void) => Promise<void>,
): Promise<void> {
  const stream = new BatchStream(data);
  const most = Math.min(steps ?? Number.POSITIVE_INFINITY, data.steps ?? Number.POSITIVE_INFINITY);
  const lookAhead = (): void => {
    if (steps === null || stream.taken < steps) stream.lookAhead();
  };
  let ended = false;
  try {
    while (steps === null || stream.taken < steps) {
      const start = performance.now();
      const batches = await stream.take(pace.next(most - stream.taken), signal);
      signal?.throwIfAborted();
      ended = batches.length === 0;
      if (ended) break;
      await use(batches, lookAhead);
      pace.took(batches.length, performance.now() - start);
    }
  } finally {
    if (!ended) await stream.close();
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
