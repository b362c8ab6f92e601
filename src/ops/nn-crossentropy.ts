import { axisOf, composite, constant, shown, type Tensor, type TensorLike, unify } from '../graph/index.ts';
import { ShapeError } from '../utils/errors.ts';
import { add, divide, multiply, negative, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { equal } from './comparison.ts';
import { log } from './elementwise.ts';
import { expandDims, squeeze } from './movement.ts';
import { softplus } from './nn-smooth.ts';
import { logSoftmax } from './nn-softmax.ts';
import { asFloat, asTensor } from './operands.ts';
import { sum } from './reduce.ts';
import { clip } from './rounding.ts';
import { where } from './select.ts';

/** Probabilities are kept this far from 0 and 1, so that their logarithms stay finite (`keras.config.epsilon()`). */
const epsilon = 1e-7;

function clipped(probabilities: Tensor): Tensor {
  return clip(probabilities, epsilon, 1 - epsilon);
}

/**
 * Crossentropy of yes-or-no answers, element by element: `-t · ln p - (1 - t) · ln(1 - p)`, with p kept 1e-7 away from 0 and
 * 1. Of logits z, for which `p = sigmoid(z)`, it is `t · softplus(-z) + (1 - t) · softplus(z)`, which needs no such bound.
 *
 * @param target - 0 or 1, or probabilities; any shape.
 * @param output - probabilities, or logits, in the same shape; so is the result, in float32.
 * @param fromLogits - whether `output` holds logits. Default `false`.
 * @throws {ShapeError} when the shapes differ.
 * @example
 * (await ops.binaryCrossentropy([1], [0.5]).item()).toFixed(4) // => '0.6931'
 * @see https://keras.io/api/ops/nn/#binary_crossentropy-function
 */
export const binaryCrossentropy = composite(
  'binaryCrossentropy',
  (target: TensorLike, output: TensorLike, fromLogits: boolean = false): Tensor => {
    const t = asFloat(target);
    const given = asFloat(output);
    checkSameShape('binaryCrossentropy(target, output)', t, given);
    const rest = subtract(1, t);
    if (fromLogits) return add(multiply(t, softplus(negative(given))), multiply(rest, softplus(given)));
    const p = clipped(given);
    return negative(add(multiply(t, log(p)), multiply(rest, log(subtract(1, p)))));
  },
);

/**
 * Crossentropy of one distribution over classes relative to another: `-Σ t · ln p` along an axis, with p scaled to sum to 1
 * and then kept 1e-7 away from 0 and 1. Of logits, `ln p` is their `logSoftmax`.
 *
 * @param target - probabilities of the classes, such as one-hot rows; any shape but a scalar.
 * @param output - probabilities, or logits, in the same shape; the result is float32, without `axis`.
 * @param fromLogits - whether `output` holds logits. Default `false`.
 * @param axis - where the classes are. Default `-1`.
 * @throws {ShapeError} when the shapes differ, or for an axis that is not there.
 * @example
 * (await ops.categoricalCrossentropy([[0, 1]], [[0.5, 0.5]]).data())[0].toFixed(4) // => '0.6931'
 * @see https://keras.io/api/ops/nn/#categorical_crossentropy-function
 */
export const categoricalCrossentropy = composite(
  'categoricalCrossentropy',
  (target: TensorLike, output: TensorLike, fromLogits: boolean = false, axis: number = -1): Tensor => {
    const t = asFloat(target);
    const given = asFloat(output);
    checkSameShape('categoricalCrossentropy(target, output)', t, given);
    const classes = axisOf('categoricalCrossentropy: axis', axis, given.dims.length);
    return negative(sum(multiply(t, logProbabilities(given, fromLogits, classes)), classes));
  },
);

/**
 * Crossentropy where the right class is given by its number: `-ln p[target]` along an axis, with p as in
 * `categoricalCrossentropy`. A number that is no class counts as 0.
 *
 * @param target - class numbers in the shape of `output` without `axis`, or with length 1 as last axis.
 * @param output - probabilities of the classes, or logits; the result is float32, without `axis`.
 * @param fromLogits - whether `output` holds logits. Default `false`.
 * @param axis - where the classes are. Default `-1`.
 * @throws {ShapeError} when the shapes do not fit, for an axis that is not there, or for an unknown number of classes.
 * @example
 * (await ops.sparseCategoricalCrossentropy([1], [[0.5, 0.5]]).data())[0].toFixed(4) // => '0.6931'
 * @see https://keras.io/api/ops/nn/#sparse_categorical_crossentropy-function
 */
export const sparseCategoricalCrossentropy = composite(
  'sparseCategoricalCrossentropy',
  (target: TensorLike, output: TensorLike, fromLogits: boolean = false, axis: number = -1): Tensor => {
    const given = asFloat(output);
    const classes = axisOf('sparseCategoricalCrossentropy: axis', axis, given.dims.length);
    const numbers = classNumbers(asTensor(target), given, classes);
    const hit = equal(expandDims(numbers, classes), classRow(given, classes));
    // The logarithm of a class that was not meant may be -Infinity; multiplied by 0 it would be NaN.
    return negative(sum(where(hit, logProbabilities(given, fromLogits, classes), 0), classes));
  },
);

function logProbabilities(output: Tensor, fromLogits: boolean, axis: number): Tensor {
  return fromLogits ? logSoftmax(output, axis) : log(clipped(divide(output, sum(output, axis, true))));
}

/** The targets as int32, in the shape of the output without its classes. */
function classNumbers(target: Tensor, output: Tensor, classes: number): Tensor {
  const column = target.dims.length === output.dims.length && target.dims.at(-1) === 1;
  const numbers = cast(column ? squeeze(target, -1) : target, 'int32');
  const wanted = output.dims.filter((_, axis) => axis !== classes);
  const fits = wanted.every((dim, i) => unify(dim, numbers.dims[i] ?? -1) !== null);
  if (numbers.dims.length !== wanted.length || !fits)
    throw new ShapeError('sparseCategoricalCrossentropy(target, output)', {
      expected: `a target of class numbers in the shape of the output without axis ${classes}`,
      received: `target ${shown(target)} and output ${shown(output)}`,
      mend: 'For targets that are one-hot rows, use categoricalCrossentropy.',
    });
  return numbers;
}

/** The class numbers 0, 1, 2, … along the class axis, with axes of length 1 behind it. */
function classRow(output: Tensor, classes: number): Tensor {
  const count = output.dims[classes];
  if (typeof count !== 'number')
    throw new ShapeError('sparseCategoricalCrossentropy(target, output)', {
      expected: 'an output whose number of classes is known',
      received: shown(output),
    });
  const row = constant(
    Array.from({ length: count }, (_, i) => i),
    'int32',
  );
  const behind = Array.from({ length: output.dims.length - 1 - classes }, (_, i) => i + 1);
  return expandDims(row, behind);
}

function checkSameShape(where: string, target: Tensor, output: Tensor): void {
  const { length } = output.dims;
  if (target.dims.length === length && target.dims.every((dim, i) => unify(dim, output.dims[i] ?? -1) !== null)) return;
  throw new ShapeError(where, {
    expected: 'a target and an output of the same shape',
    received: `${shown(target)} and ${shown(output)}`,
    mend: 'Reshape one of them.',
  });
}
