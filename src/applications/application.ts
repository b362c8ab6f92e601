import type { Activation } from '../activations/index.ts';
import type { Shape, Tensor, TensorLike } from '../graph/index.ts';
import type { Initializer } from '../initializers/index.ts';
import { dense, globalAveragePooling2D, globalMaxPooling2D } from '../layers/index.ts';
import { withoutUndefined } from '../layers/inspect.ts';
import { type Functional, model } from '../models/index.ts';
import type { FileSource } from '../saving/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import { type Preprocessing, preprocessInput } from './preprocess.ts';
import { shapeOfPictures, startOf } from './start.ts';

/** Options that every application takes. */
export interface ApplicationOptions {
  /** Whether the model ends in a classifier of `classes` classes. Default `true`. */
  readonly includeTop: boolean;
  /** What the model is built on, instead of an input of its own: `[batch, height, width, channels]`. Default `null`. */
  readonly inputTensor: Tensor | null;
  /**
   * Shape of one picture, `[height, width, channels]`, from 32 by 32 on. Default `null`: 224 by 224 in colour (larger for the
   * larger EfficientNets); without the top `[null, null, 3]`, pictures of any size.
   */
  readonly inputShape: Shape | null;
  /** Without the top: the mean or the largest of each feature over height and width. Default `null`: features by place. */
  readonly pooling: 'avg' | 'max' | null;
  /** Number of classes. Default `1000`. */
  readonly classes: number;
  /** Default `'softmax'`; null gives logits. */
  readonly classifierActivation: Activation | null;
  /** Name of the model. Default `null`: the application's own. */
  readonly name: string | null;
}

/** A model for pictures: `[batch, height, width, channels]` to class probabilities, or to features. */
export type ApplicationModel = Functional<Tensor, Tensor>;

/** Builds an application: at once with random weights, or as a promise with those of a file. */
export interface Application<Extra extends object = object> {
  (options?: Partial<ApplicationOptions & Extra> & { readonly weights?: null }): ApplicationModel;
  (options: Partial<ApplicationOptions & Extra> & { readonly weights: FileSource }): Promise<ApplicationModel>;
  /** Pictures with values from 0 to 255, as the pretrained network was shown them. */
  preprocessInput(images: TensorLike): Tensor;
}

/** What one application differs in from the others. */
export interface Architecture<Extra extends object> {
  /** Keras's name of the function, for messages. */
  readonly kerasName: string;
  /** Options of its own, with their defaults. */
  readonly extras: Extra;
  readonly preprocessing: Preprocessing;
  /** Height and width of pictures unless a shape is given. */
  readonly size: number;
  /** Whether the pooling layers at the end are called `avg_pool` and `max_pool`. */
  readonly namesPools: boolean;
  /** Default `'glorotUniform'`. */
  readonly classifierInitializer?: () => Initializer;
  /** The model's name, unless one is given. */
  name(extra: Extra, inputShape: Shape): string;
  /** From pictures to features: `[batch, height, width, channels]`. */
  features(pictures: Tensor, extra: Extra): Tensor;
  /** From features to what the classifier reads, `[batch, features]`. Default: their means. */
  readonly neck?: (features: Tensor, average: (features: Tensor) => Tensor) => Tensor;
}

/** The function that builds an application. */
export function application<Extra extends object>(architecture: Architecture<Extra>): Application<Extra> {
  const make = (options: Given<Extra> = {}): ApplicationModel | Promise<ApplicationModel> =>
    options.weights == null ? build(architecture, options) : loaded(architecture, options, options.weights);
  const { preprocessing: mode } = architecture;
  const extras = { preprocessInput: (images: TensorLike) => preprocessInput(images, { mode }) };
  return Object.assign(make, extras) as Application<Extra>; // the two signatures tell by weights what the one gives
}

type Given<Extra> = Partial<ApplicationOptions & Extra> & { readonly weights?: FileSource | null };

const defaults: ApplicationOptions = {
  includeTop: true,
  inputTensor: null,
  inputShape: null,
  pooling: null,
  classes: 1000,
  classifierActivation: 'softmax',
  name: null,
};

function build<Extra extends object>(architecture: Architecture<Extra>, given: Given<Extra>): ApplicationModel {
  const base = { ...defaults, ...architecture.extras };
  const options: ApplicationOptions & Extra = { ...base, ...withoutUndefined(given) };
  const where = whereOf(architecture);
  checkOptions(where, given, [...Object.keys(base), 'weights'], options);
  const shape = shapeOfPictures(where, options, architecture.size);
  const { pictures, source } = startOf(where, options.inputTensor, shape);
  const features = architecture.features(pictures, options);
  const outputs = options.includeTop
    ? classified(architecture, features, options)
    : pooled(architecture, features, options);
  return model({ inputs: source, outputs }, { name: options.name ?? architecture.name(options, shape) });
}

type Ending = Pick<Architecture<object>, 'namesPools' | 'neck' | 'classifierInitializer'>;

function classified(architecture: Ending, features: Tensor, options: ApplicationOptions): Tensor {
  const { classifierInitializer, neck = (x, average) => average(x) } = architecture;
  const average = (x: Tensor) => pooled(architecture, x, { pooling: 'avg' });
  return dense(options.classes, {
    activation: options.classifierActivation,
    ...(classifierInitializer !== undefined && { kernelInitializer: classifierInitializer() }),
    name: 'predictions',
  })(neck(features, average));
}

function pooled({ namesPools }: Ending, features: Tensor, { pooling }: Pick<ApplicationOptions, 'pooling'>): Tensor {
  if (pooling === null) return features;
  const name = namesPools ? { name: `${pooling}_pool` } : {};
  return (pooling === 'avg' ? globalAveragePooling2D(name) : globalMaxPooling2D(name))(features);
}

async function loaded<Extra extends object>(
  architecture: Architecture<Extra>,
  given: Given<Extra>,
  weights: FileSource,
): Promise<ApplicationModel> {
  const { kerasName } = architecture;
  if (weights === 'imagenet')
    throw new ArgumentError(`${whereOf(architecture)}: weights`, {
      expected: 'null for random weights, or a file: its path, URL, bytes or Blob',
      received: "'imagenet'",
      mend:
        'Nothing is downloaded by name. In Python, ' +
        `keras.applications.${kerasName}(weights="imagenet").save("${kerasName}.keras") ` +
        'writes a file for this option, and for loadModel.',
    });
  const made = build(architecture, given);
  await (await import('../saving/file-work/index.ts')).loadWeights(made, weights);
  return made;
}

function checkOptions(where: string, given: object, known: readonly string[], { pooling }: ApplicationOptions): void {
  const stranger = Object.keys(given).find((key) => !known.includes(key));
  if (stranger !== undefined)
    throw new ArgumentError(where, {
      expected: 'known options',
      received: `'${stranger}'`,
      mend: didYouMean(stranger, known),
    });
  if (pooling !== null && pooling !== 'avg' && pooling !== 'max')
    throw new ArgumentError(`${where}: pooling`, {
      expected: "'avg', 'max' or null",
      received: `'${String(pooling)}'`,
    });
}

/** Our name of the function: `ResNet50` is `resNet50`, `VGG16` is `vgg16`. */
function whereOf({ kerasName }: { readonly kerasName: string }): string {
  return kerasName.replace(/^(VGG|[A-Z])/, (start) => start.toLowerCase());
}
