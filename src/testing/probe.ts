import { vjp } from '../autodiff/index.ts';
import { dtypes, isFloat, placeholder, type Shape, type Tensor, type TensorSpec } from '../graph/index.ts';
import { compile, type Data, evaluateRaw, run, trace } from '../runtime/index.ts';
import { internal } from '../utils/errors.ts';
import { plain, random } from './numbers.ts';

/** An op as a program: compiled once, run on as many inputs as wanted. */
export interface Probe {
  /** The shapes of the outputs as they were inferred. */
  readonly inferred: readonly Shape[];
  /** The outputs, and for each target the gradient of their sum weighted by `seeds`. */
  readonly run: (
    inputs: readonly Data[],
  ) => Promise<{ readonly outputs: readonly Data[]; readonly grads: readonly Data[] }>;
}

/**
 * Records an op on placeholders together with its gradients.
 *
 * @param specs - of the placeholders; an unknown axis in several is the same axis.
 * @param targets - which of the inputs the gradients are wanted of.
 * @param seeds - weights of the outputs, null for outputs that have no gradient.
 */
export async function probe(
  op: (inputs: readonly Tensor[]) => readonly Tensor[],
  specs: readonly TensorSpec[],
  targets: readonly boolean[],
  seeds: readonly (Data | null)[],
): Promise<Probe> {
  const places = specs.map((spec, i) => placeholder(spec, `x${i}`));
  const wanted = places.filter((_, i) => targets[i]);
  // The seeds have the dims of the outputs, which are known while the program is recorded.
  const fed = [...places];
  const inferred: Shape[] = [];
  const program = trace(fed, false, () => {
    const outputs = op(places);
    inferred.push(...outputs.map(({ shape }) => shape));
    if (wanted.length === 0) return outputs;
    const weights = outputs.map((output, i) => {
      if (!seeds[i]) return null;
      const weight = placeholder(output, `seed${i}`);
      fed.push(weight);
      return weight;
    });
    return [...outputs, ...vjp(outputs, weights, wanted)];
  });
  const compiled = await compile(program);
  const given = wanted.length === 0 ? [] : seeds.filter((seed) => seed !== null);
  return {
    inferred,
    run: async (inputs) => {
      const results = await run(program, compiled, [...inputs, ...given], evaluateRaw);
      return { outputs: results.slice(0, inferred.length), grads: results.slice(inferred.length) };
    },
  };
}

/** Weights for outputs of these shapes: of both signs and different everywhere, so that no error cancels out. */
export function seedsFor(outputs: readonly Tensor[], values: readonly Data[]): readonly (Data | null)[] {
  return outputs.map((output, i) => {
    const { shape } = values[i] ?? internal('an output without value');
    if (!isFloat(output.dtype)) return null;
    const { data } = random(shape, { seed: 97 + i, range: [0.5, 1.5] });
    return { shape, data: dtypes.float32.from(plain(data).values.map((x, j) => (j % 3 === 1 ? -x : x))) };
  });
}

/** Elements tried at most; of longer inputs some are taken, evenly spread. */
const tried = 24;
/** A power of two, so that adding it to small numbers is exact. */
const step = 2 ** -6;

/**
 * Slopes by central differences of fourth order, `(8·(f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / 12h`, for elements of an
 * input: pairs of index and slope. The weighted sum is taken in double precision, so only the op's own rounding remains.
 */
export async function differences(
  { data, shape }: Data,
  seeds: readonly (Data | null)[],
  outputsAt: (changed: Data) => Promise<readonly Data[]>,
): Promise<readonly (readonly [index: number, slope: number])[]> {
  const slopes: (readonly [number, number])[] = [];
  const count = Math.min(tried, data.length);
  for (let i = 0; i < count; i++) {
    const at = Math.floor((i * data.length) / count);
    const x = Number(data[at]);
    const h = step * 2 ** Math.ceil(Math.log2(Math.max(1, Math.abs(x))));
    const sumAt = async (offset: number): Promise<number> => {
      const changed = dtypes.float32.from(plain(data).values);
      changed[at] = x + offset;
      return weighted(await outputsAt({ data: changed, shape }), seeds);
    };
    const near = (await sumAt(h)) - (await sumAt(-h));
    const far = (await sumAt(2 * h)) - (await sumAt(-2 * h));
    slopes.push([at, (8 * near - far) / (12 * h)]);
  }
  return slopes;
}

function weighted(outputs: readonly Data[], seeds: readonly (Data | null)[]): number {
  let sum = 0;
  for (const [k, { data }] of outputs.entries()) {
    const weights = seeds[k]?.data;
    if (weights) for (let i = 0; i < data.length; i++) sum += Number(data[i]) * Number(weights[i]);
  }
  return sum;
}
