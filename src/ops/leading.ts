import { type Dims, isStatic, record, sameDims, type Tensor } from '../graph/index.ts';
import { reachOf, slidDims, type Window } from './conv-window.ts';
import { getItem } from './slicing.ts';

/*
 * A window that moves by more than one place may never reach the last elements. What no window reaches need not be computed,
 * nor what is made for that alone, forward or backward: a pool of 2 over 11 places leaves out 21 of the 121 places of the
 * convolution before it.
 */

/** Data `[batch, channels, ...spatial]` without what no window reaches, as far as the ops behind it can leave it out. */
export function reached(x: Tensor, window: Window): Tensor {
  const places = slidDims(x.dims.slice(2), window);
  const part = leadingPlaces(x.dims, window, [...x.dims.slice(0, 2), ...places]);
  return (part && leading(x, part.x)) ?? x;
}

/** What a window must move over to give the first places alone; null where lengths are unknown. */
export function leadingPlaces(
  x: Dims,
  window: Window,
  dims: Dims,
): { readonly x: Dims; readonly window: Window } | null {
  if (!isStatic(x.slice(2)) || !isStatic(dims.slice(2))) return null;
  const lengths = x.slice(2).map(Number);
  const places = dims.slice(2).map(Number);
  const ends = places.map((count, axis) => {
    const [before] = window.pads[axis] ?? [0];
    return (count - 1) * (window.strides[axis] ?? 1) + reachOf(window, axis) - before;
  });
  return {
    x: [...x.slice(0, 2), ...lengths.map((length, axis) => Math.min(length, ends[axis] ?? length))],
    window: {
      ...window,
      pads: window.pads.map(([before], axis) => [before, Math.max((ends[axis] ?? 0) - (lengths[axis] ?? 0), 0)]),
    },
  };
}

/** The first elements of a tensor without the work for the others; null where that cannot be spared. */
function leading(x: Tensor, dims: Dims): Tensor | null {
  if (sameDims(x.dims, dims)) return x;
  const { node } = x;
  if (node.kind === 'input' || node.kind === 'value') return cut(x, dims);
  if (node.kind !== 'op') return null;
  const { op, slots, attrs } = node;
  const [first] = node.inputs;
  const part = op.leading?.({ inputs: slots, attrs }, dims);
  if (!part || first === undefined) return null;
  const input = leading(first, part.x) ?? (part.costly ? cut(first, part.x) : null);
  if (input === null) return null;
  const inputs = { ...slots, x: input };
  const again = { ...node, slots: inputs, attrs: part.attrs };
  const specs = op.infer(inputs, part.attrs);
  return record(again, [input, ...node.inputs.slice(1)], specs)[0] ?? null;
}

function cut(x: Tensor, dims: Dims): Tensor {
  return getItem(
    x,
    dims.map((stop, axis) => (stop === x.dims[axis] ? {} : { stop: Number(stop) })),
  );
}
