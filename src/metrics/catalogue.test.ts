import { describe, expect, expectTypeOf, test } from 'vitest';
import { setMask, type Tensor, tensor } from '../graph/index.ts';
import * as losses from '../losses/index.ts';
import { abs, subtract } from '../ops/index.ts';
import * as metrics from './index.ts';
import { type MetricIdentifier, metricNames, metricOf, serializeMetric } from './index.ts';

const of = (identifier: MetricIdentifier) => metricOf(identifier, [null, 3], [null, 3]);

describe('metricOf', () => {
  test("knows Keras's spelling, ours and the class", () => {
    for (const name of ['mean_squared_error', 'meanSquaredError', 'MeanSquaredError', 'mse', 'MSE'] as const)
      expect(of(name)).toBeInstanceOf(metrics.MeanSquaredError);
    for (const name of ['auc', 'AUC', 'f1_score', 'f1Score', 'binary_io_u', 'f_beta_score'] as const)
      expect(of(name)).toBeInstanceOf(metrics.Metric);
  });

  test('keeps the name it was asked by, in the spelling of Keras', () => {
    expect(of('mse').name).toBe('mse');
    expect(of('meanAbsoluteError').name).toBe('mean_absolute_error');
    expect(of('AUC').name).toBe('AUC');
  });

  test('chooses an accuracy by shape, and keeps the name', () => {
    expect(metricOf('accuracy', [null], [null, 1]).className).toBe('BinaryAccuracy');
    expect(metricOf('accuracy', [null], [null, 10]).className).toBe('SparseCategoricalAccuracy');
    expect(metricOf('acc', [null, 1], [null, 10]).className).toBe('SparseCategoricalAccuracy');
    expect(metricOf('acc', [null, 10], [null, 10]).className).toBe('CategoricalAccuracy');
    expect(metricOf('acc', [null, 10], [null, 10]).name).toBe('acc');
    expect(metricOf('Accuracy' as 'accuracy', [null], [null, 1]).name).toBe('Accuracy');
  });

  test('chooses a crossentropy by shape', () => {
    expect(metricOf('crossentropy', [null], [null, 10]).className).toBe('SparseCategoricalCrossentropy');
    expect(metricOf('ce', [null, 10], [null, 10]).name).toBe('ce');
  });

  test('takes a metric as it is, and a factory that was not called', () => {
    const auc = metrics.auc();
    expect(of(auc)).toBe(auc);
    expect(of(metrics.auc)).toBeInstanceOf(metrics.AUC);
  });

  test('takes a function of labels and predictions', async () => {
    const absoluteDistance = (yTrue: Tensor, yPred: Tensor) => abs(subtract(yTrue, yPred));
    const metric = of(absoluteDistance);
    metric.updateState([1, 2], [[2], [4]]);
    expect(metric.name).toBe('absolute_distance');
    expect(metric.direction).toBeNull();
    expect(await metric.result().item()).toBe(1.5);
  });

  test('knows that losses are better when small', () => {
    expect(of(losses.functions.huber).direction).toBe('down');
  });

  test('reads what Keras saved', () => {
    const config = { name: 'iou', dtype: 'int32', num_classes: 3, target_class_ids: [0, 2], ignore_class: 1 };
    const metric = metricOf({ class_name: 'IoU', config }, [], []);
    expect(metric.config).toMatchObject({ name: 'iou', numClasses: 3, targetClassIds: [0, 2], ignoreClass: 1 });
  });

  test('asks whether a near name was meant', () => {
    expect(() => of('acuracy' as 'accuracy')).toThrow("received 'acuracy'. Did you mean 'accuracy'?");
    expect(() => of('precison' as 'precision')).toThrow("Did you mean 'precision'?");
  });

  test('says how metrics with required arguments are made', () => {
    expect(() => of('mean_io_u' as 'auc')).toThrow('Give it what it needs: metrics.meanIou(numClasses).');
    expect(() => of('precisionAtRecall' as 'auc')).toThrow('metrics.precisionAtRecall(value)');
  });

  test('refuses means of values, which take no labels', () => {
    expect(() => of(metrics.mean())).toThrow(
      'metric: expected a metric of labels and predictions, received a Mean, which takes values.',
    );
    expect(() => of('sum' as 'auc')).toThrow('It takes values, not labels');
  });

  test('knows the types of identifiers', () => {
    expectTypeOf<'sparse_categorical_accuracy'>().toExtend<MetricIdentifier>();
    expectTypeOf<'topKCategoricalAccuracy'>().toExtend<MetricIdentifier>();
    expectTypeOf<'accurracy'>().not.toExtend<MetricIdentifier>();
  });
});

describe('factories', () => {
  const made = new Map<string, metrics.Metric>([
    ['ioU', metrics.iou(3, [0])],
    ['meanIoU', metrics.meanIou(3)],
    ['oneHotIoU', metrics.oneHotIou(3, [0])],
    ['oneHotMeanIoU', metrics.oneHotMeanIou(3)],
    ['precisionAtRecall', metrics.precisionAtRecall(0.5)],
    ['recallAtPrecision', metrics.recallAtPrecision(0.5)],
    ['sensitivityAtSpecificity', metrics.sensitivityAtSpecificity(0.5)],
    ['specificityAtSensitivity', metrics.specificityAtSensitivity(0.5)],
  ]);

  test('are there for every metric, and are undone by serializeMetric', () => {
    const factories = new Map<string, () => metrics.Metric>(
      Object.entries(metrics).map(([name, factory]) => [name.toLowerCase(), factory as () => metrics.Metric]),
    );
    for (const name of metricNames) {
      const metric = made.get(name) ?? factories.get(name.toLowerCase())?.() ?? expect.fail(name);
      if (metric instanceof metrics.Mean || metric instanceof metrics.Sum) continue;
      const read = metricOf(JSON.parse(JSON.stringify(serializeMetric(metric))), [], []);
      expect(read.className.toLowerCase()).toBe(name.toLowerCase());
      expect(read.getConfig()).toEqual(metric.getConfig());
    }
  });

  test('refuse options that make no sense', () => {
    expect(() => metrics.precision({ treshold: 0.5 } as never)).toThrow("Did you mean 'thresholds'?");
    expect(() => metrics.precision({ thresholds: [0.5, 2] })).toThrow(
      'Precision: thresholds: expected numbers from 0 to 1, received 2.',
    );
    expect(() => metrics.recall({ topK: 0 })).toThrow('Recall: topK: expected a positive whole number, received 0.');
    expect(() => metrics.recall({ classId: -1 })).toThrow('Recall: classId: expected a whole number from 0 on');
    expect(() => metrics.auc({ curve: 'roc' as 'ROC' })).toThrow(
      "expected one of 'ROC', 'PR', 'PRGAIN', received 'roc'",
    );
    expect(() => metrics.auc({ numThresholds: 1 })).toThrow(
      'AUC: numThresholds: expected a whole number of at least 2',
    );
    expect(() => metrics.auc({ numLabels: 3 })).toThrow('Set multiLabel to true for a curve of each label.');
    expect(() => metrics.auc({ thresholds: [-1] })).toThrow('AUC: thresholds: expected numbers from 0 to 1');
    expect(() => metrics.precisionAtRecall(1.5)).toThrow('PrecisionAtRecall: recall: expected a number from 0 to 1');
    expect(() => metrics.recallAtPrecision(0.5, { numThresholds: 0 })).toThrow('expected a positive whole number');
    expect(() => metrics.f1Score({ average: 'mean' as 'macro' })).toThrow('F1Score: average: expected one of null');
    expect(() => metrics.f1Score({ threshold: 0 })).toThrow('F1Score: threshold: expected a number above 0');
    expect(() => metrics.fbetaScore({ beta: 0 })).toThrow('FBetaScore: beta: expected a number above 0, received 0.');
    expect(() => metrics.iou(3, [3])).toThrow('IoU: targetClassIds: expected classes from 0 to 2, received 3.');
    expect(() => metrics.meanIou(0)).toThrow('MeanIoU: numClasses: expected a positive whole number, received 0.');
    expect(() => metrics.r2Score({ classAggregation: 'mean' as 'uniform_average' })).toThrow(
      'R2Score: classAggregation',
    );
    expect(() => metrics.r2Score({ numRegressors: -1 })).toThrow('R2Score: numRegressors');
    expect(() => metrics.topKCategoricalAccuracy({ k: 0 })).toThrow('top-k accuracy: k: expected a positive whole');
    expect(() => metrics.binaryCrossentropy({ labelSmoothing: -1 })).toThrow('expected a number from 0 to 1');
  });
});

describe('updateState', () => {
  test('refuses shapes that do not fit', () => {
    expect(() =>
      metrics.f1Score().updateState(
        [0, 1],
        [
          [0.1, 0.9],
          [0.5, 0.5],
        ],
      ),
    ).toThrow(
      'F1Score: updateState: expected labels and predictions [batch, classes], received float32[2] and float32[2, 2]. ' +
        'Labels that are class numbers need ops.oneHot(labels, classes) first.',
    );
    expect(() => metrics.r2Score().updateState([1, 2], [1, 2])).toThrow('labels and predictions [batch, outputs]');
    expect(() => metrics.auc({ multiLabel: true }).updateState([0, 1], [0, 1])).toThrow('a curve of its own');
    expect(() => metrics.precision({ classId: 5 }).updateState([[0, 1]], [[0, 1]])).toThrow(
      'Precision: classId: expected a class from 0 to 1, received 5.',
    );
    expect(() => metrics.precision({ topK: 2 }).updateState([0, 1], [0, 1])).toThrow('predictions [batch, classes]');
    expect(() => metrics.precision().updateState([0, 1], [[0, 1, 1]])).toThrow(
      'labels in the shape of the predictions',
    );
    expect(() => metrics.sparseTopKCategoricalAccuracy().updateState([[1, 2]], [[1, 2]])).toThrow('class numbers');
  });

  test('is read as a whole: several batches before one result', async () => {
    const metric = metrics.meanSquaredError();
    metric.updateState([1], [3]);
    metric.updateState([[1], [1]], [[2], [2]]);
    expect(await metric.result().item()).toBe(2);
  });

  test('is forgotten by resetState', async () => {
    const metric = metrics.auc({ numThresholds: 5 });
    metric.updateState([0, 1], [0.9, 0.1]);
    metric.resetState();
    metric.updateState([0, 1], [0.1, 0.9]);
    expect(await metric.result().item()).toBe(1);
  });

  test('leaves out what a mask on the predictions hides', async () => {
    const metric = metrics.sparseCategoricalAccuracy();
    const yPred = tensor([
      [
        [0.9, 0.1],
        [0.9, 0.1],
      ],
      [
        [0.1, 0.9],
        [0.9, 0.1],
      ],
    ]);
    setMask(
      yPred,
      tensor([
        [true, false],
        [true, true],
      ]),
    );
    metric.updateState(
      [
        [0, 1],
        [1, 1],
      ],
      yPred,
    );
    expect(await metric.result().item()).toBeCloseTo(2 / 3, 6);
  });

  test('counts a score of 0 and one of 1', async () => {
    const metric = metrics.auc({ numThresholds: 3 });
    metric.updateState([0, 0, 1, 1], [0, 0.5, 0.3, 1]);
    expect(await metric.result().item()).toBe(0.75);
  });
});

test('a score of classes wants a batch first', () => {
  expect(() => metrics.f1Score().result()).toThrow('Call updateState first.');
  expect(() => metrics.r2Score().result()).toThrow('Call updateState first.');
});

test('directions are those of Keras', () => {
  const directions = ['accuracy', 'mse', 'auc', 'kl_divergence', 'true_positives', 'cosine_similarity'] as const;
  expect(directions.map((name) => of(name).direction)).toEqual(['up', 'down', 'up', 'down', null, 'up']);
});
