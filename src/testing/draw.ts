/** What shapes may be drawn. */
export interface ShapeLimits {
  /** The smallest rank. Default 0. */
  readonly least?: number;
  /** The largest rank. Default 4. */
  readonly most?: number;
  /** The longest axis. Default 5. */
  readonly longest?: number;
  /** Whether axes may have length 0. Default true. */
  readonly empty?: boolean;
}

/** Numbers, choices and shapes that are the same in every run (Marsaglia's xorshift of 32 bits). */
export class Draw {
  #state: number;

  constructor(seed: string) {
    const mixed = Array.from(seed).reduce(
      (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193),
      0x811c9dc5,
    );
    this.#state = mixed | 0 || 1;
  }

  /** From 0 to 1. */
  unit(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  chance(probability = 0.5): boolean {
    return this.unit() < probability;
  }

  pick<T>(...choices: readonly [T, ...T[]]): T {
    return choices[this.whole(0, choices.length - 1)] ?? choices[0];
  }

  /** The numbers from 0 to `count - 1` in any order. */
  order(count: number): readonly number[] {
    return Array.from({ length: count }, (_, i) => [this.unit(), i] as const)
      .sort(([a], [b]) => a - b)
      .map(([, i]) => i);
  }

  /** Some of the numbers from 0 to `count - 1`, ascending. */
  some(count: number): readonly number[] {
    return Array.from({ length: count }, (_, i) => i).filter(() => this.chance());
  }

  /** An axis of that many, counted from the start or the end. */
  axis(rank: number): { readonly axis: number; readonly written: number } {
    const axis = this.whole(0, rank - 1);
    return { axis, written: this.chance() ? axis : axis - rank };
  }

  shape({ least = 0, most = 4, longest = 5, empty = true }: ShapeLimits = {}): readonly number[] {
    return Array.from({ length: this.whole(least, most) }, () => this.length(longest, empty));
  }

  /** The length of an axis: now and then 1, and, where that is allowed, 0. */
  length(longest = 5, empty = true): number {
    if (empty && this.chance(0.06)) return 0;
    return this.chance(0.15) ? 1 : this.whole(2, longest);
  }
}

/** Two shapes that broadcast, and the shape in which they meet. */
export function broadcastPair(draw: Draw): {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly shape: readonly number[];
} {
  const shape = draw.shape();
  // Each axis is whole on at least one side, or both sides have it.
  const kept = shape.map(() => draw.pick('both', 'both', 'a', 'b'));
  const side = (own: 'a' | 'b') => {
    const dims = shape.map((length, axis) => (kept[axis] === 'both' || kept[axis] === own ? length : 1));
    const ones = dims.findIndex((length, axis) => length !== 1 || kept[axis] === 'both' || kept[axis] === own);
    return draw.chance(0.7) ? dims.slice(ones === -1 ? dims.length : ones) : dims;
  };
  return { a: side('a'), b: side('b'), shape };
}
