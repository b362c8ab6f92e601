export { Dense, type DenseConfig, dense } from './core/dense.ts';
export { InputLayer, type InputLayerConfig, type InputOptions, input } from './core/input.ts';
export { type AnyLayer, Layer } from './layer.ts';
export { clearSession } from './naming.ts';
export type { CallOptions, Defaults, Given, LayerConfig, WeightOptions } from './options.ts';
export { Flatten, flatten } from './reshaping/flatten.ts';
