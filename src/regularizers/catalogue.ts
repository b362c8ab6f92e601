import type { Tensor } from '../graph/index.ts';
import { Catalogue } from '../utils/catalogue.ts';
import { describedFunction, describedObject, type SerializedObject } from '../utils/described.ts';
import type { Json } from '../utils/json.ts';
import type { Spelling } from '../utils/names.ts';
import { l1, l1L2, l2 } from './l1-l2.ts';
import { orthogonalRegularizer } from './orthogonal.ts';
import { type RegularizerFunction, regularizer } from './regularizer.ts';

interface Maker {
  readonly className: string;
  /** Options of a file are checked by the factory itself. */
  readonly make: (options: never) => RegularizerFunction;
}

const named = {
  l1: { className: 'L1', make: l1 },
  l2: { className: 'L2', make: l2 },
  l1L2: { className: 'L1L2', make: l1L2 },
  orthogonalRegularizer: { className: 'OrthogonalRegularizer', make: orthogonalRegularizer },
} satisfies Readonly<Record<string, Maker>>;

const catalogue = new Catalogue<Maker>('regularizer', named);

/** A regularizer by name, in either spelling (`'l1L2'`, `'l1_l2'`), one made by a factory, or any function of a weight. */
export type Regularizer = Spelling<keyof typeof named> | RegularizerFunction | ((weight: Tensor) => Tensor);

/**
 * The regularizer that an identifier stands for.
 *
 * @param identifier - a name (with that regularizer's defaults), a regularizer, a function from a weight to a scalar, or a
 * saved description `{ class_name, config }`.
 * @throws {ArgumentError} for an unknown name.
 * @example
 * regularizerOf('l2').getConfig() // => { l2: 0.01 }
 */
export function regularizerOf(identifier: Regularizer | Json): RegularizerFunction {
  if (typeof identifier === 'function')
    return 'getConfig' in identifier ? identifier : regularizer(identifier.name, {}, identifier);
  const { made, options } = catalogue.find(identifier);
  return made.make(options as never); // the factory checks what a file says
}

/**
 * A regularizer as Keras saves it: class and options; a function of one's own by its name, by which it cannot be read back.
 *
 * @param identifier - whatever `regularizerOf` takes.
 * @throws {ArgumentError} for an unknown name, or a function without one.
 * @example
 * regularizers.serializeRegularizer('l2').config // => { l2: 0.01 }
 * @see https://keras.io/api/layers/regularizers/
 */
export function serializeRegularizer(identifier: Regularizer | Json): SerializedObject {
  if (typeof identifier === 'function' && !('getConfig' in identifier))
    return describedFunction('regularizer', identifier.name);
  return describedObject('keras.regularizers', regularizerOf(identifier));
}
