import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { setMask, type Tensor, tensor } from '../graph/index.ts';
import { multiply, sum } from '../ops/index.ts';
import {
  arrayOf,
  camelKeys,
  largestDifference,
  type ParityCase,
  parityCases,
  type Recorded,
} from '../testing/parity.ts';
import { reportCase } from '../testing/parity-report.ts';
import { evaluateInParts } from '../testing/parts.ts';
import { internal } from '../utils/errors.ts';
import { camel } from '../utils/names.ts';
import { functions, type Loss, lossOf } from './index.ts';

const named = new Map<string, (yTrue: Tensor, yPred: Tensor, options: never) => Tensor>(
  Object.entries<never>(functions as never),
);

let count = 0;

const cases = (await parityCases('losses')).map((one) => ({ ...one, ...asked(one) }));
const answers = evaluateInParts(cases.flatMap(({ tensors }) => tensors));

// In WASM the engine's exponentials and powers are rounded a little otherwise.
const tolerance = typeof document === 'undefined' ? 1e-6 : 1e-5;

describe.each(cases)('$id', (one) => {
  const { given, answer, loss, at } = one;
  test('gives what Keras gives', async () => {
    const output = (await answers)[at] ?? internal('no output');
    const expected = arrayOf(answer, 'output');
    expect(output.shape).toEqual(expected.shape);
    expect(reportCase('losses', one, largestDifference(output.data, expected.data))).toBeLessThan(tolerance);
  });

  if (given.gradient !== false)
    test('has the gradient that Keras has', async () => {
      const slope = (await answers)[at + 1] ?? internal('no gradient');
      const difference = largestDifference(slope.data, arrayOf(answer, 'gradient').data);
      expect(reportCase('losses', one, difference)).toBeLessThan(tolerance);
    });

  if (loss !== null && answer.config !== undefined)
    test('is written as Keras writes it', () => {
      const config = { ...(loss.getConfig() as object) } as Record<string, Recorded>;
      // Keras 3.15 forgets these three; they are written where they are not the default.
      for (const forgotten of ['delta', 'axis'])
        if (!(forgotten in camelKeys(answer.config ?? {}))) delete config[forgotten];
      expect(config).toEqual(answer.config);
    });
});

function asked({ kind, name, config, given, answer }: ParityCase) {
  const inputs = answer.inputs as { readonly [name: string]: Recorded };
  const yTrue = tensor(arrayOf(inputs, 'y_true'));
  const yPred = tensor(arrayOf(inputs, 'y_pred'));
  if (inputs.mask !== undefined) setMask(yPred, tensor(arrayOf(inputs, 'mask'), undefined, 'bool'));
  const weight = inputs.sample_weight === undefined ? null : tensor(arrayOf(inputs, 'sample_weight'));
  const loss: Loss | null =
    kind === 'loss' ? lossOf({ class_name: name, config: { ...(given.config as object) } } as never, [], []) : null;
  const output =
    loss?.apply(yTrue, yPred, weight) ?? (named.get(camel(name)) ?? internal(name))(yTrue, yPred, config as never);
  const tensors = [output];
  if (given.gradient !== false) {
    const projected = sum(multiply(output, tensor(arrayOf(answer, 'projection'))));
    tensors.push(gradients(projected, [yPred])[0] ?? internal('no slope'));
  }
  const at = count;
  count += tensors.length;
  return { loss, tensors, at };
}
