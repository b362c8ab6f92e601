import type { Tensor } from '../graph/index.ts';
import { Catalogue } from '../utils/catalogue.ts';
import { describedFunction, describedObject, type SerializedObject } from '../utils/described.ts';
import type { Json } from '../utils/json.ts';
import type { Spelling } from '../utils/names.ts';
import { type ConstraintFunction, constraint } from './constraint.ts';
import { nonNeg } from './non-neg.ts';
import { maxNorm, minMaxNorm, unitNorm } from './norms.ts';

interface Maker {
  readonly className: string;
  /** Options of a file are checked by the factory itself. */
  readonly make: (options: never) => ConstraintFunction;
}

const named = {
  maxNorm: { className: 'MaxNorm', make: maxNorm },
  minMaxNorm: { className: 'MinMaxNorm', make: minMaxNorm },
  nonNeg: { className: 'NonNeg', make: nonNeg },
  unitNorm: { className: 'UnitNorm', make: unitNorm },
} satisfies Readonly<Record<string, Maker>>;

const catalogue = new Catalogue<Maker>('constraint', named);

/** A constraint by name, in either spelling (`'maxNorm'`, `'max_norm'`), one made by a factory, or any function of a weight. */
export type Constraint = Spelling<keyof typeof named> | ConstraintFunction | ((weight: Tensor) => Tensor);

/**
 * The constraint that an identifier stands for.
 *
 * @param identifier - a name (with that constraint's defaults), a constraint, a function from a weight to one of the same
 * shape, or a saved description `{ class_name, config }`.
 * @throws {ArgumentError} for an unknown name.
 * @example
 * constraintOf('max_norm').getConfig() // => { max_value: 2, axis: 0 }
 */
export function constraintOf(identifier: Constraint | Json): ConstraintFunction {
  if (typeof identifier === 'function')
    return 'getConfig' in identifier ? identifier : constraint(identifier.name, {}, identifier);
  const { made, options } = catalogue.find(identifier);
  return made.make(options as never); // the factory checks what a file says
}

/**
 * A constraint as Keras saves it: class and options; a function of one's own by its name, by which it cannot be read back.
 *
 * @param identifier - whatever `constraintOf` takes.
 * @throws {ArgumentError} for an unknown name, or a function without one.
 * @example
 * constraints.serializeConstraint('non_neg').class_name // => 'NonNeg'
 * @see https://keras.io/api/layers/constraints/
 */
export function serializeConstraint(identifier: Constraint | Json): SerializedObject {
  if (typeof identifier === 'function' && !('getConfig' in identifier))
    return describedFunction('constraint', identifier.name);
  return describedObject('keras.constraints', constraintOf(identifier));
}
