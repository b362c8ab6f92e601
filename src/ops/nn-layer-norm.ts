import {
  applyAll,
  defineOps,
  isStatic,
  type Op,
  only,
  type Parts,
  sameDims,
  type Tensor,
  type TensorSpec,
} from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { add, multiply, power, subtract } from './arithmetic.ts';
import { sum } from './reduce.ts';

/** Inputs: `[..., rest]`, and what it is scaled and shifted by, `[rest]`. */
type Normalized = { readonly x: 'one'; readonly gamma: 'optional'; readonly beta: 'optional' };

interface Along {
  /** The first of the axes that are normalized; they go up to the last. */
  readonly axis: number;
  readonly epsilon: number;
}

/** Outputs: the result, the input without its mean, and one over its deviation. */
const layerNormOp: Op<Normalized, Along> = defineOps<Normalized, Along>({
  name: 'layerNorm',
  inputs: { x: 'one', gamma: 'optional', beta: 'optional' },
  infer: ({ x: { dims, dtype } }, { axis }) => [
    { dims, dtype },
    { dims, dtype },
    { dims: reduced(dims, axis), dtype },
  ],
  gradient: ({ inputs: { x, gamma }, outputs, attrs: { axis }, grads }) => {
    const [, centered = x, inverse = x] = outputs;
    const [grad = null, ofCentered = null, ofInverse = null] = grads;
    const axes = x.dims.map((_, i) => i).slice(axis);
    const part = 1 / sizeOf(x.dims.slice(axis).map(Number));
    const slopes: Tensor[] = [];
    let weights: Parts<Normalized> = {};
    if (grad) {
      // With h = centered · inverse and g = grad · gamma: inverse · (g - mean(g) - h · mean(g · h)).
      const h = multiply(centered, inverse);
      const byPlace = multiply(grad, h);
      weights = { gamma: gamma && byPlace, beta: grad };
      const g = gamma === null ? grad : multiply(grad, gamma);
      const along = multiply(sum(gamma === null ? byPlace : multiply(g, h), axes, true), part);
      const rest = subtract(subtract(g, multiply(h, along)), multiply(sum(g, axes, true), part));
      slopes.push(multiply(rest, inverse));
    }
    // Gradients of gradients come by the other outputs: inverse = (mean(centered²) + ε)^(-1/2).
    const spread = ofInverse && multiply(centered, multiply(multiply(ofInverse, power(inverse, 3)), -part));
    const direct = ofCentered && spread ? add(ofCentered, spread) : (ofCentered ?? spread);
    if (direct) slopes.push(subtract(direct, multiply(sum(direct, axes, true), part)));
    const [first, second] = slopes;
    return { ...weights, x: first && second ? add(first, second) : (first ?? null) };
  },
  lower: (onnx, { x, gamma, beta }, { axis, epsilon }, outputs) => {
    const [result = x, , deviation = x] = outputs;
    const lengths = x.dims.slice(axis).map(Number);
    const axes = lengths.map((_, i) => axis + i);
    const mean = onnx.node('ReduceMean', [x, onnx.ints(axes)], deviation, { keepdims: 1 });
    // The engine takes the variance as mean(x²) - mean(x)², which is mostly rounding where the mean is large; here it is 0.
    const centered = onnx.node('Sub', [x, mean], result);
    const ones = () => onnx.constant('float32', lengths, new Array<number>(sizeOf(lengths)).fill(1));
    const [normalized = x, , inverse = x] = onnx.nodes(
      'LayerNormalization',
      beta === null ? [centered, gamma ?? ones()] : [centered, gamma ?? ones(), beta],
      [result, deviation, deviation],
      { axis, epsilon: { float: epsilon } },
    );
    return [normalized, centered, inverse];
  },
});

function reduced(dims: TensorSpec['dims'], axis: number): TensorSpec['dims'] {
  return dims.map((dim, i) => (i < axis ? dim : 1));
}

/**
 * Layer normalization as the engine has it: over the last axes, whose lengths are known, with weights of just their shape.
 * Null where that is not what is asked for.
 */
export function engineLayerNorm(
  x: Tensor,
  gamma: Tensor | null,
  beta: Tensor | null,
  axes: readonly number[],
  epsilon: number,
): Tensor | null {
  const axis = x.dims.length - axes.length;
  const along = x.dims.slice(axis);
  const last = axes.length > 0 && axes.every((one, i) => one === axis + i);
  const fits = (weight: Tensor | null) => weight === null || (sameDims(weight.dims, along) && weight.dtype === x.dtype);
  if (!last || !isStatic(along) || sizeOf(along) === 0 || !fits(gamma) || !fits(beta)) return null;
  return only(applyAll(layerNormOp, { x, gamma, beta }, { axis, epsilon }));
}
