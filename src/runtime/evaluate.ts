import { expand, isVariable, ProgramRecorder, type Tensor, type TypedArray, value, within } from '../graph/index.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import { program } from './program.ts';
import { compileAndRun, type Data } from './run.ts';
import { hostValue, settleAssignments } from './state.ts';

/** Tensors that were evaluated keep their value, so that loops neither compute again nor grow. */
const settled = new WeakMap<Tensor, Tensor>();

/**
 * The values of tensors, computed together.
 *
 * @throws {ArgumentError} when one depends on a placeholder.
 */
export async function evaluate(tensors: readonly Tensor[]): Promise<readonly Data[]> {
  await settleAssignments(evaluateRaw);
  return evaluateNow(tensors);
}

/** What the handling of state needs of evaluation: values only, assignments left alone. */
export async function evaluateRaw(tensors: readonly Tensor[]): Promise<readonly TypedArray[]> {
  return (await evaluateNow(tensors)).map(({ data }) => data);
}

async function evaluateNow(tensors: readonly Tensor[]): Promise<readonly Data[]> {
  const waiting = tensors.filter((tensor) => !isVariable(tensor) && known(tensor) === null);
  const computed = waiting.length > 0 ? await compute(waiting) : new Map<Tensor, Data>();
  return Promise.all(
    tensors.map(async (tensor) => {
      if (isVariable(tensor)) return { data: (await hostValue(tensor, evaluateRaw)).slice(), shape: shapeOf(tensor) };
      return computed.get(tensor) ?? known(tensor) ?? internal('a tensor was not computed');
    }),
  );
}

/** Runs the graph behind tensors. Those that depend on no variable keep what came out. */
async function compute(tensors: readonly Tensor[]): Promise<ReadonlyMap<Tensor, Data>> {
  const symbolic = tensors.find((tensor) => tensor.node.symbolic);
  if (symbolic !== undefined)
    throw new ArgumentError('tensor.data()', {
      expected: 'a tensor with a value',
      received: `${symbolic}, which depends on an input`,
      mend: 'Make a model of the input and this tensor, and use model.predict(x).',
    });
  const recorder = new ProgramRecorder();
  const given = settledBehind(tensors);
  const roots = within({ training: false, recorder, callers: [] }, () => expand(tensors, given));
  const results = await compileAndRun(program([], recorder, roots), [], evaluateRaw);
  const computed = new Map<Tensor, Data>();
  for (const [i, tensor] of tensors.entries()) {
    const result = results[i] ?? internal('an output is missing');
    computed.set(tensor, result);
    if (recorder.entries.size === 0) settled.set(tensor, value(result.data, result.shape, tensor.dtype));
  }
  return computed;
}

function known(tensor: Tensor): Data | null {
  const { node } = settled.get(tensor) ?? tensor;
  return node.kind === 'value' ? { data: node.data, shape: shapeOf(settled.get(tensor) ?? tensor) } : null;
}

/** The settled tensors nearest behind `roots`, with their values. */
function settledBehind(roots: readonly Tensor[]): Map<Tensor, Tensor> {
  const given = new Map<Tensor, Tensor>();
  const seen = new Set<Tensor>();
  const stack = [...roots];
  for (let tensor = stack.pop(); tensor !== undefined; tensor = stack.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    const kept = settled.get(tensor);
    if (kept !== undefined) given.set(tensor, kept);
    else stack.push(...tensor.node.inputs);
  }
  return given;
}

function shapeOf(tensor: Tensor): readonly number[] {
  return tensor.shape.map((dim) => dim ?? internal('a value of unknown shape'));
}
