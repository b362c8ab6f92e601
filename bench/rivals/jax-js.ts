/*
 * One measurement of jax-js in Node, on WebAssembly: a function of parameters with valueAndGrad and jit, and Adam written out, as
 * its tutorials do. Every use of an array but the last takes a reference (`.ref`).
 */
import { assignment, report } from '../command-line.ts';
import { type Assignment, Epochs, type Finding, timesOf } from '../measure.ts';
import { type PlainLayer, plainLayers, samples, type Workload } from '../workloads.ts';
import { rival } from './install.ts';

/** An array of jax-js, as far as it is used here. */
interface Values {
  readonly ref: Values;
  readonly shape: readonly number[];
  add(other: Values | number): Values;
  sub(other: Values | number): Values;
  mul(other: Values | number): Values;
  div(other: Values | number): Values;
  mean(axis?: number): Values;
  sum(axis?: number): Values;
  max(axis?: number): Values;
  reshape(shape: readonly number[]): Values;
  slice(...index: (number | [])[]): Values;
  data(): Promise<unknown>;
  dispose(): void;
}

type Step = (...args: unknown[]) => [Values[], Values[], Values[], Values];

/** jax-js, as far as it is used here: it is no dependency, so its types are not at hand. */
interface JaxJs {
  readonly numpy: {
    array(values: Float32Array | Int32Array | number, options?: object): Values;
    readonly int32: string;
    zeros(shape: readonly number[]): Values;
    matmul(a: Values, b: Values): Values;
    sqrt(x: Values): Values;
    square(x: Values): Values;
    power(x: number, y: Values): Values;
    take(x: Values, indices: Values, axis: number): Values;
    where(condition: Values, a: Values, b: number): Values;
  };
  readonly nn: {
    relu(x: Values): Values;
    gelu(x: Values, options: object): Values;
    logSoftmax(x: Values): Values;
    oneHot(x: Values, classes: number): Values;
    standardize(x: Values, axis: number, options: object): Values;
  };
  readonly lax: {
    conv(x: Values, kernel: Values, strides: number[], padding: string): Values;
    reduceWindow(x: Values, compute: (x: Values) => Values, window: number[], strides: number[]): Values;
  };
  readonly random: {
    key(seed: number): Values;
    split(key: Values, count: number): Values;
    bernoulli(key: Values, p: number, shape: readonly number[]): Values;
  };
  init(device: string): Promise<readonly string[]>;
  defaultDevice(device: string): void;
  jit<F>(compute: F): F;
  valueAndGrad(compute: (parameters: Values[]) => Values): (parameters: Values[]) => [Values, Values[]];
  blockUntilReady(values: unknown): Promise<unknown>;
}

const given = assignment();
const begin = performance.now();
const jax: JaxJs = await import(rival('@jax-js/jax'));
const { numpy: np, nn, lax, random } = jax;
await jax.init('wasm');
jax.defaultDevice('wasm');
const imported = performance.now() - begin;

/** A layer on its parameters; `key` is null when predicting. */
interface Part {
  readonly parameters: readonly Values[];
  apply(x: Values, parameters: readonly Values[], key: Values | null): Values;
}

function network({ input, layers }: Workload): readonly Part[] {
  let shape = input.length === 3 ? [input[2] ?? 1, ...input.slice(0, 2)] : [...input];
  const last = () => shape.at(-1) ?? 1;
  const activated = (name: string | undefined) => (x: Values) =>
    name === 'relu' ? nn.relu(x) : name === 'gelu' ? nn.gelu(x, { approximate: false }) : x;
  const made = (spec: PlainLayer): Part => {
    switch (spec.kind) {
      case 'dense': {
        const parameters = [drawn([last(), spec.units], last()), np.zeros([spec.units])];
        shape = [...shape.slice(0, -1), spec.units];
        const after = activated(spec.activation);
        return { parameters, apply: (x, [kernel, bias]) => after(np.matmul(x, some(kernel)).add(some(bias))) };
      }
      case 'conv2D': {
        const [channels = 1, ...sides] = shape;
        const { filters, kernel: size } = spec;
        const parameters = [drawn([filters, channels, size, size], channels * size ** 2), np.zeros([filters, 1, 1])];
        shape = [filters, ...sides.map((side) => side - size + 1)];
        const after = activated(spec.activation);
        return {
          parameters,
          apply: (x, [kernel, bias]) => after(lax.conv(x, some(kernel), [1, 1], 'VALID').add(some(bias))),
        };
      }
      case 'maxPooling2D': {
        const window = [spec.size, spec.size];
        shape = [shape[0] ?? 1, ...shape.slice(1).map((side) => Math.floor(side / spec.size))];
        return { parameters: [], apply: (x) => lax.reduceWindow(x, (all) => all.max(), window, window) };
      }
      case 'flatten':
        shape = [shape.reduce((product, dim) => product * dim, 1)];
        return { parameters: [], apply: (x) => x.reshape([x.shape[0] ?? 1, -1]) };
      case 'dropout':
        return {
          parameters: [],
          apply: (x, _, key) => {
            if (key === null) return x;
            const kept = random.bernoulli(key, 1 - spec.rate, x.shape);
            return np.where(kept, x.mul(1 / (1 - spec.rate)), 0);
          },
        };
      case 'layerNormalization':
      case 'batchNormalization': {
        const axis = spec.kind === 'layerNormalization' ? -1 : 0;
        const parameters = [np.zeros([last()]).add(1), np.zeros([last()])];
        return {
          parameters,
          apply: (x, [scale, offset]) => nn.standardize(x, axis, { epsilon: 1e-3 }).mul(some(scale)).add(some(offset)),
        };
      }
      case 'embeddingBag':
        shape = [spec.units];
        return {
          parameters: [drawn([spec.vocabulary, spec.units], 400)],
          apply: (x, [table]) => np.take(some(table), x, 0).mean(1),
        };
    }
  };
  return plainLayers(layers).map(made);
}

function drawn(shape: readonly number[], fan: number): Values {
  const length = shape.reduce((product, dim) => product * dim, 1);
  const width = Math.sqrt(3 / fan);
  return np.array(Float32Array.from({ length }, () => (2 * Math.random() - 1) * width)).reshape(shape);
}

function some(value: Values | undefined): Values {
  if (value === undefined) throw new Error('a parameter is missing');
  return value;
}

/** The network's answer; takes `x`, the parameters and the key for itself. */
function applied(layers: readonly Part[], x: Values, parameters: readonly Values[], key: Values | null): Values {
  const keys = key === null ? null : random.split(key, layers.length);
  let next = 0;
  const y = layers.reduce((h, layer, i) => {
    const own = parameters.slice(next, next + layer.parameters.length);
    next += own.length;
    return layer.apply(h, own, keys === null ? null : keys.ref.slice(i));
  }, x);
  keys?.dispose();
  return y;
}

function batches(workload: Workload, count: number, size: number) {
  const { x, y } = samples(workload, count * size);
  const length = x.length / (count * size);
  const shape = workload.input.length === 3 ? [1, ...workload.input.slice(0, 2)] : workload.input;
  const options = workload.vocabulary === undefined ? {} : { dtype: np.int32 };
  return Array.from({ length: count }, (_, i) => ({
    x: np.array(x.slice(i * size * length, (i + 1) * size * length), options).reshape([size, ...shape]),
    y: np.array(y.slice(i * size, (i + 1) * size), { dtype: np.int32 }),
  }));
}

async function train({ workload, steps, seconds }: Assignment): Promise<Finding> {
  const data = batches(workload, steps, workload.batch);
  const start = performance.now();
  const layers = network(workload);
  const rate = workload.optimizer.learningRate;
  const step = jax.jit<Step>((...args) => {
    const [parameters, means, squares, count, x, y, key] = args as [Values[], Values[], Values[], ...Values[]]; // jit passes trees on
    const lossOf = (given: Values[]): Values => {
      const logits = applied(layers, some(x).ref, given, some(key).ref);
      return nn
        .logSoftmax(logits)
        .mul(nn.oneHot(some(y).ref, workload.classes))
        .sum(-1)
        .mean()
        .mul(-1);
    };
    const [loss, gradients] = jax.valueAndGrad(lossOf)(parameters.map(({ ref }) => ref));
    const m = means.map((mean, i) => mean.mul(0.9).add(some(gradients[i]).ref.mul(0.1)));
    const v = squares.map((square, i) => square.mul(0.999).add(np.square(some(gradients[i])).mul(0.001)));
    const first = np.power(0.9, some(count).ref).mul(-1).add(1);
    const second = np.power(0.999, some(count)).mul(-1).add(1);
    const updated = parameters.map((parameter, i) => {
      const width = np.sqrt(some(v[i]).ref.div(second.ref)).add(1e-7);
      return parameter.sub(some(m[i]).ref.div(first.ref).div(width).mul(rate));
    });
    for (const unused of [first, second, some(x), some(y), some(key)]) unused.dispose();
    return [updated, m, v, loss];
  });
  let parameters = layers.flatMap((layer) => layer.parameters.map(({ ref }) => ref));
  let means = parameters.map(({ shape }) => np.zeros(shape));
  let squares = parameters.map(({ shape }) => np.zeros(shape));
  let count = 0;
  const once = async ({ x, y }: { readonly x: Values; readonly y: Values }) => {
    count++;
    const rest = [np.array(Float32Array.of(count)).reshape([]), x.ref, y.ref, random.key(count)];
    const [updated, m, v, loss] = step(parameters, means, squares, ...rest);
    [parameters, means, squares] = [updated, m, v];
    // Its documentation asks for this in loops; the loss is what a user shows.
    await jax.blockUntilReady(parameters);
    await loss.data();
  };
  const [firstBatch] = data;
  if (firstBatch) await once(firstBatch);
  const firstStep = performance.now() - start;
  const epochs = new Epochs({ seconds, steps });
  do for (const batch of data) await once(batch);
  while (!workload.compiling && !epochs.ended());
  return { firstStep, steps: epochs.times };
}

async function predict({ workload, seconds }: Assignment): Promise<Finding> {
  const layers = network(workload);
  const parameters = layers.flatMap((layer) => [...layer.parameters]);
  const answer = jax.jit((x: Values, given: Values[]) => applied(layers, x, given, null));
  const timed = (size: number) => {
    const [batch] = batches(workload, 1, size);
    return timesOf(seconds, () =>
      answer(
        some(batch?.x).ref,
        parameters.map(({ ref }) => ref),
      ).data(),
    );
  };
  return { single: await timed(1), large: await timed(workload.large) };
}

const found = given.kind === 'train' ? await train(given) : await predict(given);
report({ imported, version: '0.1.25', ...found });
