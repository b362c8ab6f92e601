import { describe, expect, test } from 'vitest';
import { log, multiply, relu, softmax, tanh } from '../ops/index.ts';
import { activations } from './activations.ts';
import type { Plot } from './plot.ts';

interface Point {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly slope?: number;
}

/** The values of one curve, by name. */
function points({ spec }: Plot, name: string): readonly Point[] {
  const data: { values: readonly Point[] } = JSON.parse(JSON.stringify('data' in spec ? spec.data : null));
  return data.values.filter((point) => point.name === name);
}
const names = ({ spec }: Plot): string[] => [
  ...new Set([...JSON.stringify(spec).matchAll(/"name":"([^"]*)"/g)].map(([, name = '']) => name)),
];

test('draws what the formulas say', async () => {
  const chart = await activations(['relu', 'sigmoid', 'tanh', 'leakyRelu']);
  const formulas = new Map<string, (x: number) => number>([
    ['ReLU', (x) => Math.max(0, x)],
    ['sigmoid', (x) => 1 / (1 + Math.exp(-x))],
    ['tanh', Math.tanh],
    ['Leaky ReLU', (x) => Math.max(x, 0.2 * x)], // Keras's default slope
  ]);
  for (const [name, f] of formulas) {
    const curve = points(chart, name);
    expect([curve.length, curve[0]?.x, curve.at(-1)?.x]).toEqual([400, -10, 10]);
    for (const { x, y } of curve) expect(y).toBeCloseTo(f(x), 5);
  }
});

test('draws the derivatives below, from automatic differentiation', async () => {
  const chart = await activations(['tanh', 'relu'], { derivatives: true, from: -3, to: 3, points: 60 });
  for (const { x, slope } of points(chart, 'tanh')) expect(slope).toBeCloseTo(1 - Math.tanh(x) ** 2, 5);
  for (const { x, slope } of points(chart, 'ReLU')) expect(slope).toBe(Number(x > 0));
  expect(chart.spec).toMatchObject({ vconcat: [{}, {}] });
});

test('writes names as books do, in the order given', async () => {
  const chart = await activations(['hard_sigmoid', 'leaky_relu', 'gelu', 'softplus', 'relu6'], { points: 3 });
  expect(names(chart)).toEqual(['hard sigmoid', 'Leaky ReLU', 'GELU', 'softplus', 'ReLU6']);
});

test('takes functions of the user, by their own name or by number', async () => {
  const swoosh = (x: Parameters<typeof tanh>[0]) => multiply(x, tanh(x));
  const chart = await activations([swoosh, (x) => relu(x)], { points: 5 });
  expect(names(chart)).toEqual(['swoosh', 'function 2']);
  for (const { x, y } of points(chart, 'swoosh')) expect(y).toBeCloseTo(x * Math.tanh(x), 4);
});

test('takes the names of the legend from an object', async () => {
  expect(names(await activations({ 'my own': (x) => relu(x), 'the usual': 'relu' }, { points: 3 }))).toEqual([
    'my own',
    'the usual',
  ]);
});

describe('refuses', () => {
  test('an unknown name, and tells the nearest', async () => {
    const misspelt: 'relu' = JSON.parse('"leakyrely"');
    await expect(activations([misspelt])).rejects.toThrow(/received 'leakyrely'\. Did you mean 'leakyRelu'\?/);
  });

  test.each<['softmax' | 'glu', RegExp]>([
    ['softmax', /softmax: expected a function that treats each number by itself, received one of whole vectors/],
    ['glu', /glu: expected a function that keeps the shape of float32\[400\], received float32\[200\]/],
  ])('%s, which is a function of whole vectors', async (name, message) => {
    await expect(activations([name])).rejects.toThrow(message);
    await expect(activations([(x) => softmax(x)])).rejects.toThrow(/whole vectors/);
  });

  test('values that are not numbers, and tells where', async () => {
    await expect(activations({ log: (x) => log(x) }, { from: -1, to: 1, points: 5 })).rejects.toThrow(
      "activations: log: expected finite values, received NaN at x = -1. Narrow 'from' and 'to' to where the function is defined.",
    );
  });

  test('no functions', async () => {
    await expect(activations([])).rejects.toThrow('activations: expected at least one function, received none.');
  });

  test('an axis that ends before it begins', async () => {
    await expect(activations(['relu'], { from: 1, to: 1 })).rejects.toThrow(
      'activations: from, to: expected two numbers, the lower first, received 1, 1.',
    );
  });

  test('a single point', async () => {
    await expect(activations(['relu'], { points: 1 })).rejects.toThrow(/points: expected a whole number from 2/);
  });
});
