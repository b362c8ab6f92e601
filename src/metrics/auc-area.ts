import type { Tensor } from '../graph/index.ts';
import {
  add,
  divide,
  divideNoNan,
  equal,
  getItem,
  greater,
  log,
  logicalAnd,
  maximum,
  minimum,
  multiply,
  subtract,
  sum,
  where,
} from '../ops/index.ts';
import type { Confusion } from './confusion.ts';

/** What is drawn over what. */
export type Curve = 'ROC' | 'PR' | 'PRGAIN';

/** All curves, for messages. */
export const curves: readonly Curve[] = ['ROC', 'PR', 'PRGAIN'];

/** How the area between two points of a curve is taken: of their mean height, the lower or the higher. */
export type Summation = 'interpolation' | 'minoring' | 'majoring';

/** All ways of summing, for messages. */
export const summations: readonly Summation[] = ['interpolation', 'minoring', 'majoring'];

/**
 * The area under a curve.
 *
 * @param counts - `[thresholds]`, or `[thresholds, labels]`, ascending thresholds.
 * @returns a scalar, or `[labels]`.
 */
export function areaUnder(counts: Confusion, curve: Curve, summation: Summation): Tensor {
  if (curve === 'PR' && summation === 'interpolation') return interpolatedPrecision(counts);
  const { x, y } = points[curve](counts);
  const heights = {
    interpolation: () => divide(add(upTo(y), from(y)), 2),
    minoring: () => minimum(upTo(y), from(y)),
    majoring: () => maximum(upTo(y), from(y)),
  }[summation]();
  return sum(multiply(subtract(upTo(x), from(x)), heights), 0);
}

const points: { readonly [Name in Curve]: (counts: Confusion) => { readonly x: Tensor; readonly y: Tensor } } = {
  ROC: (counts) => ({
    x: divideNoNan(counts.falsePositives, add(counts.falsePositives, counts.trueNegatives)),
    y: recallOf(counts),
  }),
  PR: (counts) => ({
    x: recallOf(counts),
    y: divideNoNan(counts.truePositives, add(counts.truePositives, counts.falsePositives)),
  }),
  // Flach and Kull (2015): https://papers.nips.cc/paper/5867
  PRGAIN: ({ truePositives, falsePositives, trueNegatives, falseNegatives }) => {
    const odds = divideNoNan(add(truePositives, falseNegatives), add(trueNegatives, falsePositives));
    const gain = (wrong: Tensor) => subtract(1, multiply(odds, divideNoNan(wrong, truePositives)));
    const none = equal(truePositives, 0);
    return {
      x: maximum(where(none, 0, gain(falseNegatives)), 0),
      y: where(none, 1, gain(falsePositives)),
    };
  },
};

function recallOf({ truePositives, falseNegatives }: Confusion): Tensor {
  return divideNoNan(truePositives, add(truePositives, falseNegatives));
}

/**
 * Area under precision over recall, interpolated as Davis and Goadrich (2006) have it: between two thresholds true positives
 * grow linearly with all positives, so that precision follows a curve whose integral has a logarithm.
 */
function interpolatedPrecision({ truePositives, falsePositives, falseNegatives }: Confusion): Tensor {
  const positives = add(truePositives, falsePositives);
  const [p, q] = [upTo(positives), from(positives)];
  const hits = subtract(upTo(truePositives), from(truePositives));
  const slope = divideNoNan(hits, maximum(subtract(p, q), 0));
  const intercept = subtract(from(truePositives), multiply(slope, q));
  const both = logicalAnd(greater(p, 0), greater(q, 0));
  const ratio = where(both, divideNoNan(p, maximum(q, 0)), 1);
  const parts = multiply(slope, add(hits, multiply(intercept, log(ratio))));
  return sum(divideNoNan(parts, maximum(add(from(truePositives), from(falseNegatives)), 0)), 0);
}

/** All thresholds but the last. */
function upTo(x: Tensor): Tensor {
  return getItem(x, { stop: -1 });
}

/** All thresholds but the first. */
function from(x: Tensor): Tensor {
  return getItem(x, { start: 1 });
}
