import { Message } from './message.ts';

/*
 * Events as TensorFlow's second way of summaries writes them, which is what Keras's callback uses: each value is a tensor, and
 * the name of the plugin of TensorBoard that shows it. Numbers of fields are those of TensorFlow's event.proto, summary.proto and
 * tensor.proto.
 */

/** Something to show: a tag, the plugin that shows it, and a tensor. */
export interface Summary {
  readonly tag: string;
  readonly plugin: 'scalars' | 'histograms' | 'images' | 'graph_keras_model';
  /** What the plugin is told beside: the version of its format. */
  readonly content?: string;
  readonly tensor: Message;
}

/** The bytes of an event: a value at a step, or, without one, what every file begins with. */
export function eventBytes(seconds: number, step: number, summary: Summary | null): Uint8Array<ArrayBuffer> {
  const event = new Message().double(1, seconds);
  if (summary === null) return event.piece(3, 'brain.Event:2').piece(10, new Message().piece(1, 'layerwise')).bytes();
  const { tag, plugin, content, tensor } = summary;
  const data = new Message().piece(1, plugin);
  if (content !== undefined) data.piece(2, content);
  const value = new Message().piece(1, tag).piece(8, tensor).piece(9, new Message().piece(1, data));
  return event.whole(2, step).piece(5, new Message().piece(1, value)).bytes();
}

/** A float32 scalar. */
export function scalar(value: number): Message {
  const bytes = new Uint8Array(Float32Array.of(value).buffer);
  return tensor(dtypes.float32, []).piece(4, bytes);
}

/** Numbers in float64. */
export function doubles(values: Float64Array, shape: readonly number[]): Message {
  return tensor(dtypes.float64, shape).piece(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** Texts or bytes. */
export function strings(values: readonly (string | Uint8Array)[], shape: readonly number[]): Message {
  const message = tensor(dtypes.string, shape);
  for (const value of values) message.piece(8, value);
  return message;
}

const dtypes = { float32: 1, float64: 2, string: 7 };

function tensor(dtype: number, shape: readonly number[]): Message {
  const dims = new Message();
  for (const size of shape) dims.piece(2, new Message().whole(1, size));
  return new Message().whole(1, dtype).piece(2, dims);
}
