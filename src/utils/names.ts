type Lower = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm';
type Lower2 = 'n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z';
type Upper = Uppercase<Lower | Lower2>;

/** `leakyRelu` as `leaky_relu`; digits are no capitals, so `relu6` stays `relu6`. */
export type Snake<S extends string> = S extends `${infer Head}${infer Tail}`
  ? `${Head extends Upper ? `_${Lowercase<Head>}` : Head}${Snake<Tail>}`
  : S;

/** A name in both spellings: ours (`'leakyRelu'`) and Keras's (`'leaky_relu'`). */
export type Spelling<Name> = Name extends string ? Name | Snake<Name> : never;

/**
 * Turns Keras's spelling into ours.
 *
 * @example
 * camel('leaky_relu') // => 'leakyRelu'
 */
export function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Turns our spelling, or a class name, into Keras's snake case: `Conv2DTranspose` gives `conv2d_transpose`, `PReLU` gives
 * `p_re_lu`.
 *
 * @example
 * snake('LeakyReLU') // => 'leaky_re_lu'
 */
export function snake(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The known name nearest to `name`, if it is near enough to be what was meant; else null. */
export function nearest(name: string, known: readonly string[]): string | null {
  const plain = (text: string) => text.toLowerCase().replace(/[_\s-]/g, '');
  let best: string | null = null;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(plain(name), plain(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/**
 * The mend for an unknown name.
 *
 * @example
 * didYouMean('rleu', ['relu', 'tanh']) // => "Did you mean 'relu'?"
 */
export function didYouMean(name: string, known: readonly string[]): string {
  const guess = nearest(name, known);
  if (guess !== null) return `Did you mean '${guess}'?`;
  return `Known: ${known.map((candidate) => `'${candidate}'`).join(', ')}.`;
}

/** Levenshtein distance in which swapping two neighbours counts once. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
