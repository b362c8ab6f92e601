import { describe, expect, test } from 'vitest';
import { placeholder, type Tensor, Variable } from '../graph/index.ts';
import * as ops from '../ops/index.ts';
import { compile, evaluate, evaluateRaw, run, trace } from '../runtime/index.ts';
import * as optimizers from './index.ts';
import { type Optimizer, schedules } from './index.ts';

const { adam, adamW, adamax, adadelta, adagrad, ftrl, lion, nadam, rmsprop, scheduleFreeAdamW, sgd } = optimizers;

/** Optimizers all of whose updates are elementwise, in every option that changes what they compute. */
const elementwise: readonly (readonly [name: string, make: () => Optimizer])[] = [
  ['sgd', () => sgd({ learningRate: 0.1 })],
  ['momentum', () => sgd({ learningRate: 0.1, momentum: 0.9 })],
  ['Nesterov', () => sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true })],
  ['rmsprop', () => rmsprop({ momentum: 0.5, centered: true })],
  ['adam', () => adam()],
  ['amsgrad', () => adam({ amsgrad: true })],
  ['adamW', () => adamW({ weightDecay: 0.01 })],
  ['adadelta', () => adadelta()],
  ['adagrad', () => adagrad()],
  ['adamax', () => adamax()],
  ['nadam', () => nadam()],
  ['lion', () => lion()],
  ['scheduleFreeAdamW', () => scheduleFreeAdamW()],
  ['a schedule', () => adam({ learningRate: schedules.exponentialDecay(0.01, 2, 0.5) })],
  ['clipvalue', () => adam({ clipvalue: 0.5 })],
  ['clipnorm', () => adam({ clipnorm: 0.5 })],
  ['globalClipnorm', () => sgd({ globalClipnorm: 0.5 })],
  ['moving averages', () => adam({ useEma: true, emaOverwriteFrequency: 2 })],
  ['accumulation', () => adam({ gradientAccumulationSteps: 2 })],
];

/** Optimizers that need sums or powers of whole vectors: the graph keeps a part of them. */
const mixed: readonly (readonly [name: string, make: () => Optimizer])[] = [
  ['ftrl', () => ftrl({ l1RegularizationStrength: 0.01 })],
  ['lamb', () => optimizers.lamb()],
  ['adafactor', () => optimizers.adafactor()],
  ['muon', () => optimizers.muon()],
];

/** The values of all state after some steps on gradients over nine decades. */
async function trained(make: () => Optimizer, fuse: boolean): Promise<{ values: string[]; fused: boolean }> {
  const shapes = [[7, 9], [40]];
  const variables = shapes.map((shape, i) => {
    const length = shape.reduce((a, b) => a * b, 1);
    const start = () => Float32Array.from({ length }, (_, k) => Math.sin(k + i) * (i + 1));
    return new Variable(shape, 'float32', start, { name: `weight${i}` });
  });
  const optimizer = make();
  const inputs = shapes.map((shape) => placeholder({ dtype: 'float32', dims: shape }));
  const program = trace(inputs, true, () => {
    optimizer.apply(
      inputs.map((input): Tensor => ops.multiply(input, 1)),
      variables,
    );
    return [];
  });
  const compiled = await compile(program, { fuse });
  for (let step = 0; step < 4; step++) {
    const gradients = shapes.map((shape, i) => {
      const length = shape.reduce((a, b) => a * b, 1);
      const at = (k: number) => (k % 11 === 3 ? 0 : Math.cos(k * 1.7 + i + step) * 10 ** ((k % 9) - 6));
      return { data: Float32Array.from({ length }, (_, k) => at(k)), shape };
    });
    await run(program, compiled, gradients, evaluateRaw);
  }
  const state = await evaluate([...variables, ...optimizer.variables]);
  const hex = ({ data }: { readonly data: { readonly buffer: ArrayBufferLike } }) =>
    Buffer.from(data.buffer).toString('hex');
  return { values: state.map(hex), fused: compiled.fused !== null };
}

describe('steps by kernels are those of the graph to the bit', () => {
  test.each(elementwise)('%s', async (_, make) => {
    const [inGraph, byKernels] = [await trained(make, false), await trained(make, true)];
    expect([inGraph.fused, byKernels.fused]).toEqual([false, true]);
    expect(byKernels.values).toEqual(inGraph.values);
  });

  test.each(mixed)('%s, of which the graph keeps a part', async (_, make) => {
    const [inGraph, byKernels] = [await trained(make, false), await trained(make, true)];
    expect(byKernels.values).toEqual(inGraph.values);
  });
});
