import { describe, expect, test } from 'vitest';
import * as losses from './index.ts';

const checked = (loss: losses.Loss, labels: readonly number[], predicted: readonly (number | null)[]) => () =>
  loss.checkTargets('fit: y', labels, predicted);

describe('labels that are class numbers', () => {
  const loss = losses.sparseCategoricalCrossentropy();

  test('are fine within the classes', () => expect(checked(loss, [0, 2, 1], [null, 3])).not.toThrow());

  test('beyond the classes are named with their place', () => {
    expect(checked(loss, [0, 3, 1], [null, 3])).toThrow(
      "fit: y: expected class numbers from 0 to 2, since the model's output has 3 classes, received 3 at [1]. " +
        'Make the output layer as wide as there are classes, counting from 0.',
    );
  });

  test('have a place in each sample', () => {
    expect(checked(loss, [0, 1, 2, 0, 1, 9], [null, 2, 3])).toThrow('received 9 at [2, 1]');
    expect(checked(loss, [0, 9], [null, null, 3])).toThrow('received 9 at position 1 of all labels');
    expect(checked(losses.sparseCategoricalCrossentropy({ axis: 1 }), [0, 9, 0], [null, 2, 3])).toThrow('at [0, 1]');
  });

  test('below 0 point to ignoreClass', () => {
    expect(checked(loss, [-1], [null, 3])).toThrow('or set ignoreClass to leave labels out');
    expect(checked(losses.sparseCategoricalCrossentropy({ ignoreClass: -1 }), [-1, 2], [null, 3])).not.toThrow();
  });

  test('that are fractions point to the categorical crossentropy', () => {
    expect(checked(loss, [0.5], [null, 3])).toThrow(/received 0.5 at \[0\].*use categoricalCrossentropy/);
  });

  test('that are missing are named', () => {
    expect(checked(loss, [1, Number.NaN], [null, 3])).toThrow(/received NaN at \[1\]. A label is missing there./);
  });

  test('for one output point to the binary crossentropy', () => {
    expect(checked(loss, [0, 1], [null, 1])).toThrow(/one class, received 1 at \[1\].*use binaryCrossentropy/);
  });

  test('of big integers are read', () => {
    expect(() => loss.checkTargets('y', BigInt64Array.of(0n, 4n), [null, 3])).toThrow('received 4 at [1]');
  });
});

describe('labels that are probabilities', () => {
  test('are refused outside 0 and 1', () => {
    expect(checked(losses.binaryCrossentropy(), [0, 1, -1], [null, 1])).toThrow(
      'fit: y: expected labels from 0 to 1, received -1 at [2]. For -1 and 1 use hinge; for more than two classes use ' +
        'sparseCategoricalCrossentropy and one output for each.',
    );
    expect(checked(losses.categoricalCrossentropy(), [0, 1, 2, 0], [null, 2])).toThrow(
      /received 2 at \[1, 0\]. Labels are rows of probabilities/,
    );
    for (const loss of [losses.binaryFocalCrossentropy(), losses.categoricalFocalCrossentropy()])
      expect(checked(loss, [Number.NaN], [null, 2])).toThrow('A label is missing there.');
  });

  test('may be soft', () => expect(checked(losses.binaryCrossentropy(), [0.3, 1], [null, 1])).not.toThrow());
});

describe('shapes that do not fit', () => {
  test('class numbers with categorical crossentropy name the sparse one', () => {
    expect(() =>
      losses.categoricalCrossentropy().apply(
        [0, 1],
        [
          [0.1, 0.9],
          [0.5, 0.5],
        ],
      ),
    ).toThrow(
      'categoricalCrossentropy(yTrue, yPred): expected one-hot labels in the shape of the predictions, received labels ' +
        'float32[2] and predictions float32[2, 2]. If the labels are class numbers, use sparseCategoricalCrossentropy.',
    );
    expect(() => losses.categoricalFocalCrossentropy().apply([[0]], [[0.1, 0.9]])).toThrow(
      'ops.oneHot(labels, classes)',
    );
  });

  test('one-hot labels of another width name the width', () => {
    expect(() => losses.categoricalCrossentropy().apply([[0, 1, 0]], [[0.1, 0.9]])).toThrow(
      "Each label needs as many numbers as the model's output has classes: 2.",
    );
  });

  test('one unit points to the binary crossentropy', () => {
    expect(() => losses.categoricalCrossentropy().apply([[1]], [[0.9]])).toThrow(
      'expected two classes or more, received labels float32[1, 1] and predictions float32[1, 1]. With one unit, use ' +
        'binaryCrossentropy.',
    );
  });

  test('targets that would be broadcast are refused', () => {
    expect(() =>
      losses.meanSquaredError().apply(
        [[1], [2]],
        [
          [1, 2],
          [3, 4],
        ],
      ),
    ).toThrow(
      'meanSquaredError(yTrue, yPred): expected labels in the shape of the predictions, received labels float32[2, 1] and ' +
        'predictions float32[2, 2]. Reshape the labels, or give the last layer as many units as a label has numbers.',
    );
  });

  test('weights of another length are refused', () => {
    expect(() => losses.meanSquaredError().apply([[1], [2]], [[1], [2]], [1, 2, 3])).toThrow(
      'sampleWeight: expected one weight for each loss of a batch, which is float32[2], received float32[3].',
    );
  });

  test('embeddings that are no matrix are refused', () => {
    expect(() => losses.circle().apply([1], [1])).toThrow('class numbers [batch] and embeddings [batch, dimensions]');
  });
});
