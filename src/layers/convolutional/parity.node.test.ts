import { vi } from 'vitest';
import { layerParity } from '../../testing/layer-parity.ts';

// In Node alone, beside the other families: the program of so many windows takes long to compile.
vi.setConfig({ hookTimeout: 240_000 });
await layerParity('layers_convolutional');
