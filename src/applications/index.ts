export type { Application, ApplicationModel, ApplicationOptions } from './application.ts';
export { denseNet121, denseNet169, denseNet201 } from './dense-net.ts';
export {
  efficientNetB0,
  efficientNetB1,
  efficientNetB2,
  efficientNetB3,
  efficientNetB4,
  efficientNetB5,
  efficientNetB6,
  efficientNetB7,
} from './efficient-net.ts';
export { type MobileNetV2Options, mobileNetV2 } from './mobile-net-v2.ts';
export { type DecodingOptions, decodePredictions, type Guess } from './predictions.ts';
export { type Preprocessing, type PreprocessingOptions, preprocessInput } from './preprocess.ts';
export { resNet50, resNet101, resNet152 } from './res-net.ts';
export { vgg16, vgg19 } from './vgg.ts';
