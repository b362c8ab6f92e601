import { layerParity } from '../testing/layer-parity.ts';
import { camelKeys, type Recorded } from '../testing/parity.ts';
import * as layers from './index.ts';
import type { AnyLayer } from './layer.ts';

type Made = new (options: Readonly<Record<string, Recorded>>) => AnyLayer;

const classes = new Map<string, Made>();
for (const exported of Object.values<unknown>(layers))
  if (typeof exported === 'function' && 'className' in exported && exported !== layers.Layer)
    classes.set(String(exported.className), exported as unknown as Made); // a concrete layer takes its options

function make(className: string, config: Readonly<Record<string, Recorded>>): AnyLayer {
  const found = classes.get(className);
  if (found === undefined) throw new Error(`no layer ${className}`);
  return new found(camelKeys(config));
}

await layerParity('layers_core', make, {
  skipped: { 'activation-sparsemax': 'Keras gives a row of zeros where one element is far above the others' },
  shapes: { 'einsum-dense-ellipsis-4d': [null, 2, 4, 5] }, // Keras turns the axes of the ellipsis around
});
await layerParity('layers_merging', make);
await layerParity('layers_normalization', make, {
  skipped: { Normalization: 'not yet here', SpectralNormalization: 'not yet here' },
  options: { 'group-normalization-instance': { groups: -1 } },
});
await layerParity('layers_regularization', make);
await layerParity('layers_reshaping', make, {
  skipped: { Resizing: 'not yet here', CenterCrop: 'not yet here' },
  closed: ({ config }) => (config.interpolation ?? 'nearest') !== 'nearest',
});
