import type { Variable } from '../graph/index.ts';
import { Layer } from '../layers/index.ts';
import { labelOf } from '../layers/naming.ts';
import { Functional, type Model, Sequential } from '../models/index.ts';
import { Optimizer } from '../optimizers/index.ts';
import { snake } from '../utils/names.ts';
import type { AnyLayer } from './schema.ts';

/** A place in a file of weights: one layer or optimizer, and its own variables. */
export interface Place {
  /** Path of its group, without the `vars` in which the variables are; `''` for the model. */
  readonly path: string;
  /** Its own name, which stands beside the variables. */
  readonly name: string;
  /** How messages call it. */
  readonly label: string;
  readonly isOptimizer: boolean;
  readonly variables: readonly Variable[];
}

/**
 * The places of a model in a file of weights, in Keras's order: paths are made of the names of classes and properties, so that
 * they are the same for every instance of a model. A layer that stands in several places is kept in the first.
 *
 * @see https://github.com/keras-team/keras/blob/master/keras/src/saving/saving_lib.py
 */
export function placesOf(model: AnyModel, optimizer: Optimizer | null): readonly Place[] {
  const places: Place[] = [];
  visit(model, '', places, new Set());
  if (optimizer !== null) visit(optimizer, 'optimizer', places, new Set());
  return places;
}

/** A model of any kind. */
export type AnyModel = AnyLayer & Pick<Model, 'layers' | 'compileSettings' | 'buildShape'>;

type Saveable = AnyLayer | Optimizer;

function visit(saveable: Saveable, path: string, places: Place[], visited: Set<Saveable>): void {
  if (visited.has(saveable)) return;
  visited.add(saveable);
  const { name } = saveable;
  const isOptimizer = saveable instanceof Optimizer;
  const variables = isOptimizer ? saveable.variables : saveable.ownWeights;
  places.push({ path, name, label: labelOf(saveable.className, name), isOptimizer, variables });
  for (const [attribute, value] of childrenOf(saveable)) visitValue(value, joined(path, attribute), places, visited);
}

function visitValue(value: unknown, path: string, places: Place[], visited: Set<Saveable>): void {
  if (isSaveable(value)) visit(value, path, places, visited);
  else if (isContainer(value)) {
    const used = new Map<string, number>();
    for (const inner of Object.values(value)) {
      if (!isSaveable(inner) && !isContainer(inner)) continue;
      visitValue(
        inner,
        joined(path, freeName(isSaveable(inner) ? snake(inner.className) : 'container', used)),
        places,
        visited,
      );
    }
  }
}

/** Properties that hold something to save, sorted by their names in Keras's spelling; private ones come last. */
function childrenOf(saveable: Saveable): readonly (readonly [attribute: string, value: unknown])[] {
  const layers: readonly (readonly [string, unknown])[] =
    saveable instanceof Sequential || saveable instanceof Functional ? [['layers', saveable.layers]] : [];
  const own = Object.entries(saveable)
    .filter(([key, value]) => !unseen.has(key) && (isSaveable(value) || isContainer(value)))
    .map(([key, value]) => [snake(key), value] as const)
    .sort(([a], [b]) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return [...layers, ...own];
}

/** Properties of every layer and model, which hold nothing of their own. */
const unseen: ReadonlySet<string> = new Set(['config', 'lastOutputShapes', 'inputShape', 'inputs', 'outputs', 'graph']);

/** Python sorts `_name` before letters; Keras puts it last. */
function sortKey(attribute: string): string {
  return attribute.startsWith('_') ? `~${attribute}` : attribute;
}

function freeName(name: string, used: Map<string, number>): string {
  const count = used.get(name) ?? 0;
  used.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}

function joined(path: string, part: string): string {
  return path === '' ? part : `${path}/${part}`;
}

function isSaveable(value: unknown): value is Saveable {
  return value instanceof Layer || value instanceof Optimizer;
}

/** Lists and plain records. */
function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
