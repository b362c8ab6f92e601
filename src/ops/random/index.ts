export { globalSeedGenerator, SeedGenerator, setRandomSeed } from '../../utils/seed-generator.ts';
export { binomial } from './binomial.ts';
export { categorical, type ShuffleOptions, shuffle } from './choosing.ts';
export {
  type NormalOptions,
  normal,
  normalLike,
  truncatedNormal,
  type UniformOptions,
  uniform,
  uniformLike,
} from './continuous.ts';
export type { DrawOptions } from './draw.ts';
export { type DropoutOptions, dropout } from './dropout.ts';
export { beta, gamma } from './gamma.ts';
export { bernoulli, randint, type WholeOptions } from './whole.ts';
