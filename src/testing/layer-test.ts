import { describe, expect, test } from 'vitest';
import {
  isFloat,
  leaves,
  maskOf,
  ProgramRecorder,
  recorder,
  type Shape,
  type Structure,
  setMask,
  type Tensor,
  type TensorSpec,
  tensor,
  Unknown,
  type Variable,
} from '../graph/index.ts';
import { input } from '../layers/core/input.ts';
import type { AnyLayer, Layer } from '../layers/layer.ts';
import { model } from '../models/index.ts';
import { type Data, evaluate } from '../runtime/index.ts';
import { loadModel } from '../saving/index.ts';
import type { ArrayData } from '../utils/arrays.ts';
import { internal } from '../utils/errors.ts';
import { layerClasses, reviveLayer } from './layer-classes.ts';
import { expectClose, type RandomOptions, random } from './numbers.ts';
import { differences, probe, seedsFor } from './probe.ts';

/** One input: numbers with their shape, or a shape for random ones. */
export type LayerInput = ArrayData | ({ readonly shape: readonly number[] } & RandomOptions);

/** One case of a layer. */
export interface LayerCase {
  /** A new layer, the same each time; a seed where it draws. */
  readonly make: () => unknown;
  /** What it is called on: one tensor, or a list. */
  readonly inputs: LayerInput | readonly LayerInput[];
  /** The shape of the output, batch included. */
  readonly expectedShape: readonly number[];
  /** Axes, besides the batch, that may be unknown in all inputs. Default: none. */
  readonly open?: readonly number[];
  /** Names and shapes of the weights, in order. Default: none. */
  readonly weights?: readonly (readonly [name: string, shape: Shape])[];
  /** Whether values and gradients are those of training. Default `false`. */
  readonly training?: boolean;
  /** Whether gradients are compared with finite differences. Default `true`. */
  readonly gradient?: boolean;
  /** Whether a mask on the inputs comes out again. Not tried where it is not said. */
  readonly mask?: 'passes' | 'ends';
  /** Whether it can be written down. Default `true`. */
  readonly config?: boolean;
  /** Whether it has a loss to learn from: float outputs. Default `true`. */
  readonly learns?: boolean;
  /** Calls that must fail, each with its message. */
  readonly bad?: readonly { readonly run: () => unknown; readonly message: RegExp | string }[];
}

/**
 * Registers the tests that every layer goes through: inferred against real shapes, with unknown axes too; names and shapes
 * of its weights; there and back by its config and by a file; gradients of inputs and weights against finite differences; steps of training
 * in a model; masks; and the messages of wrong calls. Inputs should keep away from kinks, as in `opTest`.
 *
 * @example
 * layerTest('dense', { make: () => dense(3), inputs: { shape: [2, 4] }, expectedShape: [2, 3], weights: [['kernel', [4, 3]], ['bias', [3]]] });
 */
export function layerTest(name: string, given: LayerCase): void {
  const { training = false, weights = [], expectedShape, open = [], mask } = given;
  const many = isList(given.inputs);
  const data = (isList(given.inputs) ? given.inputs : [given.inputs]).map(numbers);
  const make = (): AnyLayer => given.make() as AnyLayer; // any layer, seen without its types
  const together = (tensors: readonly Tensor[]): Structure => (many ? tensors : (tensors[0] ?? internal('no input')));
  const apply = (layer: AnyLayer, tensors: readonly Tensor[], options: object = { training }): readonly Tensor[] =>
    leaves(layer.apply(together(tensors) as never, options as never)); // what the case says it takes
  const onData = (layer: AnyLayer) =>
    apply(
      layer,
      data.map((one) => tensor(one)),
    );
  const outputShape = (layer: AnyLayer, change: (shape: readonly number[]) => Shape): Shape => {
    const all = data.map(({ shape }) => change(shape));
    const shape: unknown = layer.computeOutputShape((many ? all : all[0]) as never); // nested as the inputs are
    return shape as Shape; // of one tensor
  };

  const x = (many ? data : data[0]) as never; // nested as the inputs are
  const inModel = (layer: AnyLayer) => {
    const places = data.map(({ shape, data }) =>
      input({ shape: shape.slice(1), dtype: tensor({ data, shape }).dtype }),
    );
    const [output] = apply(layer, places, {});
    return model({ inputs: together(places), outputs: output ?? internal('no output') });
  };

  describe(name, () => {
    test('infers the shape that runs give', async () => {
      const layer = make();
      const [result] = await evaluate(onData(layer));
      expect(result?.shape).toEqual(expectedShape);
      const batchless = (shape: Shape) => shape.slice(1);
      const closed = outputShape(layer, ([, ...rest]) => [null, ...rest]);
      expect(batchless(closed)).toEqual(batchless(expectedShape));
      const [symbolic] = apply(
        make(),
        data.map(({ shape, data }) => input({ shape: shape.slice(1), dtype: tensor({ data, shape }).dtype })),
      );
      expect(symbolic?.shape).toEqual(closed);
      if (open.length === 0) return;
      const opened = outputShape(make(), (shape) =>
        shape.map((dim, axis) => (axis === 0 || open.includes(axis) ? null : dim)),
      );
      expect(opened.map((dim, axis) => (axis === 0 ? expectedShape[0] : (dim ?? expectedShape[axis])))).toEqual(
        expectedShape,
      );
    });

    test('has the weights that Keras has', () => {
      const layer = make();
      onData(layer);
      expect(layer.weights.map((weight) => [weight.name, weight.shape])).toEqual(weights);
      expect(layer.countParams()).toBe(
        weights.reduce((sum, [, shape]) => sum + shape.reduce<number>((a, b) => a * (b ?? 1), 1), 0),
      );
    });

    if (given.config !== false)
      test('comes back from its config, written as JSON', async () => {
        const layer = make();
        const before = onData(layer);
        const config = layer.getConfig();
        const read: typeof config = JSON.parse(JSON.stringify(config));
        expect(read).toEqual(config);
        const again = (layer.constructor as typeof Layer).fromConfig(read, reviveLayer); // made by its class
        expect(again.getConfig()).toEqual(config);
        expect(again.className).toBe(layer.className);
        outputShape(again, (shape) => shape);
        again.setWeights(await layer.getWeights());
        const expected = await evaluate(before);
        for (const [i, output] of (await evaluate(onData(again))).entries())
          expectClose(output, expected[i] ?? [], 1e-6);
      });

    if (given.config !== false)
      test('comes back from a .keras file', async () => {
        const net = inModel(make());
        const read = await loadModel(await net.toKeras());
        const [before, after] = [await net.predict(x), await read.predict(x)];
        expectClose(after, before, 1e-6);
      });

    if (given.gradient !== false)
      test('has the gradients of finite differences, of inputs and weights', async () => {
        const layer = make();
        onData(layer);
        const { weights: variables } = layer;
        const values: readonly Data[] = [
          ...(await evaluate(data.map((one) => tensor(one)))),
          ...(await startsOf(variables)),
        ];
        const specs: TensorSpec[] = [...data.map((one) => tensor(one)), ...variables];
        const targets = specs.map(({ dtype }, i) => isFloat(dtype) && (variables[i - data.length]?.trainable ?? true));
        const op = (tensors: readonly Tensor[]) =>
          withWeights(variables, tensors.slice(data.length), () => apply(layer, tensors.slice(0, data.length)));
        const outputs = onData(layer);
        const seeds = seedsFor(outputs, await evaluate(outputs));
        for (const free of [false, true]) {
          const one = await probe(op, free ? opened(specs, data.length, open) : specs, targets, seeds);
          const { grads } = await one.run(values);
          let next = 0;
          for (const [k, value] of values.entries()) {
            if (!targets[k]) continue;
            const grad = grads[next++] ?? expect.fail('a gradient is missing');
            const at = async (changed: Data) => (await one.run(values.with(k, changed))).outputs;
            const slopes = await differences(value, seeds, at);
            expectClose(
              slopes.map(([index]) => Number(grad.data[index])),
              slopes.map(([, slope]) => slope),
              1e-3,
            );
          }
          if (open.length === 0) break;
        }
      });

    if (given.learns !== false)
      test('learns in a model', async () => {
        const layer = make();
        const net = inModel(layer);
        net.compile({ optimizer: 'sgd', loss: 'mse' });
        const y = random(expectedShape, { seed: 31 });
        const start = await layer.getWeights();
        const losses: number[] = [];
        for (let step = 0; step < 4; step++) {
          const { loss = Number.NaN } = await net.trainOnBatch(x, y as never); // numbers with their shape
          losses.push(loss);
        }
        expect(losses.every((loss) => Number.isFinite(loss) && loss > 0)).toBe(true);
        if (layer.trainableWeights.length === 0) return;
        expect(losses.at(-1)).toBeLessThan(losses[0] ?? Number.NaN);
        expect(await layer.getWeights()).not.toEqual(start);
      });

    if (mask !== undefined)
      test(mask === 'passes' ? 'passes masks on' : 'lets no mask through', async () => {
        const tensors = data.map((one) => tensor(one));
        const kept = tensor(stepsOf(data[0]?.shape ?? []), undefined, 'bool');
        for (const one of tensors) setMask(one, kept);
        const [output] = apply(make(), tensors);
        const passed = output === undefined ? null : maskOf(output);
        if (mask === 'ends') expect(passed).toBeNull();
        else expect(await passed?.array()).toEqual(await kept.array());
      });

    for (const { run: wrong, message } of given.bad ?? [])
      test(`refuses: ${message}`, () => expect(async () => wrong()).rejects.toThrow(message));

    test('is a public class', () => expect(layerClasses.has(make().className)).toBe(true));
  });
}

/** Numbers of an input. */
function numbers(given: LayerInput): ArrayData {
  return 'data' in given ? given : random(given.shape, given);
}

/** A mask of the first two axes: every third step does not count. */
function stepsOf([batch = 1, steps = 1]: readonly number[]): boolean[][] {
  return Array.from({ length: batch }, (_, i) => Array.from({ length: steps }, (_, j) => (i + j) % 3 !== 2));
}

/** The values that weights start from; those of variables that a run has changed are as they are now. */
async function startsOf(variables: readonly Variable[]): Promise<readonly Data[]> {
  return Promise.all(variables.map((variable) => variable.evaluated()));
}

/** Runs `body` with other values in place of variables, in the program being recorded; what it assigns is forgotten. */
function withWeights<T>(variables: readonly Variable[], values: readonly Tensor[], body: () => T): T {
  const current = recorder();
  if (!(current instanceof ProgramRecorder)) return body();
  for (const [i, variable] of variables.entries())
    current.assign(variable, values[i] ?? internal('a value is missing'));
  try {
    return body();
  } finally {
    for (const variable of variables) current.current.delete(variable);
  }
}

/** The inputs' specs with an unknown batch, the same for all, and unknown axes where the case says so. */
function opened(specs: readonly TensorSpec[], inputs: number, open: readonly number[]): readonly TensorSpec[] {
  const axes = [0, ...open].map((axis) => [axis, new Unknown()] as const);
  return specs.map(({ dtype, dims }, i) => {
    if (i >= inputs) return { dtype, dims };
    return { dtype, dims: dims.map((dim, axis) => axes.find(([at]) => at === axis)?.[1] ?? dim) };
  });
}

function isList(inputs: LayerCase['inputs']): inputs is readonly LayerInput[] {
  return Array.isArray(inputs);
}
