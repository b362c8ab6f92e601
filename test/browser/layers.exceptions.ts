const places =
  'windows that overlap: the places of the largest elements are found and added up by Gather and Pad of int64';

/**
 * Layers whose training leaves something to the CPU on WebGPU, with what it is. A layer that is not here runs there alone; one
 * that is here and does so fails the test, so that this list only shrinks.
 */
export const leftToTheCpu: Readonly<Record<string, string>> = {
  'maxPooling2D, overlapping': places,
  adaptiveMaxPooling1D: places,
  adaptiveMaxPooling2D: places,
  adaptiveMaxPooling3D: places,
};
