import type { Revive } from '../layers/config.ts';
import * as layers from '../layers/index.ts';
import type { AnyLayer } from '../layers/layer.ts';
import { camelKeys, type Recorded } from './parity.ts';

/** A layer's class: it is made of its options, or of a config. */
interface LayerClass {
  new (options: Readonly<Record<string, unknown>>): AnyLayer;
  readonly className: string;
  fromConfig(config: Parameters<typeof layers.Layer.fromConfig>[0], revive: Revive): AnyLayer;
}

const classes = new Map<string, LayerClass>();
for (const exported of Object.values<unknown>(layers))
  if (typeof exported === 'function' && 'className' in exported && exported.className !== 'Layer')
    classes.set(String(exported.className), exported as unknown as LayerClass); // a concrete layer takes its options

/** Every public layer, by Keras's class name. */
export const layerClasses: ReadonlyMap<string, LayerClass> = classes;

/** A layer of Keras's class name and keyword arguments; a layer among them is `{ class, config }`. */
export function layerNamed(className: string, config: Readonly<Record<string, Recorded>>): AnyLayer {
  const options = Object.entries(camelKeys(config)).map(([key, option]) => [
    key,
    isLayer(option) ? layerNamed(option.class, option.config ?? {}) : option,
  ]);
  const made = classOf(className);
  return new made(Object.fromEntries(options));
}

/** A layer of what a config says of it. */
export const reviveLayer: Revive = ({ class_name, config }) => classOf(class_name).fromConfig(config, reviveLayer);

function classOf(className: string): LayerClass {
  const { [className]: alias }: Readonly<Record<string, unknown>> = layers;
  const found = classes.get(className) ?? (alias as LayerClass | undefined); // what Keras exports under another name
  if (found === undefined) throw new Error(`no layer ${className}`);
  return found;
}

function isLayer(
  option: Recorded,
): option is { readonly class: string; readonly config?: Readonly<Record<string, Recorded>> } {
  return typeof option === 'object' && option !== null && 'class' in option && typeof option.class === 'string';
}
