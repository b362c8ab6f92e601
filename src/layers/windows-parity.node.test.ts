import { layerParity } from '../testing/layer-parity.ts';

// In Node alone, beside the other families: the program of so many windows takes long to compile in a page.
await layerParity('layers_pooling');
