import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { type Dim, placeholder, Unknown } from '../graph/index.ts';
import { sum } from '../ops/index.ts';
import { compile, type Data, evaluateRaw, run, trace } from '../runtime/index.ts';
import { expectClose } from '../testing/numbers.ts';
import { internal } from '../utils/errors.ts';
import * as losses from './index.ts';

/** The loss of one row of labels and predictions, in double precision, from its definition. */
type Row = (t: readonly number[], p: readonly number[]) => number;

interface Entry {
  readonly loss: (reduction: losses.Reduction) => losses.Loss;
  readonly row: Row;
  /** How labels and predictions of a row of that length are drawn. Labels of length 1 are class numbers. */
  readonly draw: (random: () => number, length: number) => readonly [t: number[], p: number[]];
}

const total = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);
const average = (xs: readonly number[]) => total(xs) / xs.length;
const each = (t: readonly number[], p: readonly number[], f: (t: number, p: number) => number) =>
  t.map((x, i) => f(x, p[i] ?? Number.NaN));
const inside = (p: number) => Math.min(Math.max(p, 1e-7), 1 - 1e-7);
const normed = (p: readonly number[]) => p.map((x) => inside(x / total(p)));
const softmax = (z: readonly number[]) => z.map((x) => 1 / total(z.map((y) => Math.exp(y - x))));
const logistic = (z: number) => 1 / (1 + Math.exp(-z));
const bit = (t: number, p: number) => -t * Math.log(p) - (1 - t) * Math.log(1 - p);
const many = (random: () => number, length: number, low: number, high: number) =>
  Array.from({ length }, () => low + (high - low) * random());
const bits = (random: () => number, length: number) => Array.from({ length }, () => Number(random() < 0.5));
const oneHot = (random: () => number, length: number) => {
  const hot = Math.floor(random() * length);
  return Array.from({ length }, (_, i) => Number(i === hot));
};

const anything = (random: () => number, n: number): [number[], number[]] => [
  many(random, n, -3, 3),
  many(random, n, -3, 3),
];
const positive = (random: () => number, n: number): [number[], number[]] => [
  many(random, n, 0.1, 4),
  many(random, n, 0.1, 4),
];
const answers = (random: () => number, n: number): [number[], number[]] => [
  bits(random, n),
  many(random, n, 0.02, 0.98),
];
const scores = (random: () => number, n: number): [number[], number[]] => [bits(random, n), many(random, n, -6, 6)];
const rows = (random: () => number, n: number): [number[], number[]] => [oneHot(random, n), many(random, n, 0.1, 1)];
const logits = (random: () => number, n: number): [number[], number[]] => [oneHot(random, n), many(random, n, -6, 6)];
const numbers = (random: () => number, n: number): [number[], number[]] => [
  [Math.floor(random() * n)],
  many(random, n, 0.1, 1),
];

const families: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
  regression: {
    meanSquaredError: {
      loss: (reduction) => losses.meanSquaredError({ reduction }),
      row: (t, p) => average(each(t, p, (a, b) => (a - b) ** 2)),
      draw: anything,
    },
    meanAbsoluteError: {
      loss: (reduction) => losses.meanAbsoluteError({ reduction }),
      row: (t, p) => average(each(t, p, (a, b) => Math.abs(a - b))),
      draw: anything,
    },
    meanAbsolutePercentageError: {
      loss: (reduction) => losses.meanAbsolutePercentageError({ reduction }),
      row: (t, p) => 100 * average(each(t, p, (a, b) => Math.abs(a - b) / Math.abs(a))),
      draw: positive,
    },
    meanSquaredLogarithmicError: {
      loss: (reduction) => losses.meanSquaredLogarithmicError({ reduction }),
      row: (t, p) => average(each(t, p, (a, b) => (Math.log1p(a) - Math.log1p(b)) ** 2)),
      draw: positive,
    },
    huber: {
      loss: (reduction) => losses.huber({ reduction, delta: 0.7 }),
      row: (t, p) =>
        average(
          each(t, p, (a, b) => (Math.abs(a - b) <= 0.7 ? (a - b) ** 2 / 2 : 0.7 * Math.abs(a - b) - 0.7 ** 2 / 2)),
        ),
      draw: anything,
    },
    logCosh: {
      loss: (reduction) => losses.logCosh({ reduction }),
      row: (t, p) => average(each(t, p, (a, b) => Math.log(Math.cosh(a - b)))),
      draw: anything,
    },
    cosineSimilarity: {
      loss: (reduction) => losses.cosineSimilarity({ reduction }),
      row: (t, p) => -total(each(t, p, (a, b) => a * b)) / Math.hypot(...t) / Math.hypot(...p),
      draw: anything,
    },
  },
  hinge: {
    hinge: {
      loss: (reduction) => losses.hinge({ reduction }),
      row: (t, p) => average(each(t, p, (a, b) => Math.max(1 - a * b, 0))),
      draw: (random, n) => [many(random, n, 0, 1).map((x) => (x < 0.5 ? -1 : 1)), many(random, n, -3, 3)],
    },
    squaredHinge: {
      loss: (reduction) => losses.squaredHinge({ reduction }),
      row: (t, p) => average(each(t, p, (a, b) => Math.max(1 - (2 * a - 1) * b, 0) ** 2)),
      draw: (random, n) => [bits(random, n), many(random, n, -3, 3)],
    },
    categoricalHinge: {
      loss: (reduction) => losses.categoricalHinge({ reduction }),
      row: (t, p) => {
        const right = total(each(t, p, (a, b) => a * b));
        return Math.max(Math.max(...each(t, p, (a, b) => (1 - a) * b)) - right + 1, 0);
      },
      draw: logits,
    },
  },
  crossentropy: {
    binary: {
      loss: (reduction) => losses.binaryCrossentropy({ reduction }),
      row: (t, p) => average(each(t, p, bit)),
      draw: answers,
    },
    'binary of logits, smoothed': {
      loss: (reduction) => losses.binaryCrossentropy({ reduction, fromLogits: true, labelSmoothing: 0.2 }),
      row: (t, p) => average(each(t, p, (a, b) => bit(a * 0.8 + 0.1, logistic(b)))),
      draw: scores,
    },
    categorical: {
      loss: (reduction) => losses.categoricalCrossentropy({ reduction }),
      row: (t, p) => -total(each(t, normed(p), (a, b) => a * Math.log(b))),
      draw: rows,
    },
    'categorical of logits, smoothed': {
      loss: (reduction) => losses.categoricalCrossentropy({ reduction, fromLogits: true, labelSmoothing: 0.1 }),
      row: (t, p) => -total(each(t, softmax(p), (a, b) => (a * 0.9 + 0.1 / t.length) * Math.log(b))),
      draw: logits,
    },
    sparse: {
      loss: (reduction) => losses.sparseCategoricalCrossentropy({ reduction }),
      row: ([t = 0], p) => -Math.log(normed(p)[t] ?? Number.NaN),
      draw: numbers,
    },
    'sparse of logits': {
      loss: (reduction) => losses.sparseCategoricalCrossentropy({ reduction, fromLogits: true }),
      row: ([t = 0], p) => -Math.log(softmax(p)[t] ?? Number.NaN),
      draw: (random, n) => [[Math.floor(random() * n)], many(random, n, -6, 6)],
    },
    'binary focal': {
      loss: (reduction) => losses.binaryFocalCrossentropy({ reduction, applyClassBalancing: true, gamma: 1.5 }),
      row: (t, p) =>
        average(each(t, p, (a, b) => (a ? 0.25 * (1 - b) ** 1.5 * bit(1, b) : 0.75 * b ** 1.5 * bit(0, b)))),
      draw: answers,
    },
    'categorical focal': {
      loss: (reduction) => losses.categoricalFocalCrossentropy({ reduction, alpha: 0.4, gamma: 3 }),
      row: (t, p) => -total(each(t, normed(p), (a, b) => 0.4 * (1 - b) ** 3 * a * Math.log(b))),
      draw: rows,
    },
  },
  probabilistic: {
    klDivergence: {
      loss: (reduction) => losses.klDivergence({ reduction }),
      row: (t, p) => total(each(t, p, (a, b) => a * Math.log(a / b))),
      draw: (random, n) => [normed(many(random, n, 0.1, 1)), normed(many(random, n, 0.1, 1))],
    },
    poisson: {
      loss: (reduction) => losses.poisson({ reduction }),
      row: (t, p) => average(each(t, p, (a, b) => b - a * Math.log(b + 1e-7))),
      draw: positive,
    },
    categoricalGeneralizedCrossEntropy: {
      loss: (reduction) => losses.categoricalGeneralizedCrossEntropy({ reduction, q: 0.3 }),
      row: ([t = 0], p) => (1 - (p[t] ?? Number.NaN) ** 0.3) / 0.3,
      draw: numbers,
    },
  },
  overlap: {
    dice: {
      loss: (reduction) => losses.dice({ reduction, axis: -1 }),
      row: (t, p) => 1 - (2 * total(each(t, p, (a, b) => a * b))) / (total(t) + total(p) + 1e-7),
      draw: answers,
    },
    tversky: {
      loss: (reduction) => losses.tversky({ reduction, axis: -1, alpha: 0.3, beta: 0.8 }),
      row: (t, p) => {
        const shared = total(each(t, p, (a, b) => a * b));
        const missed = total(each(t, p, (a, b) => a * (1 - b)));
        const invented = total(each(t, p, (a, b) => b * (1 - a)));
        return 1 - shared / (shared + 0.3 * missed + 0.8 * invented + 1e-7);
      },
      draw: answers,
    },
  },
};

const shapesEach = 240;

describe.each(Object.entries(families))('%s', (_, entries) => {
  const each = Math.ceil(shapesEach / Object.keys(entries).length / 2);
  for (const [name, entry] of Object.entries(entries))
    for (const rank of [2, 3])
      test(`${name} of rank ${rank} is what its definition says, for ${each} shapes and weights`, async () => {
        const random = generator(name.length * 7 + rank);
        const width = 2 + Math.floor(random() * 5);
        const sample = entry.draw(random, width);
        const sparse = sample[0].length === 1 && width > 1;
        const judge = await judgeOf(entry, rank, width, sparse);
        for (let i = 0; i < each; i++) {
          const lead = Array.from({ length: rank - 1 }, () => 1 + Math.floor(random() * 6));
          const drawn = Array.from({ length: lead.reduce((a, b) => a * b, 1) }, () => entry.draw(random, width));
          const values = drawn.map(([t, p]) => entry.row(t, p));
          const weights = values.map(() => 0.1 + random());
          const weighed = total(values.map((value, k) => value * (weights[k] ?? 0)));
          const [none, mean, shared, slope] = await judge(
            { data: Float32Array.from(drawn.flatMap(([t]) => t)), shape: sparse ? lead : [...lead, width] },
            { data: Float32Array.from(drawn.flatMap(([, p]) => p)), shape: [...lead, width] },
            { data: Float32Array.from(weights), shape: lead },
          );
          expectClose(none ?? [], { data: Float64Array.from(values), shape: lead }, 2e-5);
          expectClose(mean ?? [], { data: Float64Array.of(weighed / values.length), shape: [] }, 2e-5);
          expectClose(shared ?? [], { data: Float64Array.of(weighed / total(weights)), shape: [] }, 2e-5);
          expect(slope?.data.every((x) => Number.isFinite(Number(x)))).toBe(true);
        }
      });
});

type Judge = (yTrue: Data, yPred: Data, weight: Data) => Promise<readonly Data[]>;

/** The loss as a program of unknown lengths, compiled once: unreduced, its weighed means, and the slope of the first. */
async function judgeOf({ loss }: Entry, rank: number, width: number, sparse: boolean): Promise<Judge> {
  const lead: Dim[] = Array.from({ length: rank - 1 }, () => new Unknown());
  const yTrue = placeholder({ dtype: 'float32', dims: sparse ? lead : [...lead, width] });
  const yPred = placeholder({ dtype: 'float32', dims: [...lead, width] });
  const weight = placeholder({ dtype: 'float32', dims: lead });
  const program = trace([yTrue, yPred, weight], false, () => {
    const mean = loss('sum_over_batch_size').apply(yTrue, yPred, weight);
    return [
      loss('none').apply(yTrue, yPred),
      mean,
      loss('mean_with_sample_weight').apply(yTrue, yPred, weight),
      gradients(sum(mean), [yPred])[0] ?? internal('no slope'),
    ];
  });
  const compiled = await compile(program);
  return (...inputs) => run(program, compiled, inputs, evaluateRaw);
}

/** Numbers from 0 to 1 that are the same in every run (Marsaglia's xorshift of 32 bits). */
function generator(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
