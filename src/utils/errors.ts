/** What an error tells: what was expected, what was received, how to mend it. */
export interface Complaint {
  /** What would have been right. */
  readonly expected: string;
  /** What came instead. */
  readonly received: string;
  /** How to mend it: one or two whole sentences. */
  readonly mend?: string;
  /** The error underneath, where there is one. */
  readonly cause?: unknown;
}

/**
 * Base of all errors that Layerwise throws: `where: expected …, received …. How to mend it.`
 *
 * @example
 * new ArgumentError('dense: units', { expected: 'a positive integer', received: '-1' }).message
 * // => 'dense: units: expected a positive integer, received -1.'
 */
export class LayerwiseError extends Error {
  override readonly name: string = 'LayerwiseError';
  /** The place that complains: a function, an argument, a named layer. */
  readonly where: string;

  constructor(where: string, complaint: Complaint) {
    const { expected, received, mend, cause } = complaint;
    super(
      `${where}: expected ${expected}, received ${received}.${mend ? ` ${mend}` : ''}`,
      cause === undefined ? undefined : { cause },
    );
    this.where = where;
  }
}

/** Shapes or dtypes of tensors do not fit together. */
export class ShapeError extends LayerwiseError {
  override readonly name = 'ShapeError';
}

/** An argument or option has a value that is not accepted. */
export class ArgumentError extends LayerwiseError {
  override readonly name = 'ArgumentError';
}

/** A gradient was asked for where none exists. */
export class GradientError extends LayerwiseError {
  override readonly name = 'GradientError';
}

/** A file is missing, damaged, hostile, or of another kind than expected. */
export class FileError extends LayerwiseError {
  override readonly name = 'FileError';
}

/** The engine (ONNX Runtime) is missing or refused to compile or run a graph. */
export class EngineError extends LayerwiseError {
  override readonly name = 'EngineError';
}

/** A bug of ours: `internal: …`. Users should never see one. */
export function internal(message: string): never {
  throw new Error(`internal: ${message}`);
}
