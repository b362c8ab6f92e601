import { describe, expect, test } from 'vitest';
import { type Tensor, tensor } from '../graph/index.ts';
import * as lossFunctions from '../losses/functions/index.ts';
import { course, type Update } from '../testing/metrics.ts';
import { arrayOf, largestDifference, type ParityCase, parityCases, type Recorded } from '../testing/parity.ts';
import { reportCase } from '../testing/parity-report.ts';
import { evaluateInParts } from '../testing/parts.ts';
import { internal } from '../utils/errors.ts';
import { camel } from '../utils/names.ts';
import { catalogue } from './catalogue.ts';
import * as metrics from './index.ts';

type Fields = { readonly [name: string]: Recorded };

const functions = new Map<string, (yTrue: Tensor, yPred: Tensor, options: never) => Tensor>(
  Object.entries<never>({ ...lossFunctions, ...metrics.functions } as never),
);

const all = await parityCases('metrics');
let count = 0;

const courses = all.filter(({ kind }) => kind === 'metric').map((one) => ({ ...one, ...asked(one) }));
const judged = all.filter(({ kind }) => kind === 'metric_function').map((one) => ({ ...one, ...applied(one) }));
const answers = evaluateInParts([...courses, ...judged].flatMap(({ tensors }) => tensors));

describe.each(courses)('$id', (one) => {
  const { answer, metric, at, batches } = one;
  test('gives what Keras gives after each batch', async () => {
    for (const [i, recorded] of listOf(answer.results).entries()) {
      const expected = arrayOf({ recorded }, 'recorded');
      const result = (await answers)[at + i] ?? internal('no result');
      expect(result.shape).toEqual(expected.shape);
      expect(reportCase('metrics', one, largestDifference(result.data, expected.data))).toBeLessThan(1e-6);
    }
  });

  test('has the state that Keras has', async () => {
    for (const [i, recorded] of listOf(answer.variables).entries()) {
      const { name, value } = recorded as Fields;
      expect(metric.variables[i]?.name).toBe(name);
      const expected = arrayOf({ value: value ?? null }, 'value');
      const state = (await answers)[at + batches + i] ?? internal('no state');
      expect(state.shape).toEqual(expected.shape);
      expect(reportCase('metrics', one, largestDifference(state.data, expected.data))).toBeLessThan(1e-6);
    }
  });

  test('is named and written as Keras does', () => {
    expect(metric.name).toBe(answer.name);
    const written = { ...metric.getConfig() };
    // Keras 3.15 forgets the axis of the cosine similarity; it is written where it is not the default.
    if (metric.className === 'CosineSimilarity') delete written.axis;
    const { delta: _, label_weights: weights, ...expected } = answer.config as Fields;
    if (weights !== undefined && weights !== null) delete written.label_weights;
    expect(written).toEqual(weights === null ? { ...expected, label_weights: null } : expected);
  });
});

describe.each(judged)('$id', (one) => {
  const { answer, at } = one;
  test('gives what Keras gives', async () => {
    const expected = arrayOf(answer, 'output');
    const result = (await answers)[at] ?? internal('no result');
    expect(result.shape).toEqual(expected.shape);
    expect(reportCase('metrics', one, largestDifference(result.data, expected.data))).toBeLessThan(1e-6);
  });
});

function asked({ name, given, config, answer }: ParityCase) {
  const metric = made(name, (given.config ?? {}) as Fields, config);
  const updates = listOf(answer.updates).map((update) => {
    const { y_true, y_pred, values, sample_weight } = update as Fields;
    const read = (array: Recorded | undefined) => (array === undefined ? null : tensor(arrayOf({ array }, 'array')));
    const inputs = (values === undefined ? [y_true, y_pred, sample_weight] : [values, sample_weight]).map(read);
    return inputs as unknown as Update; // means of values take no labels
  });
  const { results, state } = course(metric, updates);
  const at = count;
  count += results.length + state.length;
  return { metric, tensors: [...results, ...state], at, batches: results.length };
}

function made(name: string, saved: Fields, options: Fields): metrics.Metric {
  const { fn, delta, name: label } = options;
  if (typeof fn === 'string') {
    const judge = functions.get(camel(fn)) ?? internal(fn);
    const named = label === undefined ? {} : { name: String(label) };
    if (delta === undefined) return new metrics.MeanMetricWrapper(judge as metrics.MetricFunction, named);
    const huber = (yTrue: Tensor, yPred: Tensor) => judge(yTrue, yPred, { delta } as never);
    return new metrics.MeanMetricWrapper(huber, named);
  }
  const { made, options: read } = catalogue.find({ class_name: name, config: saved });
  return new made(read as never);
}

function applied({ name, config, answer }: ParityCase) {
  const inputs = answer.inputs as Fields;
  const judge = functions.get(camel(name)) ?? internal(name);
  const output = judge(tensor(arrayOf(inputs, 'y_true')), tensor(arrayOf(inputs, 'y_pred')), config as never);
  return { tensors: [output], at: count++ };
}

function listOf(recorded: Recorded | undefined): readonly Recorded[] {
  return Array.isArray(recorded) ? recorded : [];
}
