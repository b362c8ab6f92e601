export { Adam, type AdamConfig } from './adam.ts';
export { type OptimizerIdentifier, optimizerOf } from './catalogue.ts';
export { Optimizer, type OptimizerConfig, type Step } from './optimizer.ts';
export { LearningRateSchedule } from './schedule.ts';
