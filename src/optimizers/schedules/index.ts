export { scheduleOf, serializeSchedule } from './catalogue.ts';
export { CosineDecay, type CosineDecayConfig, type CosineDecayOptions, cosineDecay } from './cosine.ts';
export {
  type DecayConfig,
  type DecayOptions,
  ExponentialDecay,
  exponentialDecay,
  InverseTimeDecay,
  inverseTimeDecay,
} from './decay.ts';
export { PiecewiseConstantDecay, type PiecewiseConstantDecayConfig, piecewiseConstantDecay } from './piecewise.ts';
export {
  PolynomialDecay,
  type PolynomialDecayConfig,
  type PolynomialDecayOptions,
  polynomialDecay,
} from './polynomial.ts';
export {
  CosineDecayRestarts,
  type CosineDecayRestartsConfig,
  type CosineDecayRestartsOptions,
  cosineDecayRestarts,
} from './restarts.ts';
export { LearningRateSchedule, type ScheduleConfig, type SerializedSchedule } from './schedule.ts';
