import { GraphBuilder, modelBytes } from '../onnx/index.ts';
import type { FetchingSession } from './fetching.node.ts';
import type { EngineTensor } from './ort.ts';

/** Channels of the convolution that is tried: several blocks of any size but the largest. */
const channels = 16;

/** Its picture and its window are of these places. */
const places = 9;

/**
 * Finds out how many channels the engine takes at a time in its convolutions over blocks of channels, which differs from
 * processor to processor: in that order of the weights it gives what a plain convolution gives. 0 where it has none.
 */
export async function blocksOf(
  open: (model: Uint8Array) => Promise<FetchingSession>,
  tensor: (data: Float32Array, dims: readonly number[]) => EngineTensor,
): Promise<number> {
  for (const size of [16, 8])
    try {
      const session = await open(modelBytes(trial(size)));
      const x = tensor(Float32Array.from({ length: channels * places }, weight), [1, channels, 3, 3]);
      const [plain, blocked] = Object.values(await session.run({ x })).map(({ data }) => Array.from(data, Number));
      if (plain?.every((value, i) => Math.abs(value - (blocked?.[i] ?? Number.NaN)) < 1e-3)) return size;
    } catch {
      // No kernels of this kind, or none of this size.
    }
  return 0;
}

/** A plain convolution and one over blocks of `size` channels, with the same weights. */
function trial(size: number) {
  const onnx = new GraphBuilder('cpu');
  const picture = { dtype: 'float32', dims: [1, channels, 3, 3] } as const;
  const kernel = [channels, channels, 3, 3];
  const attributes = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };
  const x = onnx.input(picture, 'x');
  const ordered = Array.from({ length: channels * channels * places }, (_, i) => weight(null, i));
  const plain = onnx.node('Conv', [x, onnx.constant('float32', kernel, ordered)], picture, attributes);
  const parts = channels / size;
  // [filter / size, channel / size, place, channel % size, filter % size]
  const blocked = ordered.map((_, at) => {
    const [a, b] = [at % size, Math.floor(at / size) % size];
    const outer = Math.floor(at / size / size);
    const place = outer % places;
    const filter = Math.floor(outer / places / parts) * size + a;
    const channel = (Math.floor(outer / places) % parts) * size + b;
    return weight(null, (filter * channels + channel) * places + place);
  });
  const inside = onnx.node('com.microsoft.nchwc.ReorderInput', [x], picture);
  const weights = onnx.constant('float32', kernel, blocked);
  const summed = onnx.node('com.microsoft.nchwc.Conv', [inside, weights], picture, attributes);
  const outside = onnx.node('com.microsoft.nchwc.ReorderOutput', [summed], picture, { channels });
  return onnx.graph([plain, outside]);
}

/** Numbers without a pattern that an order of them could hide behind. */
function weight(_: unknown, i: number): number {
  return (((i + 1) * 48_271) % 997) / 997 - 0.5;
}
