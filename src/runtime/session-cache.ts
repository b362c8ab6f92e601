/** Something compiled that can be given up. */
interface Held {
  released: boolean;
}

/** Compiled things by key, so many at most; the one unused for longest goes first. */
export class SessionCache<T extends Held> {
  readonly #known = new Map<string, Promise<T>>();
  readonly #capacity: number;
  readonly #release: (held: T) => Promise<void>;

  constructor(capacity: number, release: (held: T) => Promise<void>) {
    this.#capacity = capacity;
    this.#release = release;
  }

  /** What is kept under a key, or what `create` makes. */
  get(key: string, create: () => Promise<T>): Promise<T> {
    const known = this.#known.get(key);
    this.#known.delete(key);
    const held = known ?? create();
    this.#known.set(key, held);
    if (known !== undefined) return held;
    held.catch(() => this.#known.delete(key));
    for (const [oldest, other] of this.#known) {
      if (this.#known.size <= this.#capacity) break;
      this.#known.delete(oldest);
      void other.then(this.#release);
    }
    return held;
  }
}
