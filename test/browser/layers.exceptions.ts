const places = 'the gradient of the largest of windows that overlap, which finds their places by many small steps';

/**
 * Layers whose training leaves something to the CPU on WebGPU, with what it is. A layer that is not here runs there alone; one
 * that is here and does so fails the test, so that this list only shrinks.
 */
export const leftToTheCpu: Readonly<Record<string, string>> = {
  adaptiveMaxPooling1D: places,
  adaptiveMaxPooling2D: places,
  adaptiveMaxPooling3D: places,
};
