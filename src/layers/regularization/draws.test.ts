import { layerDraws } from '../../testing/layer-draws.ts';

// In Node on its CPU, in the browser on WebAssembly; test/browser/layers.browser.test.ts has them on WebGPU.
layerDraws('of layers');
