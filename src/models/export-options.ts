import type { DType, Shape } from '../graph/index.ts';

/** What an input of an exported model takes. */
export interface InputSpec {
  /** Shape with the batch axis; `null` for lengths that are known at run time only. */
  readonly shape: Shape;
  /** Default: that of the model's input. */
  readonly dtype?: DType;
  /** Default: that of the model's input. */
  readonly name?: string;
}

/** How a model is written as ONNX. */
export interface OnnxOptions {
  /** Version of the operator set, from 18 to 24; newer readers open older ones. Default 21. */
  readonly opset?: number;
  /** Inputs in the order of the model's own, where they shall differ: a fixed batch, say. Default: as the model has them. */
  readonly inputSignature?: readonly InputSpec[];
  /** What the file says of itself. Default none. */
  readonly description?: string;
  /** Own entries of the file's metadata. Default none. */
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * Whether weights are stored with 16 bits: half the size, a relative error of at most 2⁻¹¹ (0.05 %) in each weight.
   * Computing stays float32. Default false.
   */
  readonly float16?: boolean;
  /**
   * `'int8'` multiplies by the kernels of dense layers in 8-bit integers, a quarter of the size: kernels are rounded once, one
   * scale for each column, inputs at each call, one scale for each tensor. Default null.
   */
  readonly quantize?: 'int8' | null;
}

/** How a model is written to an ONNX file. */
export interface ExportOptions extends OnnxOptions {
  /**
   * Whether weights of 1 kB and more stand in a second file beside the first, `x.onnx.data`. Default: only where they have to,
   * which is past 2 GB.
   */
  readonly externalData?: boolean;
}
