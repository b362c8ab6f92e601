import { GraphBuilder, modelBytes, signalName, withSignal } from '../onnx/index.ts';
import { EngineError } from '../utils/errors.ts';
import type { EngineTensor, Fetching } from './ort.ts';

type Tensors = Readonly<Record<string, EngineTensor>>;

/** A session of onnxruntime-node, as far as results are concerned. */
export interface FetchingSession {
  run(feeds: Tensors, fetches?: Readonly<Record<string, EngineTensor | null>>): Promise<Tensors>;
}

/** What the engine says at the signal, when the run itself is over. */
const refusal = 'Non tensor type is temporarily not supported.';

/** A NaN that no computation gives: where it still stands, nothing was written. */
const untouched = 0x7fc0dead;

/** A run whose results are written into tensors that are given for all of them. */
export async function runInto(
  session: FetchingSession,
  feeds: Tensors,
  into: Tensors,
  fetching: Fetching,
): Promise<Tensors> {
  const word = marked(into);
  try {
    await session.run(feeds, fetching === 'signal' ? { [signalName]: null, ...into } : into);
  } catch (error) {
    if (!isSignal(error)) throw error;
  }
  return written(into, word);
}

/** The same at once. */
export function runIntoAtOnce(
  run: (feeds: Tensors, fetches: Readonly<Record<string, EngineTensor | null>>) => Tensors,
  feeds: Tensors,
  into: Tensors,
  fetching: Fetching,
): Tensors {
  const word = marked(into);
  if (fetching !== 'signal') run(feeds, into);
  else {
    // Where a complaint comes from that is waited for need not be found out at every step.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      run(feeds, { [signalName]: null, ...into });
    } catch (error) {
      if (!isSignal(error)) throw error;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }
  return written(into, word);
}

function isSignal(error: unknown): boolean {
  return error instanceof Error && error.message === refusal;
}

/** A word of the first result that has one, which will be another one when it is written. */
function marked(into: Tensors): Uint32Array | null {
  for (const { data } of Object.values(into))
    if (data instanceof Float32Array && data.length > 0)
      return new Uint32Array(data.buffer, data.byteOffset, 1).fill(untouched);
  return null;
}

function written(into: Tensors, word: Uint32Array | null): Tensors {
  if (word?.[0] === untouched)
    throw new EngineError('engine', { expected: 'results in the memory that was given for them', received: 'none' });
  return into;
}

/** Finds out on a graph of one addition. */
export async function fetchingOf(
  open: (model: Uint8Array) => Promise<FetchingSession>,
  tensor: (data: Float32Array) => EngineTensor,
): Promise<Fetching> {
  const onnx = new GraphBuilder('cpu');
  const x = onnx.input({ dtype: 'float32', dims: [1] }, 'x');
  const sum = onnx.node('Add', [x, x], x);
  const graph = onnx.graph([sum]);
  const feeds = { x: tensor(Float32Array.of(3)) };
  const given = tensor(new Float32Array(1));
  const plain = await (await open(modelBytes(graph))).run(feeds, { [sum.name]: given });
  if (plain[sum.name]?.data === given.data) return 'returned';
  try {
    const session = await open(modelBytes(withSignal(graph)));
    const result = await runInto(session, feeds, { [sum.name]: tensor(new Float32Array(1)) }, 'signal');
    return result[sum.name]?.data[0] === 6 ? 'signal' : 'copied';
  } catch {
    return 'copied';
  }
}
