import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Tensor } from '../graph/index.ts';
import { abs, mean, subtract } from '../ops/index.ts';
import * as losses from './index.ts';
import { type LossIdentifier, lossNames, lossOf, serializeLoss } from './index.ts';

const of = (identifier: LossIdentifier) => lossOf(identifier, [null, 3], [null, 3]);

describe('lossOf', () => {
  test("knows Keras's spelling, ours and the class", () => {
    for (const name of ['mean_squared_error', 'meanSquaredError', 'MeanSquaredError'] as const)
      expect(of(name)).toBeInstanceOf(losses.MeanSquaredError);
  });

  test('knows the short forms of Keras', () => {
    const short = { bce: 'BinaryCrossentropy', kld: 'KLDivergence', mae: 'MeanAbsoluteError', mse: 'MeanSquaredError' };
    for (const [name, made] of Object.entries(short)) {
      expect(of(name as 'mse').className).toBe(made);
      expect(of(name.toUpperCase() as 'MSE').className).toBe(made);
    }
    expect(of('mape').className).toBe('MeanAbsolutePercentageError');
    expect(of('msle').className).toBe('MeanSquaredLogarithmicError');
  });

  test('names a loss by what it was asked for, in the spelling of Keras', () => {
    expect(of('mse').name).toBe('mse');
    expect(of('huber').name).toBe('huber');
    expect(of('Huber').name).toBe('huber_loss');
    expect(of('klDivergence').name).toBe('kl_divergence');
  });

  test('chooses a crossentropy by shape', () => {
    expect(lossOf('crossentropy', [null, 1], [null, 1]).className).toBe('BinaryCrossentropy');
    expect(lossOf('ce', [null], [null, 10]).className).toBe('SparseCategoricalCrossentropy');
    expect(lossOf('ce', [null, 1], [null, 10]).className).toBe('SparseCategoricalCrossentropy');
    expect(lossOf('crossentropy', [null, 10], [null, 10]).className).toBe('CategoricalCrossentropy');
    expect(lossOf('crossentropy', [null, 10], [null, 10]).name).toBe('crossentropy');
  });

  test('takes a loss as it is', () => {
    const loss = losses.huber({ delta: 2 });
    expect(of(loss)).toBe(loss);
  });

  test('takes a factory that was not called', () => expect(of(losses.dice)).toBeInstanceOf(losses.Dice));

  test('takes a function of labels and predictions', async () => {
    const distance = (yTrue: Tensor, yPred: Tensor) => mean(abs(subtract(yTrue, yPred)), -1);
    const loss = of(distance);
    expect(loss.name).toBe('distance');
    expect(await loss.apply([[1, 2]], [[2, 4]]).item()).toBe(1.5);
  });

  test('brings labels of a function to the rank of the predictions', async () => {
    const signed = (yTrue: Tensor, yPred: Tensor) => subtract(yTrue, yPred);
    expect(
      await of(signed)
        .apply([1, 2], [[1], [1]])
        .item(),
    ).toBe(0.5);
  });

  test('refuses a function that gives no tensor', () => {
    const wrong = (() => 3) as never;
    expect(() => of(wrong).apply([1], [1])).toThrow(
      'wrong(yTrue, yPred): expected a tensor, the loss of each sample, received 3.',
    );
  });

  test('reads what Keras saved', () => {
    const loss = lossOf({ class_name: 'Huber', config: { name: 'huber_loss', delta: 3, dtype: 'float32' } }, [], []);
    expect(loss.config).toEqual({ name: 'huber_loss', delta: 3, reduction: 'sum_over_batch_size' });
    const written = {
      module: 'builtins',
      class_name: 'function',
      config: 'mean_squared_error',
      registered_name: 'function',
    };
    expect(lossOf(written, [], []).className).toBe('MeanSquaredError');
  });

  test('reads no reduction as none', () => {
    expect(lossOf({ class_name: 'Dice', config: { reduction: null } }, [], []).reduction).toBe('none');
  });

  test('asks whether a near name was meant', () => {
    expect(() => of('meanSquareError' as 'mse')).toThrow(
      "received 'meanSquareError'. Did you mean 'meanSquaredError'?",
    );
    expect(() => of('crosentropy' as 'ce')).toThrow("Did you mean 'crossentropy'?");
  });

  test('is not fooled by the names of objects', () => {
    for (const name of ['constructor', 'toString', '__proto__'])
      expect(() => of(name as 'mse')).toThrow('expected the name of a known loss');
  });

  test('reads back what serializeLoss wrote, for every loss', () => {
    for (const name of lossNames) {
      const loss = of(name as 'mse');
      const written = serializeLoss(loss);
      const read = lossOf(JSON.parse(JSON.stringify(written)), [], []);
      expect(read.className).toBe(loss.className);
      expect(read.config).toEqual(loss.config);
    }
  });
});

describe('factories', () => {
  test('are there for every loss, by its name', () => {
    for (const name of lossNames) {
      const factory = (losses as unknown as Record<string, () => losses.Loss>)[name];
      expect(factory?.().className).toBe(of(name as 'mse').className);
    }
  });

  test('refuse options that there are not', () => {
    expect(() => losses.huber({ detla: 2 } as never)).toThrow(
      "Huber: options: expected known options, received 'detla'. Did you mean 'delta'?",
    );
    expect(() => losses.huber({ reduction: 'average' as 'mean' })).toThrow(/Huber: reduction: expected one of/);
    expect(() => losses.binaryCrossentropy({ labelSmoothing: 2 })).toThrow(
      'BinaryCrossentropy: labelSmoothing: expected a number from 0 to 1, received 2.',
    );
    expect(() => losses.categoricalGeneralizedCrossEntropy({ q: 0 })).toThrow(/between 0 and 1/);
  });

  test('know the types of identifiers', () => {
    expectTypeOf<'sparse_categorical_crossentropy'>().toExtend<LossIdentifier>();
    expectTypeOf<'sparseCategoricalCrossentropy'>().toExtend<LossIdentifier>();
    expectTypeOf<'mean_sqared_error'>().not.toExtend<LossIdentifier>();
  });
});

test('options that Keras forgets are written where they matter', () => {
  expect(losses.huber().getConfig()).not.toHaveProperty('delta');
  expect(losses.huber({ delta: 2 }).getConfig()).toHaveProperty('delta', 2);
  expect(losses.sparseCategoricalCrossentropy({ axis: 1 }).getConfig()).toHaveProperty('axis', 1);
});
