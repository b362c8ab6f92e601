import type { Tensor } from './tensor.ts';

const masks = new WeakMap<Tensor, Tensor>();

/** The mask that came with a tensor: a bool tensor, true where a step counts; null where there is none. */
export function maskOf(tensor: Tensor): Tensor | null {
  return masks.get(tensor) ?? null;
}

/** Attaches a mask to a tensor, as Keras does to the outputs of masking layers. */
export function setMask(tensor: Tensor, mask: Tensor): void {
  masks.set(tensor, mask);
}

/** Takes the mask from a tensor. */
export function dropMask(tensor: Tensor): void {
  masks.delete(tensor);
}
