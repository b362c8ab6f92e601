export { Adadelta, type AdadeltaConfig, adadelta } from './adadelta.ts';
export { Adafactor, type AdafactorConfig, adafactor } from './adafactor.ts';
export { Adagrad, type AdagradConfig, adagrad } from './adagrad.ts';
export { Adam, type AdamConfig, adam } from './adam.ts';
export { Adamax, type AdamaxConfig, adamax } from './adamax.ts';
export { AdamW, adamW } from './adamw.ts';
export { optimizerOf, serializeOptimizer } from './catalogue.ts';
export { Ftrl, type FtrlConfig, ftrl } from './ftrl.ts';
export { Lamb, type LambConfig, lamb } from './lamb.ts';
export { Lion, type LionConfig, lion } from './lion.ts';
export { type LossScaleConfig, LossScaleOptimizer, type LossScaleOptions, lossScaleOptimizer } from './loss-scale.ts';
export { MultiOptimizer, type MultiOptimizerConfig, type MultiOptimizerOptions, multiOptimizer } from './multi.ts';
export { Muon, type MuonConfig, muon } from './muon.ts';
export { Nadam, type NadamConfig, nadam } from './nadam.ts';
export type { OptimizerIdentifier } from './named.ts';
export { type DecayExclusion, Optimizer, type SavedOptions, type SerializedOptimizer } from './optimizer.ts';
export { OptimizerMap, optimizerMap } from './optimizer-map.ts';
export { RMSprop, type RMSpropConfig, rmsprop } from './rmsprop.ts';
export {
  ScheduleFreeAdamW,
  type ScheduleFreeAdamWConfig,
  scheduleFreeAdamW,
} from './schedule-free-adamw.ts';
export * as schedules from './schedules/index.ts';
export { LearningRateSchedule } from './schedules/index.ts';
export type { OptimizerConfig } from './settings.ts';
export { SGD, type SGDConfig, sgd } from './sgd.ts';
export type { Step } from './step.ts';
