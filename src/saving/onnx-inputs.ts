import type { Tensor } from '../graph/index.ts';
import {
  type Dim,
  type DType,
  leaves,
  placeholder,
  repack,
  type Shape,
  type Structure,
  Unknown,
} from '../graph/index.ts';
import { isPlain, placeholders } from '../layers/inspect.ts';
import type { InputSpec } from '../models/index.ts';
import { ArgumentError } from '../utils/errors.ts';

/** What export needs of a model. */
export interface Exportable {
  readonly name: string;
  readonly label: string;
  readonly outputNames: readonly string[] | null;
  /** The inputs, nested as the model takes them. */
  nest(tensors: readonly Tensor[]): Structure;
  apply(inputs: never): Structure;
}

/** An input of the exported graph. */
export interface ExportedInput {
  readonly name: string;
  readonly tensor: Tensor;
  /** Names of the axes, where they are known. */
  readonly axes: readonly (string | null)[];
}

interface OwnInput {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** The parts of a model that say what it takes. */
interface AnyModel {
  readonly name: string;
  readonly label: string;
  readonly inputTemplate: { readonly names: readonly string[] } | null;
  readonly outputTemplate: { readonly names: readonly string[] } | null;
  readonly buildShape: unknown;
  readonly inputs?: Structure;
  apply(inputs: never): Structure;
}

/**
 * A model with the inputs of its graph. The batch, the first axis wherever it is unknown, is one axis for all inputs.
 *
 * @throws {ArgumentError} for a model that has not been built, or a signature that does not fit.
 */
export function exportable(
  given: unknown,
  signature: readonly InputSpec[] | null,
): { readonly model: Exportable; readonly inputs: readonly ExportedInput[] } {
  const any = given as AnyModel; // any model, seen without its types
  const { structure, own } = ownInputs(any);
  const specs = signature === null ? own : signed(any.label, own, signature);
  const batch = new Unknown();
  const inputs = specs.map(({ name, shape, dtype }) => {
    const dims = shape.map((dim, axis): Dim => dim ?? (axis === 0 ? batch : new Unknown()));
    const axes = shape.map((dim, axis) => (dim === null && axis === 0 ? 'batch' : null));
    return { name, axes, tensor: placeholder({ dtype, dims }, name) };
  });
  const model: Exportable = {
    name: any.name,
    label: any.label,
    outputNames: any.outputTemplate?.names ?? null,
    nest: (tensors) => repack(structure, tensors),
    apply: (taken) => any.apply(taken),
  };
  return { model, inputs };
}

function ownInputs(model: AnyModel): { readonly structure: Structure; readonly own: readonly OwnInput[] } {
  const { inputTemplate, buildShape } = model;
  if (inputTemplate !== null && model.inputs !== undefined) {
    const { inputs } = model;
    const own = leaves(inputs).map(({ shape, dtype }, i) => ({
      name: inputTemplate.names[i] ?? `input_${i}`,
      shape,
      dtype,
    }));
    return { structure: inputs, own };
  }
  if (buildShape === null || buildShape === undefined)
    throw new ArgumentError(`${model.label}: export`, {
      expected: 'a model that knows the shape of its inputs',
      received: 'one that has not been built',
      mend: 'Begin it with input({ shape }), or call it once, as model.predict(x) does.',
    });
  const structure = placeholders(buildShape);
  const keys = isPlain(structure) ? Object.keys(structure) : [];
  const tensors = leaves(structure);
  const own = tensors.map(({ shape, dtype }, i) => ({
    name: (keys.length === tensors.length ? keys[i] : null) ?? (tensors.length === 1 ? 'input' : `input_${i}`),
    // The weights were made for one batch; its length is not the model's.
    shape: shape.map((dim, axis) => (axis === 0 ? null : dim)),
    dtype,
  }));
  return { structure, own };
}

function signed(label: string, own: readonly OwnInput[], signature: readonly InputSpec[]): readonly OwnInput[] {
  const where = `${label}: export: inputSignature`;
  if (signature.length !== own.length)
    throw new ArgumentError(where, { expected: `${own.length} inputs`, received: `${signature.length}` });
  return own.map((input, i) => {
    const { shape, dtype = input.dtype, name = input.name } = signature[i] ?? { shape: [] };
    const fits =
      Array.isArray(shape) &&
      shape.length === input.shape.length &&
      shape.every((dim, axis) => isAxis(dim) && (input.shape[axis] === null || dim === input.shape[axis]));
    if (fits) return { shape, dtype, name };
    throw new ArgumentError(where, {
      expected: `[${input.shape.map(String).join(', ')}] for '${input.name}', its unknown axes fixed or not`,
      received: JSON.stringify(shape) ?? String(shape),
    });
  });
}

function isAxis(dim: number | null): boolean {
  return dim === null || (Number.isInteger(dim) && dim > 0);
}
