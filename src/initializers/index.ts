export { type Initializer, type InitializerFunction, initializerOf, serializeInitializer } from './catalogue.ts';
export {
  Constant,
  type ConstantOptions,
  constant,
  Identity,
  type IdentityOptions,
  identity,
  Ones,
  ones,
  Zeros,
  zeros,
} from './constant.ts';
export type { InitializerObject } from './initializer.ts';
export { Orthogonal, type OrthogonalOptions, orthogonal } from './orthogonal.ts';
export {
  type NormalOptions,
  RandomNormal,
  RandomUniform,
  randomNormal,
  randomUniform,
  TruncatedNormal,
  truncatedNormal,
  type UniformOptions,
} from './random.ts';
export type { SeedOptions } from './seed.ts';
export { STFT, type StftOptions, stft } from './stft.ts';
export {
  type FanOptions,
  GlorotNormal,
  GlorotUniform,
  glorotNormal,
  glorotUniform,
  HeNormal,
  HeUniform,
  heNormal,
  heUniform,
  LecunNormal,
  LecunUniform,
  lecunNormal,
  lecunUniform,
  VarianceScaling,
  type VarianceScalingOptions,
  varianceScaling,
} from './variance-scaling.ts';
