import type { ArrayData } from '../utils/arrays.ts';
import { ArgumentError } from '../utils/errors.ts';

/** Measured flowers and which species each is. */
export interface Flowers {
  /** Centimetres, float32 `[count, 4]`, in the order of `featureNames`. */
  readonly features: ArrayData<Float32Array>;
  /** Species 0 to 2, `[count]`, an index into `classNames`. */
  readonly labels: ArrayData<Uint8Array>;
}

/** Fisher's irises as they are used: learn from `train`, judge by `test`. */
export interface Iris {
  readonly train: Flowers;
  readonly test: Flowers;
  /** What the four numbers of a flower are. */
  readonly featureNames: readonly [string, string, string, string];
  /** The three species. */
  readonly classNames: readonly [string, string, string];
}

/** Options of `datasets.iris`. */
export interface IrisOptions {
  /** The part of each species that is kept for the test, from 0 up to, not including, 1. Default 0.2: 30 flowers of 150. */
  readonly testFraction?: number | undefined;
  /** Which shuffle; equal seeds give equal parts. Default 0. */
  readonly seed?: number | undefined;
}

/**
 * Fisher's 150 irises: four measurements of each flower, three species of 50 flowers.
 *
 * Both parts are shuffled and hold the species in equal numbers. (In the original order all flowers of a species stand
 * together, so that a `validationSplit` would validate on a species never seen in training.) The data are part of the
 * package: nothing is fetched.
 *
 * @throws ArgumentError if `testFraction` leaves nothing to learn from.
 * @example
 * const { train, test, classNames } = await datasets.iris();
 * train.features.shape // => [120, 4]
 * test.labels.shape // => [30]
 * classNames // => ['setosa', 'versicolor', 'virginica']
 * @see R. A. Fisher: The use of multiple measurements in taxonomic problems, 1936
 */
export async function iris(options: IrisOptions = {}): Promise<Iris> {
  const { testFraction = 0.2, seed = 0 } = options;
  const testEach = Math.round(testFraction * perSpecies);
  if (!(testFraction >= 0 && testEach < perSpecies))
    throw new ArgumentError('iris: testFraction', {
      expected: 'a number from 0 up to, not including, 1',
      received: String(testFraction),
    });
  if (!Number.isSafeInteger(seed))
    throw new ArgumentError('iris: seed', { expected: 'a whole number', received: String(seed) });

  const { measurements } = await import('./iris.data.ts');
  const random = generator(seed);
  const species = classNames.map((_, kind) => {
    const flowers = Array.from({ length: perSpecies }, (_, i) => kind * perSpecies + i);
    return shuffled(flowers, random);
  });
  const part = (from: number, to: number): Flowers => {
    const chosen = shuffled(
      species.flatMap((flowers) => flowers.slice(from, to)),
      random,
    );
    return {
      features: {
        data: Float32Array.from(chosen.flatMap((flower) => measurements.slice(flower * 4, flower * 4 + 4))),
        shape: [chosen.length, 4],
      },
      labels: { data: Uint8Array.from(chosen, (flower) => Math.floor(flower / perSpecies)), shape: [chosen.length] },
    };
  };
  return { train: part(testEach, perSpecies), test: part(0, testEach), featureNames, classNames };
}

const perSpecies = 50;
const featureNames: Iris['featureNames'] = ['sepal length', 'sepal width', 'petal length', 'petal width'];
const classNames: Iris['classNames'] = ['setosa', 'versicolor', 'virginica'];

/** Fisher and Yates's shuffle, of a copy. */
function shuffled(items: readonly number[], random: () => number): number[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(Math.floor(random() * rest.length), 1));
}

/** Uniform numbers in [0, 1), by Steele's splitmix32. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
