import type { Json } from '../utils/json.ts';
import { globalSeedGenerator } from '../utils/seed-generator.ts';
import { BatchStream } from './batch-stream.ts';
import type { Dataset } from './batches.ts';
import type { Callback } from './callback.ts';
import type { Remembered } from './memory.ts';
import type { Batch, Logs, Trainer } from './trainer.ts';

/**
 * Where a run stands, and what decides how it goes on besides weights and the optimizer's state: as JSON, so that another
 * process can go on from it.
 */
export interface Bookmark extends Remembered {
  /** The epoch of the next batch, from 0. */
  readonly epoch: number;
  /** Its batches that are done. */
  readonly batch: number;
  /** The logs of these batches; numbers as texts, since JSON knows neither NaN nor infinities. */
  readonly logs: Readonly<Record<string, string>>;
  /** Seed and counter of the global generator; empty where they are not known, as in backups that Keras wrote. */
  readonly seed: readonly number[];
  /** Null where an epoch begins the data anew. */
  readonly stream: StreamBookmark | null;
  /** What each callback remembers. */
  readonly callbacks: readonly Json[];
}

/** Where the batches stand that are in use. */
export interface StreamBookmark {
  /** The global generator when they were begun. */
  readonly seed: readonly number[];
  /** How many were taken. */
  readonly taken: number;
  /** The global generator when the next one was asked for; missing where it was not yet. */
  readonly ahead?: readonly number[];
}

interface Stream {
  readonly batches: BatchStream;
  /** The global generator at its beginning: the samples' order comes from it. */
  readonly seed: readonly number[];
  /** The same when the next batch was last asked for ahead of time. */
  ahead: readonly number[];
}

/** How far a run has come: the loop moves it on, callbacks note it down and, before the first epoch, set it. */
export class RunPosition {
  readonly #trainer: Trainer;
  readonly #data: Dataset;
  readonly #callbacks: readonly Callback[];
  #stream: Stream | null = null;
  #resumed: Bookmark | null = null;
  #recalled: readonly Json[] = [];
  /** The epoch of the next batch, from 0. */
  epoch: number;
  /** Its batches that are done. */
  batch = 0;
  /** The logs of these batches. */
  logs: Logs = {};

  constructor(trainer: Trainer, data: Dataset, callbacks: readonly Callback[], epoch: number) {
    this.#trainer = trainer;
    this.#data = data;
    this.#callbacks = callbacks;
    this.epoch = epoch;
  }

  /** Everything that another run needs to go on from here. */
  async note(): Promise<Bookmark> {
    const { seeds, metrics } = await this.#trainer.memory.read();
    // What the source draws for the next batch is drawn before the global generator is noted, or after, but not meanwhile.
    await this.#stream?.batches.settle();
    return {
      epoch: this.epoch,
      batch: this.batch,
      logs: Object.fromEntries(Object.entries(this.logs).map(([name, value]) => [name, String(value)])),
      seed: globalSeed(),
      stream: this.#stream && bookmarkOf(this.#stream),
      seeds,
      metrics: this.batch === 0 ? [] : metrics,
      callbacks: await Promise.all(this.#callbacks.map((callback) => callback.getState())),
    };
  }

  /** Goes on from a note; before the first epoch. */
  goTo(bookmark: Bookmark): void {
    this.epoch = bookmark.epoch;
    this.batch = bookmark.batch;
    this.logs = Object.fromEntries(Object.entries(bookmark.logs).map(([name, value]) => [name, Number(value)]));
    this.#resumed = bookmark.stream === null ? null : bookmark;
    this.#recalled = bookmark.callbacks;
    if (bookmark.seed.length > 0) globalSeedGenerator().setState(bookmark.seed);
    this.#trainer.memory.write(bookmark);
  }

  /** Callbacks go on from what they remember: when all have begun, since beginning is forgetting. */
  recall(): void {
    // With other callbacks than those of the note there is no telling which is which.
    if (this.#recalled.length !== this.#callbacks.length) return;
    for (const [i, callback] of this.#callbacks.entries()) callback.setState(this.#recalled[i] ?? null);
  }

  /** Begins an epoch, or goes on with one of which some batches are done. */
  beginEpoch(): void {
    if (this.batch === 0) this.#trainer.resetMetrics();
  }

  /** The next batches, `count` at most; none where the data are at their end. */
  async take(count: number, signal: AbortSignal | null): Promise<readonly Batch[]> {
    this.#stream ??= this.#resumed === null ? this.#begun() : await this.#reopened(this.#resumed);
    this.#resumed = null;
    return this.#stream.batches.take(count, signal);
  }

  /** Some batches are done: the last of them has these logs. */
  passed(batches: number, logs: Logs): void {
    this.batch += batches;
    this.logs = logs;
  }

  /** Asks for the next batch while the present one is in use. */
  lookAhead(): void {
    const stream = this.#stream;
    if (stream === null || stream.batches.looksAhead) return;
    stream.ahead = globalSeed();
    stream.batches.lookAhead();
  }

  /** Lets the next batch be the first of the data again. */
  async rewind(): Promise<void> {
    const stream = this.#stream;
    this.#stream = null;
    await stream?.batches.close();
  }

  /** Ends an epoch. */
  endEpoch(): void {
    this.epoch++;
    this.batch = 0;
    this.logs = {};
  }

  #begun(): Stream {
    return { batches: new BatchStream(this.#data), seed: globalSeed(), ahead: [] };
  }

  /** The batches that were in use when the note was made: the same order again, without those that were taken. */
  async #reopened({ stream, seed }: Bookmark): Promise<Stream> {
    if (stream === null) return this.#begun();
    globalSeedGenerator().setState(stream.seed);
    const again = this.#begun();
    while (again.batches.taken < stream.taken) if ((await again.batches.next()) === null) break;
    if (stream.ahead !== undefined) {
      globalSeedGenerator().setState(stream.ahead);
      again.ahead = stream.ahead;
      again.batches.lookAhead();
      await again.batches.settle();
    }
    globalSeedGenerator().setState(seed);
    return again;
  }
}

function bookmarkOf({ batches: { taken, looksAhead }, seed, ahead }: Stream): StreamBookmark {
  return { seed, taken, ...(looksAhead && { ahead }) };
}

function globalSeed(): readonly number[] {
  return Array.from(globalSeedGenerator().state());
}
