import { internal } from '../utils/errors.ts';
import type { DType, TypedArray } from './dtype.ts';
import type { Lanes } from './lanes.ts';
import type { TensorSpec, Unknown } from './shape.ts';
import type { Tensor } from './tensor.ts';

/** How many tensors an input of an op takes. */
export type Arity = 'one' | 'many' | 'optional';

/** The named inputs of an op. */
export type Slots = Readonly<Record<string, Arity>>;

/** Something for every input: one `T`, a list of them, or possibly none. */
export type Filled<S extends Slots, T> = {
  readonly [Name in keyof S]: S[Name] extends 'many' ? readonly T[] : S[Name] extends 'optional' ? T | null : T;
};

/** Gradients with respect to the inputs; where one is missing or null, none flows. */
export type Parts<S extends Slots> = {
  readonly [Name in keyof S]?: S[Name] extends 'many' ? readonly (Tensor | null)[] : Tensor | null;
};

/** What may stand in an op's attributes: data only, so that equal ops can be told by their attributes. */
export type Attr =
  | undefined
  | null
  | boolean
  | number
  | string
  | Tensor
  | Unknown
  | readonly Attr[]
  | { readonly [name: string]: Attr };

/** A value inside the ONNX graph being written, with its dtype and dims. */
export interface Value extends TensorSpec {
  readonly name: string;
}

/** Where a graph will run. Ops may choose their form by it. */
export type Target = 'cpu' | 'wasm' | 'webgpu';

/** An attribute of an ONNX node: whole numbers as they are, floats marked as such. */
export type OnnxAttribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] };

/** Tensors that make the body of a control-flow node. */
export interface Body {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** What an op's `lower` writes with. */
export interface OnnxBuilder {
  readonly target: Target;
  /** How many channels the engine's convolutions over blocks of channels take at a time; 0 where it has none. */
  readonly blocks: number;
  /** A node of one output. A type outside the standard is written with its domain: `com.microsoft.nchwc.Conv`. */
  node(
    type: string,
    inputs: readonly (Value | null)[],
    output: TensorSpec,
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): Value;
  /** A node of several outputs. */
  nodes(
    type: string,
    inputs: readonly (Value | null)[],
    outputs: readonly TensorSpec[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): readonly Value[];
  /** A constant; equal ones are written once. */
  constant(dtype: DType, shape: readonly number[], data: readonly number[]): Value;
  /** A constant int64 vector. */
  ints(values: readonly number[]): Value;
  /** The lengths of axes `start` to `end` of x as an int64 vector, read at run time. */
  shapeOf(x: Value, start?: number, end?: number): Value;
  /** The dims as an int64 vector: a constant where they are known, else read from `like`, which has these dims. */
  dimsOf(dims: TensorSpec['dims'], like: Value): Value;
  /** A control-flow node whose body is written from tensors; `captured` are outer values that the body uses by name. */
  nodeWithBody(
    type: string,
    inputs: readonly Value[],
    outputs: readonly TensorSpec[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    body: Body,
    captured: readonly (readonly [Tensor, Value])[],
  ): readonly Value[];
}

/** Vector-Jacobian product, handed to the gradient rules of control-flow ops. */
export type Vjp = (
  outputs: readonly Tensor[],
  seeds: readonly (Tensor | null)[],
  targets: readonly Tensor[],
) => readonly Tensor[];

/** What a gradient rule sees. `grads` holds one gradient for each output, null where none arrives. */
export interface Backward<S extends Slots, A> {
  readonly inputs: Filled<S, Tensor>;
  readonly outputs: readonly Tensor[];
  readonly attrs: A;
  readonly grads: readonly (Tensor | null)[];
  readonly vjp: Vjp;
}

/** One operation: what it takes, what comes out, its gradient, and how it is said in ONNX. A node holds its record. */
export interface Op<S extends Slots = Slots, A = unknown> {
  readonly name: string;
  readonly inputs: S;
  /** Dtypes and dims of the outputs. Throws a ShapeError where the inputs do not fit. */
  readonly infer: (inputs: Filled<S, TensorSpec>, attrs: A) => readonly TensorSpec[];
  /**
   * Gradients of the inputs from gradients of the outputs, as more graph. Broadcasting is undone by the engine. `'zero'`:
   * the output does not vary with the inputs (or the gradient is zero almost everywhere). `'unsupported'`: there is none.
   */
  readonly gradient: ((back: Backward<S, A>) => Parts<S>) | 'zero' | 'unsupported';
  readonly lower: (
    onnx: OnnxBuilder,
    inputs: Filled<S, Value>,
    attrs: A,
    outputs: readonly TensorSpec[],
  ) => readonly Value[];
  /**
   * The same on lanes of float32 (or masks, for bool), for ops that work element by element: lets the runtime do many of them
   * in one pass over memory. Must give the bits that `lower` gives.
   */
  readonly lanes?: LanesRule<S, A>;
  /**
   * The same in plain code, writing all of `output`, for an op that takes the engine long and whose result only updates need.
   * Must give the bits that `lower` gives.
   */
  readonly host?: HostRule<S, A>;
  /** What the first elements of the output are made of. */
  readonly leading?: LeadingRule<S, A>;
  /** Whether `lower` has a form over blocks of channels. */
  readonly blocked?: boolean;
  /**
   * For a random mask, whose inputs are a `key` and what gives the shape: what it holds. Lets the runtime draw it before the
   * graph runs. Must give the bits that `lower` gives.
   */
  readonly mask?: (attrs: A) => RandomMask;
  /** Whether samples stay apart. Of an op that has `lanes` it is known. */
  readonly bySample?: BySampleRule<S, A>;
  /** For an op that leaves one number in all places of its first input one number in all places: what it makes of it. */
  readonly uniform?: (number: Tensor) => Tensor;
}

/** Elements that are `value` where the number drawn for them, of 24 bits, is `least` or more, and 0 elsewhere. */
export interface RandomMask {
  readonly least: number;
  readonly value: number;
}

/** How an op is done in plain code, on the values of its inputs. */
export type HostRule<S extends Slots, A> = (
  inputs: Filled<S, TypedArray>,
  attrs: A,
  output: Float32Array,
  addRows: AddRows,
) => void;

/**
 * Adds rows to rows of `output`, which are as long as `width`: each of `rows` at as many `places`, that follow one another,
 * as there are for one. Places count from 0; negative ones from the end.
 */
export type AddRows = (output: Float32Array, width: number, rows: Float32Array, places: TypedArray) => void;

/**
 * How the first elements of an op's output, `dims` of them along its axes, come from the first elements of its input `x`.
 * Null where they do not.
 */
export type LeadingRule<S extends Slots, A> = (
  given: { readonly inputs: Filled<S, Tensor>; readonly attrs: A },
  dims: TensorSpec['dims'],
) => Leading<A> | null;

/** The part of `x` that is needed, the attributes with which the op takes it, and whether it is worth cutting that part out. */
export interface Leading<A> {
  readonly x: TensorSpec['dims'];
  readonly attrs: A;
  readonly costly: boolean;
}

/**
 * Whether each sample of the output, counted by the first axis, comes from the same sample of those inputs that have samples, and from
 * nothing else of them.
 */
export type BySampleRule<S extends Slots, A> = (
  inputs: Filled<S, Tensor>,
  attrs: A,
  hasSamples: (input: Tensor) => boolean,
) => boolean;

/** How an elementwise op is said in lanes. */
export type LanesRule<S extends Slots, A> = <L>(lanes: Lanes<L>, inputs: Filled<S, L>, attrs: A) => L;

/** The usual op of one output. */
export interface SingleOp<S extends Slots, A> {
  readonly name: string;
  readonly inputs: S;
  readonly infer: (inputs: Filled<S, TensorSpec>, attrs: A) => TensorSpec;
  readonly gradient:
    | ((back: {
        readonly inputs: Filled<S, Tensor>;
        readonly output: Tensor;
        readonly attrs: A;
        readonly grad: Tensor;
      }) => Parts<S>)
    | 'zero'
    | 'unsupported';
  readonly lower: (onnx: OnnxBuilder, inputs: Filled<S, Value>, attrs: A, output: TensorSpec) => Value;
  readonly lanes?: LanesRule<S, A>;
  readonly host?: HostRule<S, A>;
  readonly mask?: (attrs: A) => RandomMask;
  readonly leading?: LeadingRule<S, A>;
  readonly bySample?: BySampleRule<S, A>;
  readonly uniform?: (number: Tensor) => Tensor;
  readonly blocked?: boolean;
}

/** Attributes of an op that has none. */
export type NoAttrs = Readonly<Record<never, never>>;

/** An op of one output, in the engine's normal form. */
export function defineOp<const S extends Slots, A = NoAttrs>(op: SingleOp<S, A>): Op<S, A> {
  const { gradient } = op;
  return {
    name: op.name,
    inputs: op.inputs,
    infer: (inputs, attrs) => [op.infer(inputs, attrs)],
    gradient:
      typeof gradient === 'string'
        ? gradient
        : ({ inputs, outputs, attrs, grads }) => {
            const grad = only(grads);
            return grad ? gradient({ inputs, output: only(outputs), attrs, grad }) : {};
          },
    lower: (onnx, inputs, attrs, outputs) => [op.lower(onnx, inputs, attrs, only(outputs))],
    ...(op.lanes && { lanes: op.lanes }),
    ...(op.host && { host: op.host }),
    ...(op.mask && { mask: op.mask }),
    ...(op.bySample && { bySample: op.bySample }),
    ...(op.uniform && { uniform: op.uniform }),
    ...(op.leading && { leading: op.leading }),
    ...(op.blocked && { blocked: op.blocked }),
  };
}

/** An op of any number of outputs. */
export function defineOps<const S extends Slots, A = NoAttrs>(op: Op<S, A>): Op<S, A> {
  return op;
}

/** The first element of a list that has one. */
export function only<T>(list: readonly T[]): T {
  const [first] = list;
  return first === undefined ? internal('an op without output') : first;
}
