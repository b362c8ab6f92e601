import { type DType, dtypes, shownShape, type TensorLike, type TypedArray, tensor } from '../graph/index.ts';
import { isTypedArray, sizeOf } from '../utils/arrays.ts';
import { Catalogue } from '../utils/catalogue.ts';
import { describedFunction, describedObject, type SerializedObject } from '../utils/described.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import type { Spelling } from '../utils/names.ts';
import { Constant, Identity, Ones, Zeros } from './constant.ts';
import type { InitializerObject } from './initializer.ts';
import { Orthogonal } from './orthogonal.ts';
import { RandomNormal, RandomUniform, TruncatedNormal } from './random.ts';
import { STFT } from './stft.ts';
import {
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  VarianceScaling,
} from './variance-scaling.ts';

interface InitializerClass {
  readonly className: string;
  /** Options of a file are checked by the constructor itself. */
  new (options: never): InitializerObject;
}

const named = {
  constant: Constant,
  glorotNormal: GlorotNormal,
  glorotUniform: GlorotUniform,
  heNormal: HeNormal,
  heUniform: HeUniform,
  identity: Identity,
  lecunNormal: LecunNormal,
  lecunUniform: LecunUniform,
  normal: RandomNormal,
  one: Ones,
  ones: Ones,
  orthogonal: Orthogonal,
  randomNormal: RandomNormal,
  randomUniform: RandomUniform,
  stft: STFT,
  truncatedNormal: TruncatedNormal,
  uniform: RandomUniform,
  varianceScaling: VarianceScaling,
  zero: Zeros,
  zeros: Zeros,
} satisfies Readonly<Record<string, InitializerClass>>;

const catalogue = new Catalogue<InitializerClass>('initializer', named, {
  IdentityInitializer: Identity,
  OrthogonalInitializer: Orthogonal,
  STFTInitializer: STFT,
});

/** Makes the values of a weight of that shape: nested arrays, a tensor of known values, or a typed array in row-major order. */
export type InitializerFunction = (shape: readonly number[], dtype: DType) => TensorLike;

/** An initializer by name, in either spelling (`'heNormal'`, `'he_normal'`), one made by a factory, or any function of a shape. */
export type Initializer = Spelling<keyof typeof named> | InitializerObject | InitializerFunction;

/**
 * The initializer that an identifier stands for.
 *
 * @param identifier - a name (with that initializer's defaults), an initializer, a function from shape and dtype to values,
 * or a saved description `{ class_name, config }`.
 * @throws {ArgumentError} for an unknown name.
 * @example
 * initializerOf('glorot_uniform').className // => 'GlorotUniform'
 */
export function initializerOf(identifier: Initializer | Json): InitializerObject {
  if (typeof identifier === 'function') return fromFunction(identifier);
  if (isInitializer(identifier)) return identifier;
  const { made, options } = catalogue.find(identifier);
  return new made(options as never); // the constructor checks what a file says
}

/**
 * An initializer as Keras saves it: class and options; a function of one's own by its name, by which it cannot be read back.
 *
 * @param identifier - whatever `initializerOf` takes.
 * @throws {ArgumentError} for an unknown name, or a function without one.
 * @example
 * initializers.serializeInitializer('zeros').class_name // => 'Zeros'
 * @see https://keras.io/api/layers/initializers/
 */
export function serializeInitializer(identifier: Initializer | Json): SerializedObject {
  if (typeof identifier === 'function') return describedFunction('initializer', identifier.name);
  return describedObject('keras.initializers', initializerOf(identifier));
}

function isInitializer(identifier: unknown): identifier is InitializerObject {
  return typeof identifier === 'object' && identifier !== null && 'draw' in identifier && 'getConfig' in identifier;
}

function fromFunction(make: InitializerFunction): InitializerObject {
  return {
    className: make.name,
    draw: (shape, dtype = 'float32') => valuesOf(make(shape, dtype), shape, dtype),
    getConfig: () => ({}),
  };
}

/** What a function gave, checked and in the dtype of the weight. */
function valuesOf(given: TensorLike, shape: readonly number[], dtype: DType): TypedArray {
  const made = tensor(given);
  if (made.node.kind !== 'value')
    throw new ArgumentError('initializer', {
      expected: 'a function that gives numbers',
      received: `a ${made}, which has yet to be computed`,
      mend: 'Compute it before: const values = await tensor.data(); and give () => values.',
    });
  const fits = isTypedArray(given) ? given.length === sizeOf(shape) : shownShape(made.shape) === shownShape(shape);
  if (!fits)
    throw new ShapeError('initializer', {
      expected: `values of shape ${shownShape(shape)}`,
      received: `values of shape ${shownShape(made.shape)}`,
    });
  const { data } = made.node;
  return made.dtype === dtype ? data : dtypes[dtype].from(Array.from<number | bigint, number>(data, Number));
}
