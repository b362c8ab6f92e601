import { layerParity } from '../../testing/layer-parity.ts';

// In Node alone: so many windows take minutes to compile in a page.
await layerParity('layers_convolutional');
