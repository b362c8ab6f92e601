import { describe, expect, test } from 'vitest';
import { type DType, dtypes, isFloat, type Tensor, type TensorSpec, tensor, Unknown } from '../graph/index.ts';
import { type Data, evaluate } from '../runtime/index.ts';
import { expectClose, type Numbers, nested } from './numbers.ts';
import { differences, type Probe, probe, seedsFor } from './probe.ts';

export { elementwise, expectClose, type Numbers, type RandomOptions, random } from './numbers.ts';

/** What an op must give: numbers for one output, a list of them where it gives a list. */
type Answer = Numbers | readonly Numbers[];

/** A reference in plain TypeScript. The method lets it ask for `number[][]` where any nested array may come. */
type Reference = { bivariant(...inputs: readonly Numbers[]): Answer }['bivariant'];

/** One case of an op. */
export interface OpCase {
  readonly run: (...inputs: Tensor[]) => Tensor | readonly Tensor[];
  /** Plain numbers and nested arrays are float32, nested booleans bool, typed arrays what they are. */
  readonly inputs: readonly Numbers[];
  /** The answer, or a function that computes it from the inputs as nested arrays. */
  readonly expected: Answer | Reference;
  /** The dtype of the output, or of each. Default: it is only compared with that of the run. */
  readonly dtype?: DType | readonly DType[];
  /** Whether the gradient is compared with finite differences, for all inputs or for each. Default: for floats. */
  readonly gradient?: boolean | readonly boolean[];
  /** Which inputs get an unknown leading axis, the same for equal lengths. Default: those as long as the first input. */
  readonly symbolic?: boolean | readonly boolean[];
  /** Of the values, relative to max(1, |expected|). Default 1e-5. */
  readonly tolerance?: number;
  /** Of the gradient, likewise. Default 1e-3. */
  readonly gradientTolerance?: number;
  /** Calls that must fail, each with its message. */
  readonly bad?: readonly { readonly run: () => unknown; readonly message: RegExp | string }[];
}

/**
 * Registers the tests that every op goes through: its values against a reference, inferred against real shapes, an unknown
 * leading axis, gradients against finite differences, and the messages of wrong calls. Inputs should keep 0.1 away from
 * kinks (as of |x| at 0), where differences see both sides.
 *
 * @example
 * opTest('add', { run: ops.add, inputs: [[1, 2], [3, 4]], expected: [4, 6] });
 */
export function opTest(name: string, given: OpCase): void {
  const { run, inputs, tolerance = 1e-5, gradientTolerance = 1e-3 } = given;
  const tensors = inputs.map((input) => tensor(input));
  const op = (values: readonly Tensor[]): readonly Tensor[] => listed(run(...values));
  const differentiable = hasFloats(() => op(tensors));
  const targets = choice(given.gradient, tensors, ({ dtype }) => isFloat(dtype) && differentiable);
  const open = choice(given.symbolic, tensors, ({ dims }) => dims.length > 0 && dims[0] === tensors[0]?.dims[0]);

  const tried = async (specs: readonly TensorSpec[]): Promise<Tried> => {
    const outputs = op(tensors);
    const seeds = seedsFor(outputs, await evaluate(outputs));
    const one = await probe(op, specs, targets, seeds);
    const data = await evaluate(tensors);
    return { probe: one, seeds, data, ...(await one.run(data)) };
  };

  describe(name, () => {
    test('gives what the reference gives', async () => {
      const output = run(...tensors);
      const { expected } = given;
      const answer = typeof expected === 'function' ? expected(...inputs.map(nested)) : expected;
      const answers = isList(output) ? listOf(answer) : [oneOf(answer)];
      const results = await evaluate(listed(output));
      expect(results.length, 'number of outputs').toBe(answers.length);
      for (const [i, result] of results.entries()) expectClose(result, answers[i] ?? [], tolerance);
    });

    test('infers the shape and dtype that the run gives', async () => {
      const outputs = op(tensors);
      for (const [i, { data, shape }] of (await evaluate(outputs)).entries()) {
        const { dtype, shape: inferred } = outputs[i] ?? expect.fail('an output is missing');
        expect(inferred).toEqual(shape);
        expect(data.constructor).toBe(dtypes[dtype].zeros(0).constructor);
        const wanted = typeof given.dtype === 'string' ? given.dtype : given.dtype?.[i];
        if (wanted !== undefined) expect(dtype).toBe(wanted);
      }
    });

    if (open.some(Boolean))
      test('gives the same with an unknown leading axis', async () => {
        const fixed = await tried(tensors);
        const free = await tried(withUnknown(tensors, open));
        for (const [i, output] of free.outputs.entries()) {
          expectClose(output, fixed.outputs[i] ?? [], tolerance);
          const inferred = free.probe.inferred[i] ?? [];
          expect(inferred.map((dim, axis) => dim ?? output.shape[axis])).toEqual(output.shape);
        }
        for (const [i, grad] of free.grads.entries()) expectClose(grad, fixed.grads[i] ?? [], gradientTolerance);
      });

    if (targets.some(Boolean))
      test('has the gradient of finite differences', async () => {
        const { probe: one, data, seeds, grads } = await tried(tensors);
        expect(grads.length, 'number of gradients').toBe(targets.filter(Boolean).length);
        let next = 0;
        for (const [k, input] of data.entries()) {
          if (!targets[k]) continue;
          const grad = grads[next++] ?? expect.fail('a gradient is missing');
          expect(grad.shape, `shape of the gradient of input ${k}`).toEqual(input.shape);
          const at = async (changed: Data) => (await one.run(data.with(k, changed))).outputs;
          const slopes = await differences(input, seeds, at);
          expectClose(
            slopes.map(([index]) => Number(grad.data[index])),
            slopes.map(([, slope]) => slope),
            gradientTolerance,
          );
        }
      });

    for (const { run: wrong, message } of given.bad ?? [])
      test(`refuses: ${message}`, () => expect(async () => wrong()).rejects.toThrow(message));
  });
}

interface Tried {
  readonly probe: Probe;
  readonly seeds: readonly (Data | null)[];
  readonly data: readonly Data[];
  readonly outputs: readonly Data[];
  readonly grads: readonly Data[];
}

/** Whether an op gives floats, which have gradients. One that throws is left to its tests. */
function hasFloats(outputs: () => readonly Tensor[]): boolean {
  try {
    return outputs().some(({ dtype }) => isFloat(dtype));
  } catch {
    return true;
  }
}

function choice(
  given: boolean | readonly boolean[] | undefined,
  tensors: readonly Tensor[],
  usual: (tensor: Tensor) => boolean,
): readonly boolean[] {
  if (typeof given === 'object') return tensors.map((_, i) => given[i] ?? false);
  return tensors.map((one) => given !== false && usual(one));
}

/** The specs with unknown leading axes, the same one for equal lengths. */
function withUnknown(tensors: readonly Tensor[], open: readonly boolean[]): readonly TensorSpec[] {
  const axes = new Map<unknown, Unknown>();
  return tensors.map(({ dtype, dims }, i) => {
    const [length, ...rest] = dims;
    if (!open[i] || length === undefined) return { dtype, dims };
    const axis = axes.get(length) ?? new Unknown();
    axes.set(length, axis);
    return { dtype, dims: [axis, ...rest] };
  });
}

function listed(output: Tensor | readonly Tensor[]): readonly Tensor[] {
  return isList(output) ? output : [output];
}

function isList(output: Tensor | readonly Tensor[]): output is readonly Tensor[] {
  return Array.isArray(output);
}

/** The answers of an op of several outputs: only the op tells them from one nested array. */
function listOf(answer: Answer): readonly Numbers[] {
  return Array.isArray(answer) ? answer : expect.fail('expected must be a list, as the op gives one');
}

function oneOf(answer: Answer): Numbers {
  return answer as Numbers; // an op of one output is answered by one
}
