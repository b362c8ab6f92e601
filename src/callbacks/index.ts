export { Callback, type CallbackModel, History, type RunInfo } from '../training/index.ts';
export { EarlyStopping, type EarlyStoppingConfig, earlyStopping } from './early-stopping.ts';
export { LambdaCallback, type LambdaCallbackFunctions, lambdaCallback } from './lambda.ts';
export { MonitorCallback, type MonitorConfig, type MonitorMode } from './monitor.ts';
export { TerminateOnNaN, type TerminateOnNaNConfig, terminateOnNaN } from './terminate-on-nan.ts';
