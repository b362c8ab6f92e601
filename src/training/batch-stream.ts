import type { Dataset } from './batches.ts';
import type { Batch } from './trainer.ts';

/** The batches of a dataset, one after the other, each of which can be asked for while the one before is in use. */
export class BatchStream {
  readonly #iterator: AsyncIterator<Batch> | Iterator<Batch>;
  /** Batches there are; null where it shows only at the end. */
  readonly #count: number | null;
  #ahead: Promise<IteratorResult<Batch>> | null = null;
  /** Batches that were taken. */
  taken = 0;

  constructor(data: Dataset) {
    const batches = data.batches();
    this.#iterator = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
    this.#count = data.steps;
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
 * Does something with each batch of a dataset, in order, and closes the source afterwards.
 *
 * @param steps - batches at most; null for all.
 * @param use - is given a batch, and what asks for the next one: to be called as soon as its own work is under way.
 */
export async function eachBatch(
  data: Dataset,
  steps: number | null,
  signal: AbortSignal | null,
  use: (batch: Batch, lookAhead: () => void) => Promise<void>,
): Promise<void> {
  const stream = new BatchStream(data);
  const lookAhead = (): void => {
    if (steps === null || stream.taken < steps) stream.lookAhead();
  };
  let ended = false;
  try {
    while (steps === null || stream.taken < steps) {
      const batch = await stream.next(signal);
      signal?.throwIfAborted();
      ended = batch === null;
      if (batch === null) break;
      await use(batch, lookAhead);
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
