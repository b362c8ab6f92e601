import type { Structure, Tensor } from '../graph/index.ts';
import { InputLayer } from '../layers/index.ts';
import { Functional } from '../models/index.ts';
import { sortedLeaves } from '../models/leaves.ts';
import { callArguments } from '../models/serialize-graph.ts';
import { FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { camel } from '../utils/names.ts';
import { isOperation, operationOf } from './operations.ts';
import type { Reviving } from './revive.ts';
import { type AnyLayer, isDescription, isJsonObject, type JsonObject, shownJson } from './schema.ts';

/** Calls one layer or operation with the arguments of a node. */
type Apply = (args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>) => Structure;

interface Entry {
  readonly name: string;
  readonly layer: AnyLayer | null;
  readonly apply: Apply;
  /** Calls that are not made yet, in order. */
  readonly waiting: Json[];
  /** What the calls gave, each in Keras's order of flat outputs. */
  readonly outputs: (readonly Tensor[])[];
}

/**
 * Makes the layers of a graph's config and calls them as its nodes say, whatever their order.
 *
 * @throws {FileError} when calls depend on what is never computed.
 */
export function endsOf(
  config: JsonObject,
  reviving: Reviving,
  revive: (value: Json, reviving: Reviving) => AnyLayer,
): { readonly inputs: Structure; readonly outputs: Structure } {
  const { where } = reviving;
  const entries = new Map<string, Entry>();
  for (const value of listOf(where, 'layers', config.layers)) {
    const entry = entryOf(value, reviving, revive);
    if (entries.has(entry.name)) refuse(where, 'layers with names of their own', `two called "${entry.name}"`);
    entries.set(entry.name, entry);
  }
  let left = [...entries.values()].filter(({ waiting }) => waiting.length > 0);
  while (left.length > 0) {
    const before = left.reduce((sum, { waiting }) => sum + waiting.length, 0);
    for (const entry of left) callWhatCan(where, entry, entries);
    left = left.filter(({ waiting }) => waiting.length > 0);
    if (left.reduce((sum, { waiting }) => sum + waiting.length, 0) === before)
      refuse(
        where,
        'calls of layers on what other calls give',
        `${shownNames(left)}, which depend on each other or on nothing`,
      );
  }
  return {
    inputs: structureOf(where, config.input_layers, entries),
    outputs: structureOf(where, config.output_layers, entries),
  };
}

function entryOf(value: Json, reviving: Reviving, revive: (value: Json, reviving: Reviving) => AnyLayer): Entry {
  const { where } = reviving;
  if (!isDescription(value) || !isJsonObject(value.config))
    return refuse(where, 'layers with configs', shownJson(value));
  const name = typeof value.name === 'string' ? value.name : value.config.name;
  if (typeof name !== 'string') return refuse(where, 'layers with names', shownJson(value.config));
  const waiting = [...listOf(where, `inbound_nodes of "${name}"`, value.inbound_nodes ?? [])];
  if (isOperation(value)) return { name, layer: null, apply: operationOf(where, value), waiting, outputs: [] };
  const layer = revive(value, reviving);
  if (layer instanceof InputLayer) return { name, layer, apply: () => [], waiting: [], outputs: [[layer.output]] };
  return { name, layer, apply: (args, kwargs) => calledLayer(where, layer, args, kwargs), waiting, outputs: [] };
}

/** Makes calls in order, up to the first whose inputs are not there yet. */
function callWhatCan(where: string, entry: Entry, entries: ReadonlyMap<string, Entry>): void {
  for (let node = entry.waiting[0]; node !== undefined; node = entry.waiting[0]) {
    const { args, kwargs } = argumentsOf(where, node);
    const given = [resolved(where, args, entries), resolved(where, kwargs, entries)] as const;
    if (given[0] === null || given[1] === null) return;
    entry.waiting.shift();
    entry.outputs.push(
      sortedLeaves(entry.apply(given[0].value as readonly unknown[], given[1].value as object as never)),
    );
  }
}

/** A node's arguments. */
function argumentsOf(where: string, node: Json): { readonly args: readonly Json[]; readonly kwargs: JsonObject } {
  if (!isJsonObject(node) || !Array.isArray(node.args))
    return refuse(where, 'nodes with args and kwargs', shownJson(node));
  return { args: node.args, kwargs: isJsonObject(node.kwargs) ? node.kwargs : {} };
}

/** The argument with its tensors in it; null where one is not computed yet. */
function resolved(where: string, value: Json, entries: ReadonlyMap<string, Entry>): { readonly value: unknown } | null {
  if (Array.isArray(value)) {
    const parts = value.map((inner: Json) => resolved(where, inner, entries));
    return parts.every((part) => part !== null) ? { value: parts.map((part) => part.value) } : null;
  }
  if (!isJsonObject(value)) return { value };
  if (value.class_name === '__keras_tensor__') {
    const history = isJsonObject(value.config) ? value.config.keras_history : undefined;
    const tensor = tensorAt(where, history, entries, 0);
    return tensor === null ? null : { value: tensor };
  }
  if (typeof value.class_name === 'string') return { value }; // whoever is called reads it, or complains
  const parts = Object.entries(value).map(([key, inner]) => [key, resolved(where, inner, entries)] as const);
  if (parts.some(([, part]) => part === null)) return null;
  return { value: Object.fromEntries(parts.map(([key, part]) => [key, part?.value])) };
}

/** The tensor of `[layer, node, tensor]`; null where that call is not made yet. */
function tensorAt(
  where: string,
  history: Json | undefined,
  entries: ReadonlyMap<string, Entry>,
  builtIn: 0 | 1,
): Tensor | null {
  const [name, node, tensor] = Array.isArray(history) ? (history as readonly Json[]) : [];
  const entry = typeof name === 'string' ? entries.get(name) : undefined;
  if (entry === undefined || typeof node !== 'number' || typeof tensor !== 'number')
    return refuse(where, 'tensors of layers that are there', shownJson(history));
  // Keras counts a nested model's own graph as its call 0, but at the ends of the outer graph only.
  const call = entry.outputs[node - (entry.layer instanceof Functional ? builtIn : 0)];
  if (call === undefined) return null;
  return call[tensor] ?? refuse(where, `an output of "${name}"`, `number ${tensor}, of ${call.length}`);
}

/** The ends of the graph, nested as the file has them: `[layer, node, tensor]` stands for a tensor. */
function structureOf(where: string, value: Json | undefined, entries: ReadonlyMap<string, Entry>): Structure {
  if (Array.isArray(value) && value.length === 3 && typeof value[0] === 'string')
    return tensorAt(where, value, entries, 1) ?? refuse(where, 'ends that are computed', shownJson(value));
  if (Array.isArray(value)) return value.map((inner: Json) => structureOf(where, inner, entries));
  if (!isJsonObject(value)) return refuse(where, 'inputs and outputs of layers', shownJson(value));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, structureOf(where, inner, entries)]));
}

/** Calls a layer: on its one argument, or on those that its class names, with a mask, training and what else it takes. */
function calledLayer(
  where: string,
  layer: AnyLayer,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
): Structure {
  const { callInputs = null, callOptions = [] } = callArguments(layer);
  const { mask = null, training = null, inputs = null, ...others } = kwargs;
  const named = (callInputs ?? []).slice(args.length).map((name) => others[name] ?? null);
  const positional = args.length === 0 && inputs !== null ? [inputs] : args;
  const given = [...positional, ...named];
  while (given.at(-1) === null) given.pop();
  const rest = Object.entries(others).filter(([key]) => !callInputs?.includes(key));
  const extra = rest.filter(([key, value]) => value !== null && value !== false && !callOptions.includes(key));
  const fits = callInputs === null ? given.length === 1 : given.length > 0 && given.length <= callInputs.length;
  if (!fits || extra.length > 0)
    return refuse(
      where,
      `a call of ${layer.label} on ${callInputs === null ? 'one argument' : callInputs.join(', ')}`,
      fits ? `also ${extra.map(([key]) => `'${key}'`).join(', ')}` : `${given.length} arguments`,
    );
  const own = rest.filter(([key, value]) => callOptions.includes(key) && value !== null);
  const options = {
    ...Object.fromEntries(own.map(([key, value]) => [camel(key), value])),
    ...(mask !== null && !isEmpty(mask) && { mask }),
    ...(typeof training === 'boolean' && { training }),
  };
  // The layer checks what it is called on.
  return layer.apply((callInputs === null ? given[0] : given) as never, options as never);
}

/** A list of masks without one. */
function isEmpty(mask: unknown): boolean {
  return Array.isArray(mask) && mask.every((one) => one === null);
}

function listOf(where: string, what: string, value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : refuse(where, `a list of ${what}`, shownJson(value));
}

function shownNames(entries: readonly Entry[]): string {
  const names = entries.slice(0, 5).map(({ name }) => `"${name}"`);
  return entries.length > 5 ? `${names.join(', ')} and more` : names.join(', ');
}

function refuse(where: string, expected: string, received: string): never {
  throw new FileError(where, { expected, received });
}
