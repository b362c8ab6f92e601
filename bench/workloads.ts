// What is measured, as data: workloads.json, read by every runner, ours and the rivals', in TypeScript and in Python.

/** A layer of a workload. */
export type LayerSpec =
  | { readonly kind: 'dense'; readonly units: number; readonly activation?: 'relu' | 'gelu' }
  | { readonly kind: 'conv2D'; readonly filters: number; readonly kernel: number; readonly activation?: 'relu' }
  | { readonly kind: 'maxPooling2D'; readonly size: number }
  | { readonly kind: 'flatten' }
  | { readonly kind: 'dropout'; readonly rate: number }
  | { readonly kind: 'layerNormalization' }
  | { readonly kind: 'batchNormalization' }
  /** The mean of the vectors of a sample's words. */
  | { readonly kind: 'embeddingBag'; readonly vocabulary: number; readonly units: number }
  | { readonly kind: 'repeat'; readonly times: number; readonly layers: readonly LayerSpec[] };

/** A layer that is no repetition. */
export type PlainLayer = Exclude<LayerSpec, { readonly kind: 'repeat' }>;

/** A network with the data it is trained on: float32 in [0, 1), or words where there is a vocabulary. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  /** Whether only building, compiling and the first step are measured. */
  readonly compiling?: boolean;
  /** Shape of a sample. */
  readonly input: readonly number[];
  readonly vocabulary?: number;
  readonly classes: number;
  readonly batch: number;
  /** Batches of an epoch, which is what one reading of the clock covers. */
  readonly steps: number;
  /** Samples of the large batch of predicting. */
  readonly large: number;
  readonly optimizer: { readonly kind: 'adam'; readonly learningRate: number };
  readonly layers: readonly LayerSpec[];
}

/** The layers of a network, one after the other. */
export function plainLayers(specs: readonly LayerSpec[]): readonly PlainLayer[] {
  return specs.flatMap((spec) =>
    spec.kind === 'repeat' ? Array.from({ length: spec.times }, () => plainLayers(spec.layers)).flat() : [spec],
  );
}

/** Samples and labels of a workload: always the same numbers, the same for every JavaScript runner. */
export function samples(workload: Workload, count: number): Samples {
  const { input, vocabulary, classes } = workload;
  const length = count * input.reduce((product, dim) => product * dim, 1);
  const next = lehmer(count);
  const x =
    vocabulary === undefined
      ? Float32Array.from({ length }, next)
      : Int32Array.from({ length }, () => Math.floor(next() * vocabulary));
  return { x, shape: [count, ...input], y: Int32Array.from({ length: count }, () => Math.floor(next() * classes)) };
}

export interface Samples {
  readonly x: Float32Array | Int32Array;
  readonly shape: readonly number[];
  readonly y: Int32Array;
}

/** Lehmer's generator (Park and Miller, 1988): numbers in (0, 1). */
function lehmer(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
