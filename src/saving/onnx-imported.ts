import { type Dim, type DType, type Shape, shown, type TensorSpec, type TypedArray, Unknown } from '../graph/index.ts';
import type { GraphProto } from '../onnx/index.ts';
import { internal, ShapeError } from '../utils/errors.ts';

/** What a model takes or gives under a name. */
export interface ValueSpec {
  readonly name: string;
  /** Lengths of the axes; `null` where they are known at run time only. */
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A weight of an imported model. */
export interface ImportedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  read(): TypedArray;
}

/** The length of an axis in the file: a number, a name that stands for the same length everywhere, or nothing. */
export type Axis = number | string | null;

/** An ONNX graph, made ready to be pasted into others. */
export interface ImportedGraph {
  /** Nodes and small constants, in our own opset. */
  readonly graph: GraphProto;
  readonly inputs: readonly (ValueSpec & { readonly axes: readonly Axis[] })[];
  readonly outputs: readonly (ValueSpec & { readonly axes: readonly Axis[] })[];
  readonly weights: readonly ImportedWeight[];
}

/**
 * What a graph gives for inputs of these shapes: axes that have a name in the file have the length that the inputs say.
 *
 * @throws {ShapeError} for inputs that do not fit.
 */
export function outputSpecs(
  label: string,
  { inputs, outputs }: ImportedGraph,
  given: readonly TensorSpec[],
): readonly TensorSpec[] {
  const lengths = new Map<string, Dim>();
  for (const [i, input] of inputs.entries()) {
    const tensor = given[i] ?? internal('an input is missing');
    const fits =
      tensor.dims.length === input.axes.length &&
      tensor.dims.every((dim, axis) => agrees(dim, input.axes[axis] ?? null, lengths));
    if (!fits)
      throw new ShapeError(label, {
        expected: `${input.dtype}[${input.axes.map((axis) => axis ?? 'null').join(', ')}] for its input '${input.name}'`,
        received: shown(tensor),
        mend: 'The shape is the one with which the model was exported.',
      });
  }
  return outputs.map(({ axes, dtype }) => ({
    dtype,
    dims: axes.map((axis) => (typeof axis === 'string' ? known(lengths, axis) : (axis ?? new Unknown()))),
  }));
}

function agrees(dim: Dim, axis: Axis, lengths: Map<string, Dim>): boolean {
  if (axis === null) return true;
  // Where only the run tells a length, the engine checks it then.
  if (typeof axis === 'number') return dim === axis || typeof dim !== 'number';
  const before = lengths.get(axis);
  if (before === undefined || typeof before !== 'number') lengths.set(axis, before ?? dim);
  if (typeof dim === 'number' && before !== undefined && typeof before !== 'number') lengths.set(axis, dim);
  return before === undefined || typeof before !== 'number' || typeof dim !== 'number' || before === dim;
}

function known(lengths: Map<string, Dim>, axis: string): Dim {
  const dim = lengths.get(axis) ?? new Unknown();
  lengths.set(axis, dim);
  return dim;
}
