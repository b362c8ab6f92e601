import { beforeAll, describe, expect, test } from 'vitest';
import recordedNames from '../../parity/names.json' with { type: 'json' };
import { vjp } from '../../src/autodiff/index.ts';
import { type DType, dtypeNames, isFloat, Tensor, tensor } from '../../src/graph/index.ts';
import { ops } from '../../src/index.ts';
import { type Data, evaluate } from '../../src/runtime/index.ts';
import {
  isRecordedArray,
  largestDifference,
  type ParityCase,
  parityCases,
  type Recorded,
  type RecordedArray,
} from '../../src/testing/parity.ts';
import { reportCase } from '../../src/testing/parity-report.ts';
import { internal } from '../../src/utils/errors.ts';
import { camel } from '../../src/utils/names.ts';
import { divergences, optionsAfter, unsaid } from './ops-differences.ts';

/** A case, asked of us: what comes out, and the gradients of its inputs, in the order in which Keras gave them. */
interface Asked {
  readonly one: ParityCase;
  readonly outputs: readonly Tensor[];
  readonly gradients: readonly (Tensor | null)[];
}

type Computed = readonly [outputs: readonly Data[], gradients: readonly (Data | null)[]];
type Operation = (...given: readonly unknown[]) => unknown;

/** Sums of a hundred products, in the order of another machine, are this close. */
const tolerance = 5e-6;
const cases = await parityCases('ops');
const missing = cases.filter(({ name }) => operation(name) === null);
const present = cases.filter(({ name }) => operation(name) !== null);
const agreeing = present.filter(({ id }) => !(id in divergences));

describe('ops, as Keras answers', () => {
  const asked = new Map<string, Asked | Error>();
  let computed: ReadonlyMap<string, Computed | Error> = new Map();

  beforeAll(async () => {
    for (const one of agreeing) asked.set(one.id, attempt(one));
    computed = await computeAll([...asked.values()].flatMap((made) => (made instanceof Error ? [] : [made])));
  }, 240_000);

  for (const one of agreeing)
    test(one.id, () => {
      const question = asked.get(one.id);
      const answer = computed.get(one.id);
      if (question instanceof Error) throw question;
      if (answer instanceof Error || answer === undefined || question === undefined) throw answer;
      checkOutputs(question, answer);
      checkGradients(question, answer);
    });

  for (const { id } of present) if (id in divergences) test.skip(`${id}: ${divergences[id]}`, () => {});

  for (const { id, name } of missing) test.skip(`${id}: there is no ${camel(name)}`, () => {});
});

describe('the account of what differs', () => {
  test('names only cases that exist', () => {
    const known = cases.map(({ id }) => id);
    expect(Object.keys(divergences).filter((id) => !known.includes(id))).toEqual([]);
  });

  test('and the agreeing, differing and missing cases are all there are', () => {
    const differing = present.length - agreeing.length;
    expect(agreeing.length + differing + missing.length).toBe(cases.length);
  });
});

function checkOutputs({ one, outputs }: Asked, [values]: Computed): void {
  const expected = arrays(one.answer.output);
  expect(outputs.length, 'number of outputs').toBe(expected.length);
  for (const [i, { dtype, shape, data }] of expected.entries()) {
    expect(outputs[i]?.dtype, 'dtype').toBe(dtype);
    expect(values[i]?.shape, 'shape').toEqual(shape);
    const difference = largestDifference(values[i]?.data ?? [], data);
    expect(reportCase('ops', one, difference), `output ${i}`).toBeLessThan(tolerance);
  }
}

function checkGradients({ one }: Asked, [, slopes]: Computed): void {
  const expected = one.answer.gradient === undefined ? [] : leavesOf(one.answer.gradient);
  for (const [i, leaf] of expected.entries()) {
    if (!isRecordedArray(leaf)) continue;
    // No gradient at all says the same as zeros.
    const difference = largestDifference(slopes[i]?.data ?? new Float32Array(leaf.data.length), leaf.data);
    expect(reportCase('ops', one, difference), `gradient ${i}`).toBeLessThan(tolerance);
  }
}

/** The nodes of a case, or why they could not be made. */
function attempt(one: ParityCase): Asked | Error {
  try {
    return ask(one);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function ask(one: ParityCase): Asked {
  const operate = operation(one.name) ?? internal(one.name);
  const leaves: (Tensor | null)[] = [];
  const inputs = listed(one.answer.inputs).map((input) => given(input, leaves));
  const outputs = tensorsOf(operate(...argumentsOf(one, inputs)));
  if (one.answer.gradient === undefined) return { one, outputs, gradients: [] };
  const floats = outputs.filter(({ dtype }) => isFloat(dtype));
  const seeds = arrays(one.answer.projection).map(tensorFrom);
  const targets = leaves.filter((leaf) => leaf !== null);
  const slopes = vjp(floats, seeds, targets);
  const gradients = leaves.map((leaf) => (leaf === null ? null : (slopes[targets.indexOf(leaf)] ?? null)));
  return { one, outputs, gradients };
}

/** Keras's arguments in our order: all by position, but for what ours take as one object at the end. */
function argumentsOf({ name, given: { config }, answer }: ParityCase, inputs: readonly unknown[]): readonly unknown[] {
  const keywords = { ...objectOf(config), ...objectOf(answer.options) };
  if (name === 'einsum') return inputs;
  if (name === 'meshgrid') return [inputs, ...Object.values(keywords)];
  if (name === 'get_item') return [inputs[0], keyOf(keywords.key ?? null)];
  const parameters = parametersOf(name).filter((parameter) => !(unsaid[name] ?? []).includes(parameter));
  const byName: Record<string, unknown> = Object.fromEntries(inputs.map((input, i) => [parameters[i] ?? '', input]));
  for (const [key, value] of Object.entries(keywords))
    if (parameters.includes(key))
      byName[key] = !isRecordedArray(value)
        ? value
        : name === 'repeat'
          ? Array.from(value.data, Number)
          : tensorFrom(value);
  const count = optionsAfter[name] ?? parameters.length;
  const position = parameters.slice(0, count).map((parameter) => byName[parameter]);
  const rest = parameters.slice(count).filter((parameter) => parameter in byName);
  const options = Object.fromEntries(rest.map((parameter) => [camel(parameter), byName[parameter]]));
  if (rest.length > 0) return [...position, options];
  return position.slice(0, position.findLastIndex((value) => value !== undefined) + 1);
}

function parametersOf(name: string): readonly string[] {
  const path = name.split('.');
  const own = path.pop() ?? '';
  const namespaces: Readonly<Record<string, object | string>> = recordedNames;
  const names = namespaces[['ops', ...path].join('.')];
  const found = (names as Readonly<Record<string, { readonly parameters?: readonly string[] }>>)[own]; // the file's structure
  return found?.parameters ?? internal(`no parameters of ${name}`);
}

/** Our function of that name, also in a namespace such as `image`. */
function operation(name: string): Operation | null {
  let found: unknown = ops;
  for (const part of name.split('.'))
    found = typeof found === 'object' && found !== null ? Reflect.get(found, camel(part)) : undefined;
  return typeof found === 'function' ? (found as Operation) : null; // each is called as Keras calls its own
}

/** An argument, with every float tensor noted among the leaves and every other leaf noted as null. */
function given(input: Recorded, leaves: (Tensor | null)[]): unknown {
  if (Array.isArray(input)) return input.map((inner: Recorded) => given(inner, leaves));
  if (!isRecordedArray(input)) {
    leaves.push(null);
    return input;
  }
  const made = tensorFrom(input);
  leaves.push(isFloat(made.dtype) ? made : null);
  return made;
}

function tensorFrom({ dtype, shape, data }: RecordedArray): Tensor {
  const known: DType = dtypeNames.find((name) => name === dtype) ?? internal(`a recorded ${dtype}`);
  if (data instanceof Float64Array) return internal('a recorded float64');
  const made = tensor({ data, shape }, undefined, known);
  return made instanceof Tensor ? made : internal('a variable');
}

function keyOf(key: Recorded): unknown {
  if (Array.isArray(key)) return key.map(keyOf);
  if (typeof key !== 'object' || key === null) return key;
  const [start, stop, step] = listed(objectOf(key).slice);
  return { start, stop, step };
}

/** Tensors of whatever a function gives back. */
function tensorsOf(output: unknown): readonly Tensor[] {
  if (output instanceof Tensor) return [output];
  return typeof output === 'object' && output !== null ? Object.values(output).flatMap(tensorsOf) : [];
}

/** The values, a few dozen cases at a time; where a program of several fails, each by itself. */
async function computeAll(all: readonly Asked[]): Promise<ReadonlyMap<string, Computed | Error>> {
  const results = new Map<string, Computed | Error>();
  for (let i = 0; i < all.length; i += 40) {
    const part = all.slice(i, i + 40);
    try {
      await compute(part, results);
    } catch {
      for (const one of part)
        await compute([one], results).catch((error: unknown) => results.set(one.one.id, new Error(String(error))));
    }
  }
  return results;
}

async function compute(part: readonly Asked[], results: Map<string, Computed | Error>): Promise<void> {
  const wanted = part.flatMap(({ outputs, gradients }) => [...outputs, ...gradients.filter((slope) => slope !== null)]);
  const values = [...(await evaluate(wanted))];
  const next = () => values.shift() ?? internal('too few values');
  for (const { one, outputs, gradients } of part) {
    const computed = outputs.map(next);
    results.set(one.id, [computed, gradients.map((slope) => (slope === null ? null : next()))]);
  }
}

/** The tensors of an answer, in order. */
function arrays(recorded: Recorded | undefined): readonly RecordedArray[] {
  return leavesOf(recorded ?? null).filter(isRecordedArray);
}

function leavesOf(recorded: Recorded): readonly Recorded[] {
  if (recorded === null || typeof recorded !== 'object' || isRecordedArray(recorded)) return [recorded];
  return Object.values<Recorded>(recorded).flatMap(leavesOf);
}

function listed(recorded: Recorded | undefined): readonly Recorded[] {
  return Array.isArray(recorded) ? recorded : [];
}

function objectOf(recorded: Recorded | undefined): Readonly<Record<string, Recorded>> {
  if (typeof recorded !== 'object' || recorded === null || Array.isArray(recorded) || isRecordedArray(recorded))
    return {};
  return recorded as Readonly<Record<string, Recorded>>; // what is left is a record; the compiler keeps lists in
}
