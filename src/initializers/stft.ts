import { type DType, dtypes, shownShape, type TypedArray } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { didYouMean } from '../utils/names.ts';
import { oneOf } from './checks.ts';
import type { InitializerObject } from './initializer.ts';

/** Options of `stft`. */
export interface StftOptions {
  /** Which part of the complex kernel. Default `'real'`. */
  readonly side?: 'real' | 'imag';
  /** Name of a window as in SciPy, its values (one for each sample of a frame), or null for none. Default `'hann'`. */
  readonly window?: string | readonly number[] | null;
  /** Whether the window is divided by the root of its energy, by its sum, or (null) not at all. Default `'density'`. */
  readonly scaling?: 'density' | 'spectrum' | null;
  /** Whether the window is periodic rather than symmetric. Default `false`. */
  readonly periodic?: boolean;
}

/** The kernel of a short-time Fourier transform; see `stft`. */
export class STFT implements InitializerObject {
  static readonly className = 'STFT';
  readonly className = STFT.className;
  readonly side: 'real' | 'imag';
  readonly window: string | readonly number[] | null;
  readonly scaling: 'density' | 'spectrum' | null;
  readonly periodic: boolean;

  constructor({ side = 'real', window = 'hann', scaling = 'density', periodic = false }: StftOptions = {}) {
    this.side = oneOf('stft: side', side, ['real', 'imag']);
    if (typeof window === 'string' && !windows.has(window))
      throw new ArgumentError('stft: window', {
        expected: 'a known window, its values, or null',
        received: `'${window}'`,
        mend: didYouMean(window, [...windows.keys()]),
      });
    this.window = window;
    this.scaling = scaling === null ? null : oneOf('stft: scaling', scaling, ['density', 'spectrum']);
    this.periodic = Boolean(periodic);
  }

  draw(shape: readonly number[], dtype: DType = 'float32'): TypedArray {
    const [frame, channels, bins] = shape;
    if (shape.length !== 3 || frame === undefined || channels === undefined || bins === undefined)
      throw new ShapeError('stft', {
        expected: 'a shape [frameLength, channels, frequencies]',
        received: shownShape(shape),
      });
    const scaled = this.#scaledWindow(frame);
    const wave = this.side === 'real' ? Math.cos : Math.sin;
    const values = new Float64Array(sizeOf(shape));
    for (let time = 0; time < frame; time++)
      for (let bin = 0; bin < bins; bin++) {
        const value = wave((-2 * Math.PI * time * bin) / (2 * (bins - 1))) * (scaled[time] ?? 1);
        for (let channel = 0; channel < channels; channel++) values[(time * channels + channel) * bins + bin] = value;
      }
    return dtypes[dtype].from(values);
  }

  getConfig(): Readonly<Record<string, Json>> {
    return { side: this.side, window: this.window, periodic: this.periodic, scaling: this.scaling };
  }

  #scaledWindow(length: number): readonly number[] {
    if (this.window === null) return Array.from({ length }, () => 1);
    const values = typeof this.window === 'string' ? sampled(this.window, length, this.periodic) : this.window;
    if (values.length !== length)
      throw new ShapeError('stft: window', { expected: `${length} values`, received: `${values.length}` });
    const total = (of: (value: number) => number) => values.reduce((sum, value) => sum + of(value), 0);
    const scale =
      this.scaling === 'density'
        ? Math.sqrt(total((value) => value * value))
        : this.scaling === 'spectrum'
          ? total(Math.abs)
          : 1;
    return values.map((value) => value / scale);
  }
}

/**
 * The kernel of a short-time Fourier transform: `window(t) · cos(2πtk / n)`, or `-sin`, for weights of shape
 * `[frameLength, channels, frequencies]` with `n = 2 · (frequencies - 1)`.
 *
 * @param options - side, window, scaling and period.
 * @throws {ArgumentError} for an unknown window, side or scaling.
 * @example
 * initializers.stft({ window: null }).draw([1, 1, 3]) // => Float32Array [1, 1, 1]
 * @see https://keras.io/api/layers/initializers/#stft-class
 */
export function stft(options: StftOptions = {}): STFT {
  return new STFT(options);
}

/** A window of sums of cosines: `Σᵢ (-1)ⁱ · aᵢ · cos(2πi · t)` for t from 0 to 1. */
function cosines(...factors: readonly number[]): (t: number) => number {
  return (t) => factors.reduce((sum, factor, i) => sum + (i % 2 ? -factor : factor) * Math.cos(2 * Math.PI * i * t), 0);
}

/** Windows on 0 to 1, by their names in scipy.signal.windows, whose coefficients these are. */
const windows: ReadonlyMap<string, (t: number) => number> = new Map([
  ['boxcar', () => 1],
  ['bartlett', (t: number) => 1 - Math.abs(2 * t - 1)],
  ['hann', cosines(0.5, 0.5)],
  ['hamming', cosines(0.54, 0.46)],
  ['blackman', cosines(0.42, 0.5, 0.08)],
  ['nuttall', cosines(0.3635819, 0.4891775, 0.1365995, 0.0106411)],
  ['blackmanharris', cosines(0.35875, 0.48829, 0.14128, 0.01168)],
  ['flattop', cosines(0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368)],
]);

function sampled(name: string, length: number, periodic: boolean): readonly number[] {
  const window = windows.get(name) ?? (() => 1);
  if (length === 1) return [1];
  const last = periodic ? length : length - 1;
  return Array.from({ length }, (_, i) => window(i / last));
}
