import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { leaves, placeholder, type Tensor, Unknown, Variable } from '../graph/index.ts';
import { batchNormalization, dense, dropout, embedding, flatten, layerNormalization } from '../layers/index.ts';
import { sparseCategoricalCrossentropy } from '../losses/index.ts';
import { Mean, SparseCategoricalAccuracy } from '../metrics/index.ts';
import { type Sequential, sequential } from '../models/index.ts';
import * as ops from '../ops/index.ts';
import { adam, type Optimizer, sgd } from '../optimizers/index.ts';
import { setRandomSeed } from '../utils/seed-generator.ts';
import {
  canStep,
  compile,
  compileSteps,
  type Data,
  evaluate,
  evaluateRaw,
  getDevice,
  type Program,
  run,
  setDevice,
  settleAssignments,
  setValue,
  trace,
} from './index.ts';
import { planSteps } from './steps-plan.ts';

interface Training {
  readonly program: Program;
  readonly predict: Program;
}

const features = 6;
const classes = 3;

/** A step of training as `fit` records it, and a prediction. */
function training(net: Sequential, optimizer: Optimizer = adam({ learningRate: 0.01 })): Training {
  const axis = new Unknown();
  const x = placeholder({ dtype: 'float32', dims: [axis, features] });
  const y = placeholder({ dtype: 'int32', dims: [axis] });
  const [mean, accuracy] = [new Mean({ name: 'loss' }), new SparseCategoricalAccuracy()];
  const program = trace([x, y], true, () => {
    const [output = x] = leaves(net.apply(x));
    const loss = sparseCategoricalCrossentropy({ fromLogits: true }).apply(y, output);
    mean.updateState(loss);
    optimizer.apply(gradients(loss, net.trainableWeights), net.trainableWeights);
    accuracy.updateState(y, output);
    return [mean.result(), accuracy.result()];
  });
  return { program, predict: trace([x], false, () => leaves(net.apply(x))) };
}

function network(): Sequential {
  setRandomSeed(3);
  return sequential([
    dense(16, { activation: 'relu', inputShape: [features] }),
    batchNormalization(),
    dropout(0.3),
    dense(8),
    layerNormalization(),
    dropout(0.2),
    dense(classes),
  ]);
}

const batch = (number: number, size = 4): readonly Data[] => [
  {
    data: Float32Array.from({ length: size * features }, (_, i) => Math.sin(97 * number + i * i)),
    shape: [size, features],
  },
  { data: Int32Array.from({ length: size }, (_, i) => (i + number) % classes), shape: [size] },
];

const numbers = (logs: readonly Data[]) => logs.map(({ data }) => [...data].map(Number));
const contents = async ({ variables }: Program) => numbers(await evaluate(variables));

const singly = async (program: Program, batches: readonly (readonly Data[])[], fuse: boolean) => {
  const logs = [];
  const compiled = await compile(program, { fuse });
  for (const inputs of batches) logs.push(numbers(await run(program, compiled, inputs, evaluateRaw)));
  return logs;
};

const together = async (program: Program, batches: readonly (readonly Data[])[]) =>
  (await (await compileSteps(program)).run(program, batches, evaluateRaw)).map(numbers);

/** Training on five batches, a rest of one and five more. */
const fives = [0, 1, 2, 3, 4].map((number) => batch(number));
const rest = [batch(5)];
const others = [6, 7, 8, 9, 10].map((number) => batch(number));

const here = getDevice();
const devices = here === 'wasm' ? (['wasm', 'webgpu'] as const) : ([here] as const);

describe.each(devices)('several steps in a run on %s', (device) => {
  beforeEach(() => setDevice(device));
  afterAll(() => setDevice(here));
  // On a GPU nothing fails for what a value is, small numbers cost nothing, and a software GPU takes long for many shapes.
  const onProcessors = test.skipIf(device === 'webgpu');

  test.each([false, true])('give the logs and the state of single steps, to the bit (fused: %s)', async (fuse) => {
    const { program: one } = training(network());
    await settleAssignments(evaluateRaw);
    const logs = await singly(one, [...fives, ...rest, ...others], fuse);
    const { program: many } = training(network());
    await settleAssignments(evaluateRaw);
    expect(canStep(many)).toBe(true);
    const stepped = [
      ...(await together(many, fives)),
      ...(await together(many, rest)),
      ...(await together(many, others)),
    ];
    expect(stepped).toEqual(logs);
    expect(await contents(many)).toEqual(await contents(one));
  });

  test('go on from single steps, and single steps and predictions from them', async () => {
    const all = [...fives, ...rest, ...others];
    const { program: one, predict: predictOne } = training(network());
    const logs = await singly(one, all, true);
    const { program: many, predict } = training(network());
    const mixed = [
      ...(await singly(many, all.slice(0, 2), true)),
      ...(await together(many, all.slice(2, 5))),
      ...(await singly(many, all.slice(5, 6), true)),
      ...(await together(many, all.slice(6, 8))),
    ];
    const [x = { data: new Float32Array(), shape: [] }] = batch(20);
    const seen = await run(predict, await compile(predict), [x], evaluateRaw);
    mixed.push(...(await together(many, all.slice(8))));
    expect(mixed).toEqual(logs);
    expect(await contents(many)).toEqual(await contents(one));
    const after = await run(predict, await compile(predict), [x], evaluateRaw);
    expect(numbers(after)).toEqual(numbers(await run(predictOne, await compile(predictOne), [x], evaluateRaw)));
    expect(numbers(seen)).not.toEqual(numbers(after));
  });

  onProcessors('serve batches of any size, and any number of them', async () => {
    const { program: one } = training(network());
    const { program: many } = training(network());
    const compiled = await compileSteps(many);
    for (const [count, size] of [
      [3, 7],
      [1, 2],
      [6, 1],
      [2, 12],
    ] as const) {
      const batches = Array.from({ length: count }, (_, i) => batch(i, size));
      const logs = (await compiled.run(many, batches, evaluateRaw)).map(numbers);
      expect(logs).toEqual(await singly(one, batches, true));
    }
    expect(await compileSteps(many)).toBe(compiled);
  });

  test('begin from values that were set between two runs', async () => {
    const [x] = [placeholder({ dtype: 'float32', dims: [new Unknown()] })];
    const total = new Variable([2], 'float32', () => Float32Array.of(1, 2));
    const count = new Variable([], 'int32', () => Int32Array.of(0));
    const program = trace([x], true, () => {
      total.assign(ops.add(total, ops.sum(x)));
      count.assign(ops.add(count, 1));
      return [ops.multiply(total, 1), ops.cast(count, 'float32')];
    });
    const ones = [1, 2, 3].map((value) => [{ data: Float32Array.of(value, value), shape: [2] }]);
    expect(await together(program, ones)).toEqual([
      [[3, 4], [1]],
      [[7, 8], [2]],
      [[13, 14], [3]],
    ]);
    const given = Float32Array.of(100, 0);
    setValue(total, given);
    expect(await together(program, ones.slice(0, 2))).toEqual([
      [[102, 2], [4]],
      [[106, 6], [5]],
    ]);
    expect([...given]).toEqual([100, 0]);
    expect(numbers(await evaluate([total, count]))).toEqual([[106, 6], [5]]);
  });

  test('read batches that stand one behind another where they are, and others as well', async () => {
    const x = placeholder({ dtype: 'float32', dims: [2] });
    const total = new Variable([], 'float32', () => Float32Array.of(0));
    const program = trace([x], true, () => {
      total.assign(ops.add(total, ops.sum(x)));
      return [ops.multiply(total, 1)];
    });
    const data = Float32Array.of(9, 1, 2, 3, 4, 5, 6);
    const rows = [1, 3, 5].map((at) => [{ data: data.subarray(at, at + 2), shape: [2] }]);
    expect(await together(program, rows)).toEqual([[[3]], [[10]], [[21]]]);
    expect(await together(program, rows.toReversed())).toEqual([[[32]], [[39]], [[42]]]);
  });

  onProcessors.each([3, 300_000])('change nothing when one of them fails (rows: %i)', async (rows) => {
    const x = placeholder({ dtype: 'int32', dims: [2] });
    const table = new Variable([rows, 2], 'float32', () => Float32Array.from({ length: 2 * rows }, (_, i) => i + 1));
    const program = trace([x], true, () => {
      table.assign(ops.multiply(table, 2));
      return [ops.sum(ops.take(table, x, 0))];
    });
    const good = [{ data: Int32Array.of(0, 1), shape: [2] }];
    const bad = [{ data: Int32Array.of(0, rows + 4), shape: [2] }];
    expect(await together(program, [good])).toEqual([[[20]]]);
    await expect(together(program, [good, bad, good])).rejects.toThrow(/refusal/);
    expect(numbers(await evaluate([table]))[0]?.slice(0, 6)).toEqual([2, 4, 6, 8, 10, 12]);
    expect(await together(program, [good, good])).toEqual([[[40]], [[80]]]);
  });

  test('train an embedding as single steps do', async () => {
    const bag = () => {
      setRandomSeed(8);
      return sequential([embedding(20, 4, { inputShape: [features] }), flatten(), dense(classes)]);
    };
    const step = (net: Sequential) => {
      const axis = new Unknown();
      const x = placeholder({ dtype: 'int32', dims: [axis, features] });
      const y = placeholder({ dtype: 'int32', dims: [axis] });
      const optimizer = adam();
      return trace([x, y], true, () => {
        const [output = x] = leaves(net.apply(x));
        const loss = sparseCategoricalCrossentropy({ fromLogits: true }).apply(y, output);
        optimizer.apply(gradients(loss, net.trainableWeights), net.trainableWeights);
        return [loss];
      });
    };
    const batches = [0, 1, 2].map((number): readonly Data[] => [
      { data: Int32Array.from({ length: 2 * features }, (_, i) => (i * i + number) % 20), shape: [2, features] },
      { data: Int32Array.of(number, 1), shape: [2] },
    ]);
    const [one, many] = [step(bag()), step(bag())];
    expect(await together(many, batches)).toEqual(await singly(one, batches, false));
    expect(await contents(many)).toEqual(await contents(one));
  });

  onProcessors('take numbers too small to be normal for 0, when they are over', async () => {
    const mean = new Variable([3], 'float32', () => Float32Array.of(1e-37, -3e-38, 1));
    const program = trace([], true, () => {
      mean.assign(ops.multiply(mean, 0.3));
      return [ops.sum(mean)];
    });
    await together(program, [[], []]);
    const [first = 0, second, third = 0] = (await contents(program))[0] ?? [];
    expect([first, second]).toEqual([0, 0]);
    expect(third).toBeCloseTo(0.09, 7);
  });

  onProcessors('are not for programs with much state', () => {
    const length = 600_000;
    const large = new Variable([length], 'float32', () => new Float32Array(length));
    const step = trace([], true, () => {
      large.assign(ops.add(large, 1));
      return [ops.max(large)];
    });
    expect(canStep(step)).toBe(false);
  });

  test('see in all updates the values from before the step', async () => {
    const [a, b] = [
      [1, 2, 3],
      [10, 20, 30],
    ].map((data) => new Variable([3], 'float32', () => Float32Array.from(data)));
    if (a === undefined || b === undefined) return;
    const program = trace([], true, () => {
      const [oldA, oldB]: Tensor[] = [ops.add(a, 0), ops.add(b, 0)];
      if (oldA && oldB) {
        a.assign(oldB);
        b.assign(oldA);
      }
      return [ops.sum(a)];
    });
    await together(program, [[], [], []]);
    expect(await contents(program)).toEqual([
      [10, 20, 30],
      [1, 2, 3],
    ]);
  });

  test('carry variables that are updated alike as one vector', async () => {
    const nets = [0, 1].map(() => training(network(), sgd({ learningRate: 0.1, momentum: 0.9, globalClipnorm: 0.5 })));
    const [one, many] = nets.map(({ program }) => program);
    if (one === undefined || many === undefined) return;
    const packs = planSteps(many).states.filter(({ places }) => places.length > 1);
    expect(packs.map(({ places }) => places.length)).toEqual([2, 10, 10]);
    expect(await together(many, fives)).toEqual(await singly(one, fives, false));
    expect(await contents(many)).toEqual(await contents(one));
  });

  onProcessors('leave state that other devices and threads go on from', async () => {
    const { program: one } = training(network());
    const { program: many } = training(network());
    const logs = await singly(one, [...fives, ...rest], true);
    const stepped = await together(many, fives);
    setDevice(device, { threads: 1 });
    try {
      stepped.push(...(await together(many, rest)));
    } finally {
      setDevice(device);
    }
    for (const [i, [loss = []]] of stepped.entries()) expect(loss[0]).toBeCloseTo(logs[i]?.[0]?.[0] ?? 0, 4);
  });
});
