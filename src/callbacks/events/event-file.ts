import { appendFile } from '#files';
import { crc32c } from './crc.ts';
import { eventBytes, type Summary } from './event.ts';
import { joined } from './message.ts';

let files = 0;

/** A file of events for TensorBoard. Events are gathered and written together; a file exists from the first writing on. */
export class EventFile {
  readonly path: string;
  #pending: Uint8Array[] = [];
  #lastWritten = now();

  /** @param folder - of the run, such as `logs/train`. */
  constructor(folder: string) {
    const start = now();
    // TensorBoard looks for names with `tfevents`, and reads the files of a folder in the order of their names.
    const name = `events.out.tfevents.${String(Math.floor(start)).padStart(10, '0')}`;
    this.path = `${folder}/${name}.layerwise.${globalThis.process?.pid ?? 0}.${files++}.v2`;
    this.#pending.push(record(eventBytes(start, 0, null)));
  }

  add(step: number, summary: Summary): void {
    this.#pending.push(record(eventBytes(now(), step, summary)));
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    this.#lastWritten = now();
    if (this.#pending.length > 0) await appendFile(this.path, joined(this.#pending.splice(0)));
  }

  /** Writes what was gathered, if that is long ago. */
  async flushSometimes(): Promise<void> {
    if (now() - this.#lastWritten > 2) await this.flush();
  }
}

/**
 * A record of TensorFlow's: length, its check, the bytes, their check.
 *
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord
 */
export function record(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = new Uint8Array(BigUint64Array.of(BigInt(bytes.length)).buffer);
  return joined([length, masked(length), bytes, masked(bytes)]);
}

/** The check of bytes, turned and shifted: a check over bytes that hold checks would be weak. */
function masked(bytes: Uint8Array): Uint8Array {
  const crc = crc32c(bytes);
  return new Uint8Array(Uint32Array.of(((crc >>> 15) | (crc << 17)) + 0xa282ead8).buffer);
}

/** Seconds since 1970, with their fractions. */
function now(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}
