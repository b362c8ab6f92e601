export { Adam, type AdamConfig, adam } from './adam.ts';
export { AdamW, adamW } from './adamw.ts';
export { type OptimizerIdentifier, optimizerOf } from './catalogue.ts';
export { Optimizer, type OptimizerConfig, type Step } from './optimizer.ts';
export { RMSprop, type RMSpropConfig, rmsprop } from './rmsprop.ts';
export { LearningRateSchedule } from './schedule.ts';
export { SGD, type SGDConfig, sgd } from './sgd.ts';
