import { composite, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { add, divide, multiply } from './arithmetic.ts';
import { cast } from './cast.ts';
import { lessEqual } from './comparison.ts';
import { literal } from './creation.ts';
import { abs } from './elementwise.ts';
import { matmul } from './linalg.ts';
import { transpose } from './movement.ts';
import { softmax } from './nn-softmax.ts';
import { asFloat, asTensor } from './operands.ts';
import { repeat } from './repeating.ts';
import { where } from './select.ts';

/** Options of `dotProductAttention`. */
export interface AttentionOptions {
  /** Added to the scores: broadcasts to `[batch, heads, targets, sources]`. Default null: none. */
  readonly bias?: TensorLike | null;
  /** Booleans that broadcast to `[batch, heads, targets, sources]`: where false, nothing is taken. Default null: none. */
  readonly mask?: TensorLike | null;
  /** Factor of the scores. Default null: `1 / √depth`. */
  readonly scale?: number | null;
  /** Whether a target takes from the sources up to its own place alone. Default `false`. */
  readonly isCausal?: boolean;
  /** Bounds the scores s smoothly: `s / (1 + |s| / cap)`. Default null: no bound. */
  readonly attnLogitsSoftCap?: number | null;
}

/** The score of what is masked: low enough to get no share, and still a number. */
const hidden = -0.7 * 3.4028234663852886e38;

/**
 * Attention by scalar products: `softmax(scale · q kᵀ + bias) v` for each head.
 *
 * @param query - `[batch, targets, heads, depth]`.
 * @param key - `[batch, sources, heads, depth]`; with fewer heads, each serves several of the query's that follow each other.
 * @param value - `[batch, sources, heads, width]`.
 * @param options - `bias`, `mask`, `scale` (default `1 / √depth`), `isCausal` (default `false`), `attnLogitsSoftCap`.
 * @returns float32 `[batch, targets, heads, width]`.
 * @throws {ShapeError} for other shapes.
 * @throws {ArgumentError} when the query's heads are no multiple of the key's.
 * @example
 * const values = [[[[4]], [[8]]]];
 * await ops.dotProductAttention([[[[0]]]], values, values).array() // => [[[[6]]]]
 * @see https://keras.io/api/ops/nn/#dot_product_attention-function
 */
export const dotProductAttention = composite(
  'dotProductAttention',
  (query: TensorLike, key: TensorLike, value: TensorLike, options: AttentionOptions = {}): Tensor => {
    const { bias = null, mask = null, scale = null, isCausal = false, attnLogitsSoftCap: cap = null } = options;
    const [q, k, v] = [asFloat(query), asFloat(key), asFloat(value)];
    const heads = q.dims[2];
    const depth = q.dims[3];
    if ([q, k, v].some(({ dims }) => dims.length !== 4) || typeof depth !== 'number' || k.dims[3] !== depth)
      throw new ShapeError('dotProductAttention(query, key, value)', {
        expected:
          'query [batch, targets, heads, depth], key [batch, sources, heads, depth] and value [batch, sources, heads, width]',
        received: `${shown(q)}, ${shown(k)} and ${shown(v)}`,
      });
    const [keys, values] = [shared(k, heads), shared(v, heads)];
    const products = matmul(transpose(q, [0, 2, 1, 3]), transpose(keys, [0, 2, 3, 1]));
    const scaled = multiply(products, scale ?? 1 / Math.sqrt(depth));
    const biased = bias === null ? scaled : add(scaled, bias);
    const bounded = cap === null ? biased : divide(biased, add(divide(abs(biased), cap), 1));
    const allowed = mask === null ? bounded : where(cast(asTensor(mask), 'bool'), bounded, hidden);
    const scores = isCausal ? where(earlier(allowed), allowed, hidden) : allowed;
    return transpose(matmul(softmax(scores, -1), transpose(values, [0, 2, 1, 3])), [0, 2, 1, 3]);
  },
);

/** Heads of keys or values, each as often as there are heads of the query for it. */
function shared(x: Tensor, heads: unknown): Tensor {
  const own = x.dims[2];
  if (own === heads) return x;
  if (typeof own === 'number' && typeof heads === 'number' && heads % own === 0) return repeat(x, heads / own, 2);
  throw new ArgumentError('dotProductAttention: heads', {
    expected: 'as many heads of the query as of the key, or a multiple of them',
    received: `${heads} and ${own}`,
  });
}

/** Whether a source is not after its target: booleans `[targets, sources]`. */
function earlier(scores: Tensor): Tensor {
  const [targets, sources] = scores.dims.slice(2);
  if (typeof targets !== 'number' || typeof sources !== 'number')
    throw new ShapeError('dotProductAttention: isCausal', {
      expected: 'known numbers of targets and sources',
      received: shown(scores),
    });
  const places = (count: number, shape: readonly number[]) =>
    literal(
      Array.from({ length: count }, (_, i) => i),
      shape,
      'int32',
    );
  return lessEqual(places(sources, [1, sources]), places(targets, [targets, 1]));
}
