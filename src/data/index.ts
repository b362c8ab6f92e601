export {
  disableInteractiveLogging,
  enableInteractiveLogging,
  isInteractiveLoggingEnabled,
} from '../training/console.ts';
export { PyDataset } from '../training/py-dataset.ts';
export { setRandomSeed } from '../utils/seed-generator.ts';
export { isKerasTensor, standardizeDtype } from './inspect.ts';
export { normalize, toCategorical } from './numerical.ts';
export { packXYSampleWeight, type Unpacked, unpackXYSampleWeight } from './packing.ts';
export { type End, type PadSequencesOptions, padSequences } from './pad-sequences.ts';
export { type ArrayToImgOptions, arrayToImg, type Img, type ImgToArrayOptions, imgToArray } from './pictures.ts';
export { Progbar, type ProgbarOptions, type ProgbarValues } from './progbar.ts';
export { type Part, type Samples, type SplitDatasetOptions, splitDataset } from './split-dataset.ts';
export { TimeseriesDataset, type TimeseriesOptions, timeseriesDatasetFromArray } from './timeseries.ts';
