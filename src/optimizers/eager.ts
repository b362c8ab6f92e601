import { expand, ProgramRecorder, type Tensor, Variable, within } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';

/**
 * Carries out a step outside any program. Assignments made there are evaluated one after the other, so that a later one would
 * see what an earlier one changed; here all of them see the values from before the step.
 *
 * @param tensors - what the step is made of, such as gradients; they are read before it.
 */
export function atOnce(tensors: readonly Tensor[], step: (tensors: readonly Tensor[]) => void): void {
  const recorder = new ProgramRecorder();
  within({ training: true, recorder, callers: [] }, () => step(expand(tensors)));
  const kept = new Map<Tensor, Tensor>();
  for (const [variable, entry] of recorder.entries) {
    const shape = variable.shape.map((dim) => dim ?? internal(`${variable.path} has an axis of unknown length`));
    const copy = new Variable(shape, variable.dtype, variable, { name: variable.name, trainable: false });
    copy.assign(variable);
    kept.set(entry, copy);
  }
  const assigned = [...recorder.current];
  const values = expand(
    assigned.map(([, next]) => next),
    kept,
  );
  for (const [i, [variable]] of assigned.entries())
    variable.assign(values[i] ?? internal('an assignment without value'));
}
