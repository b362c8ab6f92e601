import { describe, expect, test } from 'vitest';
import { tensor } from '../graph/index.ts';
import { add } from '../ops/index.ts';
import { setRandomSeed } from '../utils/seed-generator.ts';
import * as initializers from './index.ts';
import { initializerOf } from './index.ts';

describe('initializerOf', () => {
  test('knows each name in three spellings', () => {
    for (const name of ['glorotUniform', 'glorot_uniform', 'GlorotUniform'])
      expect(initializerOf(name).className).toBe('GlorotUniform');
  });

  test("knows Keras's short names", () => {
    const classes = ['normal', 'uniform', 'one', 'zero'].map((name) => initializerOf(name).className);
    expect(classes).toEqual(['RandomNormal', 'RandomUniform', 'Ones', 'Zeros']);
  });

  test("knows the names under which Keras's files may call a class", () => {
    const classes = ['IdentityInitializer', 'OrthogonalInitializer', 'STFTInitializer'].map(
      (name) => initializerOf({ class_name: name, config: {} }).className,
    );
    expect(classes).toEqual(['Identity', 'Orthogonal', 'STFT']);
  });

  test('reads what getConfig wrote', () => {
    const made = [
      initializers.zeros(),
      initializers.constant(2),
      initializers.varianceScaling({ scale: 2, mode: 'fan_out', seed: 4, inputAxes: [0], outputAxes: [1] }),
      initializers.heNormal({ seed: 4 }),
      initializers.orthogonal({ gain: 3, seed: 4 }),
      initializers.truncatedNormal({ mean: 1, seed: 4 }),
      initializers.stft({ side: 'imag', window: [1, 2, 3], scaling: null }),
    ];
    for (const one of made) {
      const again = initializerOf({ class_name: one.className, config: one.getConfig() });
      expect(again).toBeInstanceOf(one.constructor);
      expect(again.getConfig()).toEqual(one.getConfig());
      const shape = one.className === 'STFT' ? [3, 1, 2] : [4, 3];
      expect(again.draw(shape)).toEqual(one.draw(shape));
    }
  });

  test('reads a seed generator as its seed', () => {
    const seed = { module: 'keras.random', class_name: 'SeedGenerator', config: { seed: 7 }, registered_name: null };
    const read = initializerOf({ class_name: 'HeNormal', config: { seed } });
    expect(read.draw([3])).toEqual(initializers.heNormal({ seed: 7 }).draw([3]));
  });

  test('gives back an initializer', () => {
    const given = initializers.ones();
    expect(initializerOf(given)).toBe(given);
  });

  test('takes a function of shape and dtype', () => {
    expect(initializerOf((shape) => new Float32Array(shape[0] ?? 0).fill(3)).draw([2])).toEqual(Float32Array.of(3, 3));
    expect(initializerOf(() => [[1, 2]]).draw([1, 2], 'int32')).toEqual(Int32Array.of(1, 2));
    expect(initializerOf(() => tensor([1, 2])).draw([2])).toEqual(Float32Array.of(1, 2));
  });

  test('refuses values of another shape', () => {
    expect(() => initializerOf(() => [1, 2, 3]).draw([2])).toThrow(
      'initializer: expected values of shape [2], received values of shape [3].',
    );
  });

  test('refuses a tensor that has yet to be computed', () => {
    expect(() => initializerOf(() => add([1], 1)).draw([1])).toThrow('which has yet to be computed');
  });

  test('asks whether a near name was meant', () => {
    expect(() => initializerOf('glorot_unifrom')).toThrow("received 'glorot_unifrom'. Did you mean 'glorotUniform'?");
    expect(() => initializerOf('toString')).toThrow("received 'toString'.");
  });

  test('refuses anything else', () => {
    expect(() => initializerOf({ shape: [1] })).toThrow('received {"shape":[1]}.');
    expect(() => initializerOf(null)).toThrow('received null.');
  });
});

describe('seeds', () => {
  const makers = [
    initializers.randomNormal,
    initializers.randomUniform,
    initializers.truncatedNormal,
    initializers.varianceScaling,
    initializers.glorotUniform,
    initializers.glorotNormal,
    initializers.heUniform,
    initializers.heNormal,
    initializers.lecunUniform,
    initializers.lecunNormal,
    initializers.orthogonal,
  ];

  test.each(makers)('%o gives the same values at each call', (make) => {
    const seeded = make({ seed: 5 });
    expect(seeded.draw([3, 4])).toEqual(seeded.draw([3, 4]));
    expect(make({ seed: 5 }).draw([3, 4])).toEqual(seeded.draw([3, 4]));
    const unseeded = make();
    expect(unseeded.draw([3, 4])).toEqual(unseeded.draw([3, 4]));
  });

  test.each(makers)('%o gives other values for other seeds', (make) => {
    expect(make({ seed: 6 }).draw([3, 4])).not.toEqual(make({ seed: 5 }).draw([3, 4]));
    expect(make().draw([3, 4])).not.toEqual(make().draw([3, 4]));
  });

  test('that were drawn are the same after setRandomSeed', () => {
    setRandomSeed(3);
    const first = [initializers.heNormal(), initializers.heNormal()].map((one) => one.draw([4]));
    setRandomSeed(3);
    expect([initializers.heNormal(), initializers.heNormal()].map((one) => one.draw([4]))).toEqual(first);
    expect(first[0]).not.toEqual(first[1]);
  });

  test('that were drawn are not saved', () => expect(initializers.orthogonal().getConfig().seed).toBeNull());

  test('must be whole numbers', () => {
    expect(() => initializers.heNormal({ seed: 0.5 })).toThrow('HeNormal: seed: expected a whole number, or null');
  });
});

describe('orthogonal', () => {
  test.each([
    { shape: [6, 6], name: 'a square matrix' },
    { shape: [40, 7], name: 'a tall matrix' },
    { shape: [7, 40], name: 'a flat matrix' },
    { shape: [3, 3, 2, 5], name: 'a kernel' },
    { shape: [1, 4], name: 'a row' },
  ])('makes $name orthogonal', ({ shape }) => {
    const values = Array.from(initializers.orthogonal({ seed: 1 }).draw(shape), Number);
    const columns = shape.at(-1) ?? 1;
    const rows = values.length / columns;
    const at = (i: number, j: number) => values[rows >= columns ? j * columns + i : i * columns + j] ?? Number.NaN;
    for (let i = 0; i < Math.min(rows, columns); i++)
      for (let k = 0; k <= i; k++) {
        let product = 0;
        for (let j = 0; j < Math.max(rows, columns); j++) product += at(i, j) * at(k, j);
        expect(product).toBeCloseTo(Number(i === k), 6);
      }
  });

  test('wants at least two axes', () => {
    expect(() => initializers.orthogonal().draw([3])).toThrow('orthogonal: expected a shape of at least two axes');
  });
});

describe('constants', () => {
  test('broadcast nested arrays', () => {
    expect(initializers.constant([[1], [2]]).draw([2, 2, 3])).toEqual(
      Float32Array.of(1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2),
    );
  });

  test('refuse arrays that do not fit', () => {
    expect(() => initializers.constant([1, 2]).draw([3])).toThrow(
      'constant: value: expected values that broadcast to [3], received values of shape [2].',
    );
  });

  test('fill every dtype', () => {
    expect(initializers.ones().draw([2], 'int64')).toEqual(BigInt64Array.of(1n, 1n));
    expect(initializers.ones().draw([2], 'bool')).toEqual(Uint8Array.of(1, 1));
  });

  test('make an identity of matrices only', () => {
    expect(() => initializers.identity().draw([2])).toThrow('identity: expected the shape of a matrix, received [2].');
  });
});

describe('options', () => {
  test('that Keras refuses are refused', () => {
    expect(() => initializers.varianceScaling({ scale: 0 })).toThrow(
      'VarianceScaling: scale: expected a number above 0',
    );
    expect(() => initializerOf({ class_name: 'VarianceScaling', config: { mode: 'fan_up' } })).toThrow(
      "VarianceScaling: mode: expected 'fan_in' or 'fan_out' or 'fan_avg', received fan_up.",
    );
    expect(() => initializers.stft({ window: 'han' })).toThrow("Did you mean 'hann'?");
    expect(() => initializerOf({ class_name: 'RandomNormal', config: { stddev: 'x' } })).toThrow(
      'RandomNormal: stddev: expected a finite number, received x.',
    );
  });
});
