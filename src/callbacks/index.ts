export { Callback, type CallbackModel, History, type RunInfo } from '../training/index.ts';
export { BackupAndRestore, type BackupAndRestoreConfig, backupAndRestore } from './backup-and-restore.ts';
export { CallbackList, callbackList } from './callback-list.ts';
export { CSVLogger, type CSVLoggerConfig, csvLogger } from './csv-logger.ts';
export { EarlyStopping, type EarlyStoppingConfig, earlyStopping } from './early-stopping.ts';
export { LambdaCallback, type LambdaCallbackFunctions, lambdaCallback } from './lambda.ts';
export {
  LearningRateScheduler,
  type LearningRateSchedulerConfig,
  learningRateScheduler,
  type RateFunction,
} from './learning-rate-scheduler.ts';
export { ModelCheckpoint, type ModelCheckpointConfig, modelCheckpoint } from './model-checkpoint.ts';
export { MonitorCallback, type MonitorConfig, type MonitorMode } from './monitor.ts';
export { ProgbarLogger, type ProgbarLoggerConfig, progbarLogger } from './progbar-logger.ts';
export { ReduceLROnPlateau, type ReduceLROnPlateauConfig, reduceLROnPlateau } from './reduce-lr-on-plateau.ts';
export { RemoteMonitor, type RemoteMonitorConfig, remoteMonitor } from './remote-monitor.ts';
export { SwapEMAWeights, type SwapEMAWeightsConfig, swapEMAWeights } from './swap-ema-weights.ts';
export { TensorBoard, type TensorBoardConfig, tensorBoard } from './tensor-board.ts';
export { TerminateOnNaN, type TerminateOnNaNConfig, terminateOnNaN } from './terminate-on-nan.ts';
