import { gradients } from '../autodiff/index.ts';
import { type Dim, leaves, placeholder, read, type Tensor, Unknown } from '../graph/index.ts';
import { dense, flatten, input } from '../layers/index.ts';
import { type Functional, model } from '../models/index.ts';
import { add, mean, multiply, square, subtract } from '../ops/index.ts';
import {
  type Compiled,
  type CompileOptions,
  compile,
  type Data,
  evaluateRaw,
  run,
  settleAssignments,
  trace,
} from '../runtime/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { internal } from '../utils/errors.ts';
import { setRandomSeed } from '../utils/seed-generator.ts';
import type { LayerSample } from './layer-samples.ts';

/** A small model around the layer, always with the same weights: what is before it learns through it. */
export function modelAround({ shape, dtype = 'float32', apply }: LayerSample): Functional<Tensor, Tensor> {
  setRandomSeed(7);
  const inputs = input({ shape: shape.slice(1), dtype });
  const before = dtype === 'float32' ? dense(shape.at(-1) ?? 1)(inputs) : inputs;
  return model({ inputs, outputs: dense(1)(flatten()(apply(before))) });
}

/** The same numbers each time: of floats a wave, of whole numbers 0 to 4. */
export function inputsOf({ shape, dtype = 'float32' }: LayerSample): Data {
  const length = sizeOf(shape);
  const data =
    dtype === 'float32'
      ? Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7) + 0.3 * Math.cos(i * 0.9))
      : Int32Array.from({ length }, (_, i) => (i * 7) % 5);
  return { data, shape };
}

/** The losses of three steps of training. */
export async function lossesOf(sample: LayerSample): Promise<readonly number[]> {
  const net = modelAround(sample);
  // Not Adam, which makes whole steps of gradients that are nothing but rounding.
  net.compile({ optimizer: 'sgd', loss: 'mse' });
  const y = {
    data: Float32Array.from({ length: sample.shape[0] ?? 1 }, (_, i) => i % 2),
    shape: [sample.shape[0] ?? 1, 1],
  };
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) {
    const { loss = Number.NaN } = await net.trainOnBatch(inputsOf(sample), y);
    losses.push(loss);
  }
  return losses;
}

/**
 * One step of gradient descent as one program, compiled for the device in use and run: the loss.
 *
 * @param options - `strict: true` fails where the device leaves a node to another.
 */
export async function stepOf(sample: LayerSample, options: CompileOptions = {}): Promise<number> {
  const net = modelAround(sample);
  await settleAssignments(evaluateRaw);
  const given = inputsOf(sample);
  const batch = new Unknown();
  const dims: readonly Dim[] = [batch, ...sample.shape.slice(1)];
  const x = placeholder({ dtype: sample.dtype ?? 'float32', dims });
  const program = trace([x], true, (recorder) => {
    const [output] = leaves(net.apply(x));
    const error = mean(square(subtract(output ?? internal('no output'), 0.5)));
    const loss = recorder.losses.reduce((sum, penalty) => add(sum, penalty), error);
    const weights = net.trainableWeights;
    const slopes = gradients(
      loss,
      weights.map((weight) => recorder.entry(weight)),
    );
    for (const [i, weight] of weights.entries()) {
      const slope = slopes[i];
      if (slope) recorder.assign(weight, subtract(read(weight), multiply(slope, 0.01)));
    }
    return [loss];
  });
  const compiled: Compiled = await compile(program, options);
  const [loss] = await run(program, compiled, [given], evaluateRaw);
  return Number(loss?.data[0]);
}
