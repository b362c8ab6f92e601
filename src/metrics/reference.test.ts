import { describe, test } from 'vitest';
import { type Dim, placeholder, Unknown } from '../graph/index.ts';
import { compile, type Data, evaluateRaw, run, settleAssignments, trace } from '../runtime/index.ts';
import { expectClose } from '../testing/numbers.ts';
import * as metrics from './index.ts';

/** A sample as the references see it. */
interface Sample {
  readonly t: readonly number[];
  readonly p: readonly number[];
  readonly w: number;
}

interface Entry {
  readonly metric: () => metrics.Metric;
  /** The value over all samples, in double precision, from its definition. */
  readonly reference: (samples: readonly Sample[], width: number) => number | readonly number[];
  readonly draw: (random: () => number, width: number) => readonly [t: number[], p: number[]];
  /** Weights as the metric uses them. Default: any. */
  readonly weight?: (w: number) => number;
  /** Tests where the state is too little for a value. Default 1. */
  readonly least?: number;
}

const total = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);
const ratio = (a: number, b: number) => (b === 0 ? 0 : a / b);
const bit = (random: () => number) => Number(random() < 0.5);
// Multiples of 1/512 off the thresholds: floats and doubles agree on which side they are.
const share = (random: () => number) => (2 * Math.floor(random() * 256) + 1) / 512;
const list = (width: number, draw: () => number) => Array.from({ length: width }, draw);
const best = (xs: readonly number[]) => xs.indexOf(Math.max(...xs));
const hotAt = (at: number, width: number) => Array.from({ length: width }, (_, i) => Number(i === at));
const below = (random: () => number, n: number) => Math.floor(random() * n);

const mean = (value: (sample: Sample) => number) => (samples: readonly Sample[]) =>
  ratio(total(samples.map((s) => s.w * value(s))), total(samples.map(({ w }) => w)));

/** All pairs of label and prediction, with their weights. */
const pairs = (samples: readonly Sample[]) =>
  samples.flatMap(({ t, p, w }) => t.map((label, i) => ({ label, score: p[i] ?? Number.NaN, w, column: i })));

type Pair = ReturnType<typeof pairs>[number];
const counts = (all: readonly Pair[], threshold: number) => {
  const weigh = (chosen: (pair: Pair) => boolean) => total(all.filter(chosen).map(({ w }) => w));
  return {
    tp: weigh(({ label, score }) => label === 1 && score > threshold),
    fp: weigh(({ label, score }) => label === 0 && score > threshold),
    tn: weigh(({ label, score }) => label === 0 && score <= threshold),
    fn: weigh(({ label, score }) => label === 1 && score <= threshold),
  };
};
const steps = (n: number) =>
  Array.from({ length: n }, (_, i) => (i === 0 ? -1e-7 : i === n - 1 ? 1 + 1e-7 : i / (n - 1)));
const binary = (random: () => number, width: number): [number[], number[]] => [
  list(width, () => bit(random)),
  list(width, () => share(random)),
];

function area(all: readonly Pair[], thresholds: readonly number[], curve: 'ROC' | 'PR'): number {
  const points = thresholds.map((threshold) => {
    const { tp, fp, tn, fn } = counts(all, threshold);
    return curve === 'ROC' ? [ratio(fp, fp + tn), ratio(tp, tp + fn)] : [ratio(tp, tp + fn), ratio(tp, tp + fp)];
  });
  return total(
    points.slice(1).map(([x = 0, y = 0], i) => {
      const [before = 0, height = 0] = points[i] ?? [];
      return (before - x) * (curve === 'ROC' ? (height + y) / 2 : Math.min(height, y));
    }),
  );
}

const families: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
  means: {
    meanSquaredError: {
      metric: () => metrics.meanSquaredError(),
      reference: mean(({ t, p }) => total(t.map((x, i) => (x - (p[i] ?? 0)) ** 2)) / t.length),
      draw: (random, n) => [list(n, random), list(n, random)],
    },
    rootMeanSquaredError: {
      metric: () => metrics.rootMeanSquaredError(),
      reference: (samples) =>
        Math.sqrt(mean(({ t, p }) => total(t.map((x, i) => (x - (p[i] ?? 0)) ** 2)) / t.length)(samples)),
      draw: (random, n) => [list(n, random), list(n, random)],
    },
    pearsonCorrelation: {
      metric: () => metrics.pearsonCorrelation(),
      reference: mean(({ t, p }) => {
        const centered = (xs: readonly number[]) => xs.map((x) => x - total(xs) / xs.length);
        const [a, b] = [centered(t), centered(p)];
        return total(a.map((x, i) => x * (b[i] ?? 0))) / Math.hypot(...a) / Math.hypot(...b);
      }),
      draw: (random, n) => [list(n + 3, random), list(n + 3, random)],
    },
    concordanceCorrelation: {
      metric: () => metrics.concordanceCorrelation(),
      reference: mean(({ t, p }) => {
        const [mt, mp] = [total(t) / t.length, total(p) / p.length];
        const spread = (xs: readonly number[], m: number) => total(xs.map((x) => (x - m) ** 2)) / xs.length;
        const together = total(t.map((x, i) => (x - mt) * ((p[i] ?? 0) - mp))) / t.length;
        return (2 * together) / (spread(t, mt) + spread(p, mp) + (mt - mp) ** 2 + 1e-7);
      }),
      draw: (random, n) => [list(n + 3, random), list(n + 3, random)],
    },
    r2Score: {
      metric: () => metrics.r2Score(),
      reference: (samples, width) => {
        const scores = Array.from({ length: width }, (_, i) => {
          const column = samples.map(({ t, p, w }) => ({ t: t[i] ?? 0, p: p[i] ?? 0, w }));
          const center = ratio(total(column.map(({ t, w }) => w * t)), total(column.map(({ w }) => w)));
          const left = total(column.map(({ t, p, w }) => w * (t - p) ** 2));
          return 1 - left / total(column.map(({ t, w }) => w * (t - center) ** 2));
        });
        return total(scores) / width;
      },
      draw: (random, n) => [list(n, () => 4 * random()), list(n, () => 4 * random())],
      least: 4,
    },
  },
  accuracies: {
    binaryAccuracy: {
      metric: () => metrics.binaryAccuracy({ threshold: 0.4 }),
      reference: mean(({ t, p }) => total(t.map((x, i) => Number(x === Number((p[i] ?? 0) > 0.4)))) / t.length),
      draw: binary,
    },
    categoricalAccuracy: {
      metric: () => metrics.categoricalAccuracy(),
      reference: mean(({ t, p }) => Number(best(t) === best(p))),
      draw: (random, n) => [hotAt(below(random, n), n), list(n, random)],
    },
    sparseCategoricalAccuracy: {
      metric: () => metrics.sparseCategoricalAccuracy(),
      reference: mean(({ t, p }) => Number(t[0] === best(p))),
      draw: (random, n) => [[below(random, n)], list(n, random)],
    },
    sparseTopKCategoricalAccuracy: {
      metric: () => metrics.sparseTopKCategoricalAccuracy({ k: 2 }),
      reference: mean(({ t, p }) => Number(p.filter((x) => x > (p[t[0] ?? 0] ?? 0)).length < 2)),
      draw: (random, n) => [[below(random, n)], list(n, random)],
    },
    topKCategoricalAccuracy: {
      metric: () => metrics.topKCategoricalAccuracy({ k: 2 }),
      reference: mean(({ t, p }) => Number(p.filter((x) => x > (p[best(t)] ?? 0)).length < 2)),
      draw: (random, n) => [hotAt(below(random, n), n), list(n, random)],
    },
  },
  confusions: {
    falsePositives: {
      metric: () => metrics.falsePositives({ thresholds: [0.2, 0.7] }),
      reference: (samples) => [0.2, 0.7].map((threshold) => counts(pairs(samples), threshold).fp),
      draw: binary,
    },
    'trueNegatives at even thresholds': {
      metric: () => metrics.trueNegatives({ thresholds: [0, 0.25, 0.5, 0.75, 1] }),
      reference: (samples) => [0, 0.25, 0.5, 0.75, 1].map((threshold) => counts(pairs(samples), threshold).tn),
      draw: binary,
    },
    precision: {
      metric: () => metrics.precision(),
      reference: (samples) => {
        const { tp, fp } = counts(pairs(samples), 0.5);
        return ratio(tp, tp + fp);
      },
      draw: binary,
    },
    'recall of a class': {
      metric: () => metrics.recall({ classId: 1, thresholds: 0.3 }),
      reference: (samples) => {
        const { tp, fn } = counts(
          pairs(samples).filter(({ column }) => column === 1),
          0.3,
        );
        return ratio(tp, tp + fn);
      },
      draw: binary,
    },
    'precision of the top 2': {
      metric: () => metrics.precision({ topK: 2 }),
      reference: (samples) => {
        const chosen = samples.map(({ t, p, w }) => ({
          t,
          w,
          p: p.map((x) => Number(p.filter((other) => other > x).length < 2)),
        }));
        const { tp, fp } = counts(pairs(chosen), 0.5);
        return ratio(tp, tp + fp);
      },
      draw: (random, n) => [list(n, () => bit(random)), list(n, random)],
    },
    sensitivityAtSpecificity: {
      metric: () => metrics.sensitivityAtSpecificity(0.6, { numThresholds: 21 }),
      reference: (samples) => {
        const all = Array.from({ length: 21 }, (_, i) => counts(pairs(samples), i / 20));
        return Math.max(0, ...all.map(({ tp, fn, tn, fp }) => (ratio(tn, tn + fp) >= 0.6 ? ratio(tp, tp + fn) : 0)));
      },
      draw: binary,
    },
  },
  areas: {
    'of ROC': {
      metric: () => metrics.auc(),
      reference: (samples) => area(pairs(samples), steps(200), 'ROC'),
      draw: binary,
    },
    'of PR, minoring': {
      metric: () => metrics.auc({ curve: 'PR', summationMethod: 'minoring', numThresholds: 17 }),
      reference: (samples) => area(pairs(samples), steps(17), 'PR'),
      draw: binary,
    },
    'at thresholds of their own': {
      metric: () => metrics.auc({ thresholds: [0.7, 0.1] }),
      reference: (samples) => area(pairs(samples), [-1e-7, 0.1, 0.7, 1 + 1e-7], 'ROC'),
      draw: binary,
    },
    'of each label': {
      metric: () => metrics.auc({ multiLabel: true, numThresholds: 50 }),
      reference: (samples, width) => {
        const column = (i: number) => pairs(samples).filter((pair) => pair.column === i);
        return total(Array.from({ length: width }, (_, i) => area(column(i), steps(50), 'ROC'))) / width;
      },
      draw: binary,
    },
  },
  'F scores and overlaps': {
    f1Score: {
      metric: () => metrics.f1Score(),
      reference: (samples, width) => {
        const chosen = samples.map(({ t, p, w }) => ({ t, w, p: hotAt(best(p), p.length) }));
        return Array.from({ length: width }, (_, i) => {
          const { tp, fp, fn } = counts(
            pairs(chosen).filter(({ column }) => column === i),
            0.5,
          );
          return ratio(2 * tp, 2 * tp + fp + fn);
        });
      },
      draw: (random, n) => [list(n, () => bit(random)), list(n, () => 0.1 + random())],
    },
    'fbetaScore, micro': {
      metric: () => metrics.fbetaScore({ average: 'micro', beta: 2, threshold: 0.5 }),
      reference: (samples) => {
        const { tp, fp, fn } = counts(pairs(samples), 0.5);
        return ratio(5 * tp, 5 * tp + 4 * fn + fp);
      },
      draw: binary,
    },
    meanIou: {
      metric: () => metrics.meanIou(5, { sparseYPred: false }),
      reference: (samples) => {
        const shares = Array.from({ length: 5 }, (_, k) => {
          const weigh = (chosen: (t: number, p: number) => boolean) =>
            total(samples.filter(({ t, p }) => chosen(t[0] ?? 0, best(p))).map(({ w }) => w));
          const union = weigh((t, p) => t === k || p === k);
          return union === 0 ? Number.NaN : weigh((t, p) => t === k && p === k) / union;
        }).filter((value) => !Number.isNaN(value));
        return ratio(total(shares), shares.length);
      },
      draw: (random, n) => [[below(random, Math.min(n, 5))], list(Math.min(n, 5), random)],
      weight: (w) => Math.floor(w * 3),
    },
  },
};

const runsEach = 200;

describe.each(Object.entries(families))('%s', (_, entries) => {
  const runs = Math.ceil(runsEach / Object.keys(entries).length);
  for (const [name, entry] of Object.entries(entries))
    test(`${name}: what its definition says, for ${runs} runs of batches and weights`, async () => {
      const random = generator(name.length);
      const width = 3 + below(random, 3);
      const judge = await judgeOf(entry, ...lengths(entry, random, width));
      for (let i = 0; i < runs; i++) {
        const samples: Sample[] = [];
        let result: Data | undefined;
        const batches = Array.from({ length: 1 + below(random, 3) }, () => (entry.least ?? 1) + below(random, 9));
        for (const count of batches) {
          const batch = Array.from({ length: count }, () => {
            const [t, p] = entry.draw(random, width);
            return { t, p, w: (entry.weight ?? Number)(0.1 + random()) };
          });
          samples.push(...batch);
          result = await judge.take(batch);
        }
        const expected = entry.reference(samples, width);
        expectClose(
          { data: Float64Array.from(result?.data ?? [], Number), shape: [result?.data.length ?? 0] },
          typeof expected === 'number' ? [expected] : expected,
          3e-5,
        );
        await judge.reset();
      }
    });
});

function lengths(entry: Entry, random: () => number, width: number): [labels: number, predictions: number] {
  const [t, p] = entry.draw(random, width);
  return [t.length, p.length];
}

/** The metric as in training: its state in the runtime, one program for batches of any length. */
async function judgeOf(entry: Entry, labels: number, predictions: number) {
  const batch: Dim = new Unknown();
  const metric = entry.metric();
  const sparse = labels === 1 && predictions > 1;
  const yTrue = placeholder({ dtype: 'float32', dims: sparse ? [batch] : [batch, labels] });
  const yPred = placeholder({ dtype: 'float32', dims: [batch, predictions] });
  const weight = placeholder({ dtype: 'float32', dims: [batch] });
  const program = trace([yTrue, yPred, weight], false, () => {
    metric.updateState(yTrue, yPred, weight);
    return [metric.result()];
  });
  const compiled = await compile(program);
  return {
    take: async (samples: readonly Sample[]) => {
      const inputs = [
        {
          data: Float32Array.from(samples.flatMap(({ t }) => t)),
          shape: sparse ? [samples.length] : [samples.length, labels],
        },
        { data: Float32Array.from(samples.flatMap(({ p }) => p)), shape: [samples.length, predictions] },
        { data: Float32Array.from(samples.map(({ w }) => w)), shape: [samples.length] },
      ];
      const [result] = await run(program, compiled, inputs, evaluateRaw);
      return result;
    },
    reset: async () => {
      metric.resetState();
      await settleAssignments(evaluateRaw);
    },
  };
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
