import { apply, defineOp, type Op, sameDims, type Tensor } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import { mergedDim } from './conv-columns.ts';
import { take } from './indexing.ts';

/**
 * Inputs: places of any shape, and for each a row, `[...places, ...rest]`; axes of length 1 among the first ones stand for
 * the same row at several places.
 */
type Placed = { readonly rows: 'one'; readonly places: 'one' };

const addRowsOp: Op<Placed, { readonly count: number }> = defineOp<Placed, { readonly count: number }>({
  name: 'addRows',
  inputs: { rows: 'one', places: 'one' },
  infer: ({ rows, places }, { count }) => ({
    dtype: rows.dtype,
    dims: [count, ...rows.dims.slice(places.dims.length)],
  }),
  gradient: ({ inputs: { places }, grad }) => ({ rows: take(grad, places, 0), places: null }),
  lower: (onnx, { rows, places }, _, output) => {
    const { dtype } = rows;
    const rest = output.dims.slice(1).map(Number);
    const all = { dtype, dims: [...places.dims, ...rest] };
    const parts = [onnx.shapeOf(places), onnx.ints(rest)].filter(({ dims }) => dims[0] !== 0);
    const shape =
      parts.length === 0
        ? onnx.ints([])
        : onnx.node('Concat', parts, { dtype: 'int64', dims: [all.dims.length] }, { axis: 0 });
    const each = sameDims(rows.dims, all.dims) ? rows : onnx.node('Expand', [rows, shape], all);
    const list = mergedDim(places.dims);
    const wide = onnx.node('Reshape', [each, onnx.ints([-1, ...rest])], { dtype, dims: [list, ...rest] });
    const column = { dtype: places.dtype, dims: [list, ...rest.map(() => 1)] } as const;
    const narrow = onnx.node('Reshape', [places, onnx.ints([-1, ...rest.map(() => 1)])], column);
    const targets = onnx.node('Expand', [narrow, onnx.shapeOf(wide)], { dtype: places.dtype, dims: wide.dims });
    const zeros = onnx.node('Expand', [onnx.constant(dtype, [], [0]), onnx.ints(output.dims.map(Number))], output);
    // ScatterND would lose additions on the CPU: with several threads it does not wait for itself.
    return onnx.node('ScatterElements', [zeros, targets, wide], output, { axis: 0, reduction: 'add' });
  },
  host: ({ rows, places }, { count }, output, add) => {
    if (!(rows instanceof Float32Array)) internal('rows of another dtype');
    output.fill(0);
    if (places.length > 0) add(output, output.length / count, rows, places);
  },
});

/**
 * Zeros of `count` rows to which rows are added at places along the first axis: the gradient of `take`.
 *
 * @param rows - `[...places, ...rest]` with a `rest` of known lengths. The last axes of the places may have length 1: these
 * places share a row.
 */
export function addRows(rows: Tensor, places: Tensor, count: number): Tensor {
  return apply(addRowsOp, { rows, places }, { count });
}
