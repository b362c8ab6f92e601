import { beforeAll, describe, expect, test } from 'vitest';
import { vjp } from '../autodiff/index.ts';
import {
  type Dim,
  type DType,
  dtypeNames,
  isFloat,
  isVariable,
  leaves,
  maskOf,
  type ProgramRecorder,
  placeholder,
  read,
  type Shape,
  type Structure,
  setMask,
  type Tensor,
  tensor,
  Unknown,
} from '../graph/index.ts';
import { input } from '../layers/core/input.ts';
import type { AnyLayer } from '../layers/layer.ts';
import { compile, type Data, evaluateRaw, run, settleAssignments, trace } from '../runtime/index.ts';
import { internal } from '../utils/errors.ts';
import { layerNamed } from './layer-classes.ts';
import { essential } from './layer-config.ts';
import { expectClose } from './numbers.ts';
import {
  camelKeys,
  isRecordedArray,
  largestDifference,
  type ParityCase,
  parityCases,
  type Recorded,
  type RecordedArray,
} from './parity.ts';
import { reportCase } from './parity-report.ts';

/** Where we knowingly differ from Keras, case by case. */
export interface Differences {
  /** Cases that are left out, by their ids or by the class they are of, each with the reason. */
  readonly skipped?: Readonly<Record<string, string>>;
  /** Cases whose symbolic output shape Keras gets wrong, with the right one. */
  readonly shapes?: Readonly<Record<string, Shape | readonly Shape[]>>;
  /** Cases that need axes known which Keras left open, by what they share. */
  readonly closed?: (one: ParityCase) => boolean;
  /** Options that we keep as they were given, where Keras's building of the layer changes them. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, Recorded>>>>;
}

/** How far numbers may be apart, relative to max(1, |expected|). */
const tolerance = 2e-5;

/** Everything that a case gives, by the name of the recorded answer. */
type Results = Map<string, Tensor>;

/** So many cases make one program: more compile in more than their share of time. */
const together = 40;

/**
 * Registers the tests of a family of recorded layers: output, mask, losses, changed state, gradients, weights, shapes and
 * config, each against Keras's answer. Cases are computed a few dozen at a time, so that time stays bounded.
 */
export function layerParity(
  family: string,
  { skipped = {}, shapes = {}, closed = () => false, options = {} }: Differences = {},
): Promise<void> {
  return parityCases(family).then((all) => {
    describe(`${family}, as Keras answers`, () => {
      const reasonOf = ({ id, name }: ParityCase) => skipped[id] ?? skipped[name];
      for (const one of all) {
        const reason = reasonOf(one);
        if (reason !== undefined) test.skip(`${one.id}: ${reason}`, () => {});
      }
      const cases = all.filter((one) => reasonOf(one) === undefined);
      for (let first = 0; first < cases.length; first += together)
        compared(cases.slice(first, first + together), { shapes, closed, options });
    });
  });
}

/** Registers the tests of a few cases, which make one program. */
function compared(
  given: readonly ParityCase[],
  { shapes, closed, options }: Required<Omit<Differences, 'skipped'>>,
): void {
  const cases = given.map((one) => (closed(one) ? withoutUnknown(one) : one));
  describe(`from ${cases[0]?.id} on`, () => {
    const made = new Map<string, AnyLayer | unknown>();
    let computed: ReadonlyMap<string, Data> = new Map();

    beforeAll(async () => {
      for (const one of cases)
        made.set(
          one.id,
          attempt(() => built(one)),
        );
      computed = await runAll(cases, made);
    }, 120_000);

    for (const one of cases)
      test(one.id, () => {
        const layer = made.get(one.id);
        if (!isLayer(layer)) throw layer;
        checkWeights(one, layer);
        checkConfig(one, layer, options[one.id]);
        checkShapes(one, shapes[one.id]);
        for (const variant of variants) checkNumbers(one, variant, computed);
      });
  });
}

function withoutUnknown({ given, ...rest }: ParityCase): ParityCase {
  const { unknown_inputs: _open, ...closed } = given;
  return { ...rest, given: closed };
}

/** Each case is computed twice: with all axes known, and as in training, with those left open that Keras left open. */
const variants = ['known', 'open'] as const;

function attempt<T>(body: () => T): T | unknown {
  try {
    return body();
  } catch (error) {
    return error;
  }
}

function isLayer(value: unknown): value is AnyLayer {
  return typeof value === 'function' && 'getConfig' in value;
}

/** The layer of a case, with the recorded weights. */
function built({ name, given, answer }: ParityCase): AnyLayer {
  const layer = layerNamed(name, objectOf(given.config));
  layer.computeOutputShape(structured(answer.inputs, ({ shape }) => shape) as never); // shapes nested as the inputs are
  layer.setWeights(weightsOf(answer).map(({ value }) => tensorOf(value)));
  return layer;
}

/** Runs cases as one program. */
async function runAll(cases: readonly ParityCase[], made: Map<string, unknown>): Promise<ReadonlyMap<string, Data>> {
  await settleAssignments(evaluateRaw);
  const results: Results = new Map();
  const fed: Tensor[] = [];
  const data: Data[] = [];
  const feed = (recorded: RecordedArray, dims: readonly Dim[]): Tensor => {
    const place = placeholder({ dtype: dtypeOf(recorded), dims });
    fed.push(place);
    data.push({ data: arrayOf(recorded), shape: recorded.shape });
    return place;
  };
  const program = trace(fed, false, (recorder) => {
    for (const one of cases)
      for (const variant of variants) {
        const layer = made.get(one.id);
        if (!isLayer(layer)) continue;
        const error = attempt(() => record(one, variant, layer, recorder, feed, results));
        if (error !== undefined) made.set(one.id, error);
      }
    return [...results.values()];
  });
  const values = await run(program, await compile(program), data, evaluateRaw);
  return new Map([...results.keys()].map((key, i) => [key, values[i] ?? internal('a result is missing')]));
}

/** Records what a case computes. */
function record(
  { id, given, answer }: ParityCase,
  variant: (typeof variants)[number],
  layer: AnyLayer,
  recorder: ProgramRecorder,
  feed: (recorded: RecordedArray, dims: readonly Dim[]) => Tensor,
  results: Results,
): void {
  // Inputs of as many samples share their batch axis; Concatenate along the batch also takes others.
  const batches = new Map<number | undefined, Unknown>();
  const open = leavesOf(given.unknown_inputs);
  const inputs = structured(answer.inputs, (recorded, i) => {
    const [samples] = recorded.shape;
    const batch = batches.get(samples) ?? new Unknown();
    batches.set(samples, batch);
    return feed(recorded, variant === 'known' ? recorded.shape : openDims(recorded.shape, open[i], batch));
  });
  const tensors = leaves(inputs);
  for (const [i, mask] of leavesOf(answer.masks).entries()) {
    const input = tensors[i];
    if (!isRecordedArray(mask) || !input) continue;
    const given = leavesOf(answer.inputs)[i];
    const known = isRecordedArray(given) ? given.shape : [];
    // An axis as long as that of the input is the same axis, so that both are open or neither.
    const dims = mask.shape.map((length, axis) => (length === known[axis] ? (input.dims[axis] ?? length) : length));
    setMask(input, feed(mask, dims));
  }
  const options = Object.fromEntries(
    Object.entries(camelKeys(objectOf(answer.call))).map(([name, option]) => [
      name,
      isRecordedArray(option) ? feed(option, option.shape) : option,
    ]),
  );
  const put = (name: string, value: Tensor | null): void => {
    if (value !== null) results.set(`${id}/${variant}/${name}`, value);
  };
  const lossesBefore = recorder.losses.length;
  for (const weight of layer.weights) recorder.current.delete(weight);
  const outputs = leaves(layer.apply(inputs as never, options as never)); // the structure and options that Keras took
  for (const [i, output] of outputs.entries()) {
    put(`output/${i}`, output);
    put(`mask/${i}`, maskOf(output));
  }
  const penalties = layer.trainableWeights.flatMap((weight) => weight.regularizer?.(read(weight)) ?? []);
  for (const [i, loss] of [...recorder.losses.slice(lossesBefore), ...penalties].entries()) put(`loss/${i}`, loss);
  for (const [i, weight] of layer.weights.entries()) put(`updated/${i}`, recorder.current.get(weight) ?? null);

  const differentiable = outputs.filter(({ dtype }) => isFloat(dtype));
  const projections = leavesOf(answer.projection).filter(isRecordedArray);
  const seeds = differentiable.map((output, i) => feed(projections[i] ?? internal(`${id}: a projection`), output.dims));
  const weights = layer.weights.map((weight) => recorder.entry(weight));
  const targets = [...tensors, ...weights];
  const gradients = vjp(differentiable, seeds, targets);
  for (const [i] of tensors.entries()) put(`gradient/inputs/${i}`, gradients[i] ?? null);
  for (const [i] of weights.entries()) put(`gradient/weights/${i}`, gradients[tensors.length + i] ?? null);
}

function checkNumbers(one: ParityCase, variant: string, computed: ReadonlyMap<string, Data>): void {
  const { id, answer } = one;
  const check = (name: string, expected: Recorded | undefined, allowed = tolerance): void => {
    const actual = computed.get(`${id}/${variant}/${name}`);
    if (!isRecordedArray(expected)) return;
    expect(actual, `${name} (${variant} axes) is missing`).toBeDefined();
    if (actual === undefined) return;
    reportCase('layers', one, largestDifference(actual.data, expected.data));
    within(`${name} (${variant} axes)`, () => expectClose(actual, numbersOf(expected), allowed));
  };
  for (const [i, output] of leavesOf(answer.output).entries()) check(`output/${i}`, output);
  for (const [i, mask] of leavesOf(answer.mask).entries()) {
    check(`mask/${i}`, mask);
    if (mask === null) expect(computed.has(`${id}/${variant}/mask/${i}`), 'no mask comes out').toBe(false);
  }
  const losses = leavesOf(answer.losses);
  for (const [i, loss] of losses.entries()) check(`loss/${i}`, loss);
  expect(computed.has(`${id}/${variant}/loss/${losses.length}`), 'no further loss').toBe(false);
  for (const [i, updated] of leavesOf(answer.updated).entries()) {
    check(`updated/${i}`, updated);
    if (updated === null) expect(computed.has(`${id}/${variant}/updated/${i}`), 'a weight stays').toBe(false);
  }
  const gradient = objectOf(answer.gradient);
  for (const part of ['inputs', 'weights'] as const)
    for (const [i, slope] of leavesOf(gradient[part]).entries()) check(`gradient/${part}/${i}`, slope, 5 * tolerance);
}

function checkWeights({ answer }: ParityCase, layer: AnyLayer): void {
  expect(
    layer.weights.map(({ name, shape, trainable }) => ({ name, shape, trainable })),
    'weights',
  ).toEqual(weightsOf(answer).map(({ name, value, trainable }) => ({ name, shape: value.shape, trainable })));
}

function checkConfig(
  { given, answer }: ParityCase,
  layer: AnyLayer,
  kept: Readonly<Record<string, Recorded>> = {},
): void {
  const named = 'name' in objectOf(given.config ?? {});
  expect(essential(layer.getConfig(), named), 'config').toEqual(
    essential({ ...objectOf(answer.config), ...kept }, named),
  );
}

function checkShapes({ name, given, answer }: ParityCase, right: Shape | readonly Shape[] | undefined): void {
  const layer = layerNamed(name, objectOf(given.config));
  const batched = structured(answer.inputs, ({ shape }) => [null, ...shape.slice(1)]);
  const options = objectOf(answer.call);
  const check = (shapes: unknown, expected: Recorded | undefined) => {
    // Options other than these change what is computed, and with it the shape.
    const ordinary = Object.keys(options).every((name) => name === 'training' || name === 'mask');
    const actual = ordinary ? layer.computeOutputShape(shapes as never) : shapeOfCall(layer, shapes, options); // nested as the inputs are
    const real = leavesOf(answer.output).map((output) => (isRecordedArray(output) ? output.shape : []));
    for (const [i, shape] of shapeLeaves(right ?? expected).entries()) {
      const inferred = shapeLeaves(actual)[i] ?? [];
      // We may know more than Keras, never less; what is known must be so.
      expect(inferred.length, 'rank of the inferred shape').toBe(shape.length);
      for (const [axis, dim] of inferred.entries()) {
        if (shape[axis] !== null) expect(dim, `axis ${axis} of the inferred shape`).toBe(shape[axis]);
        else if (dim !== null) expect(dim, `axis ${axis} of the inferred shape`).toBe(real[i]?.[axis]);
      }
    }
  };
  check(batched, answer.output_shape);
  if (given.unknown_inputs !== undefined) check(given.unknown_inputs, answer.unknown_output_shape);
}

/** The shapes that a call with options gives. */
function shapeOfCall(layer: AnyLayer, shapes: unknown, options: Readonly<Record<string, Recorded>>): unknown {
  const inputs = isShape(shapes)
    ? input({ batchShape: shapes })
    : shapeLeaves(shapes).map((shape) => input({ batchShape: shape }));
  const given = Object.entries(camelKeys(options)).map(([name, option]) => [
    name,
    isRecordedArray(option) ? input({ batchShape: [null, ...option.shape.slice(1)], dtype: dtypeOf(option) }) : option,
  ]);
  return leaves(layer.apply(inputs as never, Object.fromEntries(given) as never)).map((output) => output.shape); // what the case says it takes
}

/** A structure of recorded tensors with each replaced. */
function structured<U>(
  recorded: Recorded | undefined,
  change: (leaf: RecordedArray, index: number) => U,
): Structure & U {
  let next = 0;
  const visit = (part: Recorded | undefined): unknown => {
    if (isRecordedArray(part)) return change(part, next++);
    if (Array.isArray(part)) return part.map(visit);
    return Object.fromEntries(Object.entries(objectOf(part)).map(([key, inner]) => [key, visit(inner)]));
  };
  return visit(recorded) as Structure & U; // nested as the recording is
}

/** Tensors and nulls of a recording, in order; shapes count as one. */
function leavesOf(recorded: Recorded | undefined): readonly Recorded[] {
  if (recorded === undefined) return [];
  if (recorded === null || isRecordedArray(recorded) || isShape(recorded)) return [recorded];
  if (Array.isArray(recorded)) return recorded.flatMap(leavesOf);
  return Object.values(objectOf(recorded)).flatMap(leavesOf);
}

function isShape(value: unknown): value is Shape {
  return Array.isArray(value) && value.length > 0 && value.every((dim) => dim === null || typeof dim === 'number');
}

function shapeLeaves(value: unknown): readonly Shape[] {
  if (isShape(value) || (Array.isArray(value) && value.length === 0)) return [value as Shape]; // the shape of a scalar is empty
  if (Array.isArray(value)) return value.flatMap(shapeLeaves);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(shapeLeaves) : [];
}

/** The dims of a placeholder whose batch, and whatever Keras was not told, is unknown. */
function openDims(shape: readonly number[], open: Recorded | undefined, batch: Unknown): readonly Dim[] {
  return shape.map((length, axis) => {
    if (axis === 0) return batch;
    return isShape(open) && open[axis] === null ? new Unknown() : length;
  });
}

interface RecordedWeight {
  readonly name: string;
  readonly trainable: boolean;
  readonly value: RecordedArray;
}

function weightsOf(answer: ParityCase['answer']): readonly RecordedWeight[] {
  const list = Array.isArray(answer.weights) ? answer.weights : [];
  return list.map((one: Recorded) => {
    const { name, trainable, value } = objectOf(one);
    if (!isRecordedArray(value)) throw new Error('a recorded weight without a value');
    return { name: String(name), trainable: trainable === true, value };
  });
}

function objectOf(recorded: Recorded | undefined): Readonly<Record<string, Recorded>> {
  if (typeof recorded !== 'object' || recorded === null || Array.isArray(recorded) || isRecordedArray(recorded))
    return {};
  return recorded as Readonly<Record<string, Recorded>>; // what is left is a record; the compiler keeps lists in
}

function dtypeOf({ dtype }: RecordedArray): DType {
  return dtypeNames.find((name) => name === dtype) ?? internal(`a recorded tensor of ${dtype}`);
}

function arrayOf({ data }: RecordedArray): Exclude<RecordedArray['data'], Float64Array> {
  return data instanceof Float64Array ? Float32Array.from(data) : data;
}

function numbersOf(recorded: RecordedArray): Data {
  return { data: arrayOf(recorded), shape: recorded.shape };
}

function tensorOf(recorded: RecordedArray): Tensor {
  const made = tensor({ data: arrayOf(recorded), shape: recorded.shape });
  return isVariable(made) ? internal('a recorded variable') : made;
}

function within(where: string, body: () => void): void {
  try {
    body();
  } catch (error) {
    if (error instanceof Error) error.message = `${where}: ${error.message}`;
    throw error;
  }
}
