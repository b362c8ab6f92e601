import { activationOf, serializeActivation } from '../activations/index.ts';
import { constraintOf } from '../constraints/index.ts';
import { initializerOf } from '../initializers/index.ts';
import { regularizerOf } from '../regularizers/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { camel } from '../utils/names.ts';
import type { AnyLayer } from './layer.ts';

export type { Json };

/** Makes an object of its description in a file. */
export type Revive = (described: KerasObject) => AnyLayer;

/** How Keras writes an object: class and config. */
export interface KerasObject {
  readonly module: string | null;
  readonly class_name: string;
  readonly config: Readonly<Record<string, Json>>;
  readonly registered_name: string | null;
}

interface Part {
  readonly className: string;
  getConfig(): Readonly<Record<string, Json>>;
}

interface Kind {
  /** The options of this kind, by the end of their names. */
  readonly ending: RegExp;
  readonly write: (value: never) => Json;
}

/** How options that name a function or an object are written, told by the end of their names as in Keras. */
const kinds: readonly Kind[] = [
  { ending: /[aA]ctivation$/, write: (value) => serializeActivation(value) as Json },
  { ending: /Initializer$/, write: (value) => described('keras.initializers', initializerOf(value)) },
  { ending: /Regularizer$/, write: (value) => described('keras.regularizers', regularizerOf(value)) },
  { ending: /Constraint$/, write: (value) => described('keras.constraints', constraintOf(value)) },
];

function described(module: string, part: Part): Json {
  return { module, class_name: part.className, config: part.getConfig(), registered_name: null };
}
