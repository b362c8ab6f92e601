import { dtypes, type Recorder, type Tensor, type TensorLike, type Variable, value, within } from '../graph/index.ts';
import type { Metric } from '../metrics/index.ts';
import { sizeOf } from '../utils/arrays.ts';

/** What a metric gives after each batch, and its state at the end. */
export interface Course {
  readonly results: readonly Tensor[];
  readonly state: readonly Tensor[];
}

/** A batch, as a metric takes it. */
export type Update = readonly [yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike | null];

/**
 * The results of a metric after each of several batches as plain tensors, its state handed on from one to the next. So the
 * courses of hundreds of metrics are evaluated as one program.
 */
export function course(metric: Metric, updates: readonly Update[]): Course {
  const current = new Map<Variable, Tensor>();
  const recorder: Recorder = {
    read: (variable) => current.get(variable) ?? start(variable),
    assign: (variable, assigned) => void current.set(variable, assigned),
    key: () => value(Uint32Array.of(1), [], 'uint32'),
    addLoss: () => undefined,
  };
  return within({ training: false, recorder, callers: [] }, () => {
    const results = updates.map((update) => {
      metric.updateState(...update);
      return metric.result();
    });
    return { results, state: metric.variables.map((variable) => recorder.read(variable)) };
  });
}

function start(variable: Variable): Tensor {
  const shape = variable.shape.map((dim) => dim ?? 1);
  return value(dtypes[variable.dtype].zeros(sizeOf(shape)), shape, variable.dtype);
}
