import { shown, type Tensor, type TensorLike } from '../../graph/index.ts';
import { cast, countNonzero, ctcLoss, fillLike } from '../../ops/index.ts';
import { asFloat, asTensor } from '../../ops/operands.ts';
import { ShapeError } from '../../utils/errors.ts';

/**
 * Connectionist temporal classification: how unlikely a sequence of labels is, over all ways of spelling it out in more steps
 * than it has labels, each label lasting any number of steps, with blanks between. The steps stand in the graph one by one:
 * some hundred of them take seconds to compile.
 *
 * @param yTrue - class numbers from 1 on, 0 for the blanks that fill up short sequences: `[batch, labels]`.
 * @param yPred - logits, class 0 being the blank: `[batch, steps, classes]`, the number of steps known; the result is
 * `[batch]`. A sequence that does not fit into the steps gives about 1e5.
 * @throws {ShapeError} for other shapes, or lengths that are not known.
 * @example
 * (await losses.functions.ctc([[1]], [[[0, 0], [0, 0]]]).data())[0].toFixed(4) // => '0.2877'
 * @see https://www.cs.toronto.edu/~graves/icml_2006.pdf
 */
export function ctc(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const labels = cast(asTensor(yTrue), 'int32');
  const logits = asFloat(yPred);
  const steps = logits.dims[1];
  if (labels.rank !== 2 || logits.rank !== 3)
    throw new ShapeError('ctc(yTrue, yPred)', {
      expected: 'class numbers [batch, labels] and logits [batch, steps, classes]',
      received: `labels ${shown(labels)} and logits ${shown(logits)}`,
    });
  // Every step of a sequence counts; labels do up to the first 0.
  const lengths = countNonzero(labels, 1);
  return ctcLoss(labels, logits, lengths, fillLike(typeof steps === 'number' ? steps : 0, lengths));
}
