/** What Keras calls `keras.models`: making, copying, saving and loading models. */
export { type CloneOptions, cloneModel } from '../../models/clone.ts';
export { Functional, Model, model, Sequential, sequential } from '../../models/index.ts';
export { loadModel, saveModel } from '../files.ts';
export { type FromConfigOptions, modelFromConfig, modelFromJSON } from '../model-config.ts';
