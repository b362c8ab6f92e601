import type { Tensor } from '../graph/index.ts';
import type { AnyLayer } from '../layers/index.ts';
import * as layerClasses from '../layers/index.ts';
import { input, Layer } from '../layers/index.ts';
import { Model, model, sequential } from '../models/index.ts';
import type { Json } from '../utils/json.ts';

/** A model in the language of the tables in `parity/cases`. */
export type NeutralModel =
  | {
      readonly kind: 'sequential';
      readonly name: string;
      readonly input_shape?: readonly (number | null)[];
      readonly dtype?: never;
      readonly layers: readonly Part[];
    }
  | {
      readonly kind: 'functional';
      readonly name: string;
      readonly inputs: readonly {
        readonly name: string;
        readonly shape: readonly (number | null)[];
        readonly dtype?: 'int32';
      }[];
      readonly calls: readonly (Part & {
        readonly again?: string;
        readonly on: string | readonly string[];
        readonly as?: string;
      })[];
      readonly outputs: readonly string[] | Readonly<Record<string, string>>;
    }
  | { readonly kind: 'subclassed'; readonly name: string; readonly layers: readonly Part[] };

interface Part {
  readonly layer?: { readonly class: string; readonly config?: Readonly<Record<string, Json>> };
  readonly model?: NeutralModel;
}

type Callable = (inputs: Tensor | readonly Tensor[]) => Tensor | readonly Tensor[];

/** Classes that a table names and we do not have: cases with these are passed over, and counted. */
export class MissingClass extends Error {}

/** The model that a table describes. */
export function neutralModel(spec: NeutralModel): Model<never, never> {
  if (spec.kind === 'functional') return functional(spec) as unknown as Model<never, never>;
  const parts = spec.layers.map(made);
  if (spec.kind === 'subclassed') return new Subclassed(spec.name, parts) as unknown as Model<never, never>;
  const start = spec.input_shape === undefined ? [] : [input({ shape: spec.input_shape })];
  return sequential([...start, ...parts], { name: spec.name }) as unknown as Model<never, never>;
}

class Subclassed extends Model {
  static override readonly className = 'Subclassed';
  readonly parts: readonly AnyLayer[];

  constructor(name: string, parts: readonly AnyLayer[]) {
    super({ name });
    this.parts = parts;
  }

  protected override call(inputs: Tensor): Tensor {
    let x: unknown = inputs;
    for (const part of this.parts) x = part.apply(x as never);
    return x as Tensor;
  }
}

function made(part: Part): AnyLayer {
  if (part.model !== undefined) return neutralModel(part.model) as unknown as AnyLayer;
  const { class: name, config = {} } = part.layer ?? { class: '' };
  const found = Object.values(layerClasses).find(
    (candidate) =>
      typeof candidate === 'function' &&
      candidate.prototype instanceof Layer &&
      (candidate as typeof Layer).className === name,
  ) as typeof Layer | undefined;
  if (found === undefined) throw new MissingClass(name);
  return found.fromConfig(config, () => {
    throw new MissingClass('inner layer');
  });
}

function functional(spec: Extract<NeutralModel, { kind: 'functional' }>): unknown {
  const tensors = new Map<string, Tensor>();
  const layers = new Map<string, Callable>();
  const inputs = spec.inputs.map(({ name, shape, dtype }) => {
    const tensor = input({ name, shape, ...(dtype !== undefined && { dtype }) });
    tensors.set(name, tensor);
    return tensor;
  });
  const get = (name: string): Tensor => {
    const found = tensors.get(name);
    if (found === undefined) throw new Error(`no tensor ${name}`);
    return found;
  };
  for (const call of spec.calls) {
    const layer =
      call.again === undefined ? (made(call) as unknown as Callable & { name: string }) : layers.get(call.again);
    if (layer === undefined) throw new Error(`no layer ${call.again}`);
    const result = layer(typeof call.on === 'string' ? get(call.on) : call.on.map(get));
    layers.set(layer.name, layer);
    const name = call.as ?? layer.name;
    if (isList(result)) for (const [i, tensor] of result.entries()) tensors.set(`${name}.${i}`, tensor);
    else tensors.set(name, result);
  }
  const { outputs } = spec;
  const [only] = inputs;
  const ends = isNames(outputs)
    ? outputs.length === 1
      ? get(outputs[0] ?? '')
      : outputs.map(get)
    : Object.fromEntries(Object.entries(outputs).map(([key, name]) => [key, get(name)]));
  return model({ inputs: inputs.length === 1 && only ? only : inputs, outputs: ends }, { name: spec.name });
}

function isList(result: Tensor | readonly Tensor[]): result is readonly Tensor[] {
  return Array.isArray(result);
}

function isNames(outputs: readonly string[] | Readonly<Record<string, string>>): outputs is readonly string[] {
  return Array.isArray(outputs);
}
