import { type Activation, type ActivationFunction, activationOf } from '../activations/index.ts';
import { gradients } from '../autodiff/index.ts';
import { shown, type Tensor } from '../graph/index.ts';
import { concatenate, reshape, sum, tensor } from '../ops/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { camel } from '../utils/names.ts';
import { activationsPlot, type Curve, type CurvesOptions } from './activations-plot.ts';
import type { Plot } from './plot.ts';

/** Options of `plot.activations`. */
export interface ActivationsOptions extends CurvesOptions {
  /** Where the x axis begins. Default -10. */
  readonly from?: number | undefined;
  /** Where the x axis ends. Default 10. */
  readonly to?: number | undefined;
  /** At how many points the functions are evaluated. Default 400. */
  readonly points?: number | undefined;
  /** Show the derivatives as well, in a panel below. Default false. */
  readonly derivatives?: boolean | undefined;
}

/**
 * The curves of activation functions, evaluated by the engine as a model would; with `derivatives`, the slopes that training
 * sees, by automatic differentiation.
 *
 * Functions are named in either spelling, or given: any `(x: Tensor) => Tensor` that treats each number by itself. An object
 * gives the names of the legend as well.
 *
 * @throws ArgumentError for an unknown name, a function of whole vectors such as softmax, or values that are not finite.
 * @throws GradientError for `derivatives` of a function that has none.
 * @example
 * const chart = await plot.activations(['relu', 'sigmoid', 'tanh', 'leakyRelu']);
 * chart.title // => 'Activation functions'
 * const own = await plot.activations({ swoosh: (x) => ops.multiply(x, ops.sigmoid(x)) }, { from: -4, to: 4, derivatives: true });
 * own.title // => 'Activation functions'
 * @see https://keras.io/api/layers/activations/
 */
export async function activations(
  functions: readonly Activation[] | Readonly<Record<string, Activation>>,
  options: ActivationsOptions = {},
): Promise<Plot> {
  const { from = -10, to = 10, points = 400, derivatives = false } = options;
  if (!(Number.isFinite(from) && Number.isFinite(to) && from < to))
    throw new ArgumentError('activations: from, to', {
      expected: 'two numbers, the lower first',
      received: `${from}, ${to}`,
    });
  if (!(Number.isInteger(points) && points >= 2 && points <= 100_000))
    throw new ArgumentError('activations: points', {
      expected: 'a whole number from 2 to 100000',
      received: String(points),
    });
  const chosen = named(functions);
  const x = Float32Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
  const curves = await evaluated(chosen, x, derivatives);
  return activationsPlot(curves, options);
}

/** The values of all functions, and their slopes, from one run of the engine. */
async function evaluated(
  chosen: readonly [string, ActivationFunction][],
  x: Float32Array,
  derivatives: boolean,
): Promise<Curve[]> {
  const count = x.length;
  if (chosen.length === 0) return [];
  const input = tensor(x);
  // In a column every number is alone: what depends on its neighbours gives something else there.
  const column = tensor(x, [count, 1]);
  const wanted = chosen.map(([name, f]) => {
    const output = applied(name, f, input);
    const alone = reshape(applied(name, f, column), [count]);
    return derivatives ? [output, alone, ...gradients(sum(output), [input])] : [output, alone];
  });
  const all = Array.from(await concatenate(wanted.flat()).data(), Number);
  const each = derivatives ? 3 : 2;
  return chosen.map(([name], i) => {
    const [y = [], alone = [], dy = []] = Array.from({ length: each }, (_, j) =>
      all.slice((i * each + j) * count, (i * each + j + 1) * count),
    );
    if (!alone.every((value, k) => near(value, y[k]))) throw wholeVector(name);
    return derivatives ? { name, x, y, dy } : { name, x, y };
  });
}

function applied(name: string, f: ActivationFunction, x: Tensor): Tensor {
  const y = f(x);
  if (y.shape.join() !== x.shape.join())
    throw new ArgumentError(`activations: ${name}`, {
      expected: `a function that keeps the shape of ${shown(x)}`,
      received: shown(y),
      mend: 'It must treat each number by itself.',
    });
  return y;
}

function wholeVector(name: string): ArgumentError {
  return new ArgumentError(`activations: ${name}`, {
    expected: 'a function that treats each number by itself',
    received: 'one of whole vectors, as softmax is',
    mend: 'It has no curve over x; plot.histogram shows what it gives.',
  });
}

function near(a: number, b: number | undefined): boolean {
  return b !== undefined && (Object.is(a, b) || Math.abs(a - b) <= 1e-4 * (1 + Math.abs(b)));
}

function named(
  functions: readonly Activation[] | Readonly<Record<string, Activation>>,
): [string, ActivationFunction][] {
  const entries: [string | null, Activation][] = isList(functions)
    ? functions.map((one) => [null, one])
    : Object.entries(functions);
  return entries.map(([label, one], i) => {
    const f = activationOf(one);
    return [label ?? legendName(typeof one === 'string' ? one : one.name) ?? `function ${i + 1}`, f];
  });
}

function isList(
  functions: readonly Activation[] | Readonly<Record<string, Activation>>,
): functions is readonly Activation[] {
  return Array.isArray(functions);
}

/** As books write it: `'ReLU'`, `'Leaky ReLU'`, `'hard sigmoid'`. */
function legendName(name: string): string | null {
  const plain = camel(name);
  return written[plain] ?? (plain === '' ? null : plain.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

const written: Readonly<Record<string, string>> = {
  celu: 'CELU',
  elu: 'ELU',
  gelu: 'GELU',
  hardSilu: 'hard SiLU',
  leakyRelu: 'Leaky ReLU',
  mish: 'Mish',
  relu: 'ReLU',
  relu6: 'ReLU6',
  selu: 'SELU',
  silu: 'SiLU',
};
