import { apply, defineOp, type Op, type Tensor } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import { take } from './indexing.ts';

/** Inputs: rows `[n, ...rest]`, and for each the place `[n]` to which it goes. */
type Placed = { readonly rows: 'one'; readonly places: 'one' };

const addRowsOp: Op<Placed, { readonly count: number }> = defineOp<Placed, { readonly count: number }>({
  name: 'addRows',
  inputs: { rows: 'one', places: 'one' },
  infer: ({ rows }, { count }) => ({ dtype: rows.dtype, dims: rows.dims.with(0, count) }),
  gradient: ({ inputs: { places }, grad }) => ({ rows: take(grad, places, 0), places: null }),
  lower: (onnx, { rows, places }, _, output) => {
    const zeros = onnx.node('Expand', [onnx.constant(rows.dtype, [], [0]), onnx.dimsOf(output.dims, rows)], output);
    const column = { dtype: places.dtype, dims: [rows.dims[0] ?? 1, ...rows.dims.slice(1).map(() => 1)] } as const;
    const narrow = onnx.node('Reshape', [places, onnx.ints([-1, ...rows.dims.slice(1).map(() => 1)])], column);
    const wide = onnx.node('Expand', [narrow, onnx.shapeOf(rows)], { dtype: places.dtype, dims: rows.dims });
    // ScatterND would lose additions on the CPU: with several threads it does not wait for itself.
    return onnx.node('ScatterElements', [zeros, wide, rows], output, { axis: 0, reduction: 'add' });
  },
  host: ({ rows, places }, { count }, output) => {
    if (!(rows instanceof Float32Array)) internal('rows of another dtype');
    const width = output.length / count;
    output.fill(0);
    for (let row = 0; row < places.length; row++) {
      const place = Number(places[row]);
      const to = (place < 0 ? place + count : place) * width;
      const from = row * width;
      for (let i = 0; i < width; i++) output[to + i] = (output[to + i] ?? 0) + (rows[from + i] ?? 0);
    }
  },
});

/**
 * Zeros of `count` rows to which rows are added at places along the first axis: the gradient of `take`. The other axes have
 * known lengths.
 */
export function addRows(rows: Tensor, places: Tensor, count: number): Tensor {
  return apply(addRowsOp, { rows, places }, { count });
}
