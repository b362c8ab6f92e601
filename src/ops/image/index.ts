export type { Interpolation } from './kernels.ts';
export { type ResizeOptions, resize } from './resize.ts';
