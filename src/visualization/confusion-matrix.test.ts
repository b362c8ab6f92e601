import { expect, test } from 'vitest';
import { confusionMatrix } from './confusion-matrix.ts';
import type { Plot } from './plot.ts';

const counts = ({ spec }: Plot) => {
  const data = 'data' in spec && spec.data && 'values' in spec.data ? spec.data.values : [];
  return Array.isArray(data) ? data.map((cell) => Object(cell).count) : [];
};

test('counts rows by the truth, columns by the prediction', () => {
  expect(counts(confusionMatrix([0, 0, 1, 1, 1, 2], [0, 1, 1, 1, 0, 2]))).toEqual([1, 1, 0, 1, 2, 0, 0, 0, 1]);
});

test('takes the greatest score of each row for the prediction', () => {
  expect(counts(confusionMatrix([1, 0], { data: Float32Array.of(0.1, 0.9, 0.2, 0.8), shape: [2, 2] }))).toEqual([
    0, 1, 0, 1,
  ]);
});

test('takes one-hot labels', () => {
  expect(
    counts(
      confusionMatrix(
        [
          [0, 1],
          [1, 0],
        ],
        [1, 1],
      ),
    ),
  ).toEqual([0, 1, 0, 1]);
});

test('takes probabilities of a binary model, above a half for class 1', () => {
  expect(counts(confusionMatrix([0, 1, 1], { data: Float32Array.of(0.5, 0.51, 0.2), shape: [3, 1] }))).toEqual([
    1, 0, 1, 1,
  ]);
});

test('shows classes that were only predicted', () => {
  expect(counts(confusionMatrix([0], [2]))).toHaveLength(9);
});

test('tells the accuracy', () => {
  expect(confusionMatrix([0, 1, 1, 1], [0, 1, 1, 0]).spec).toMatchObject({
    title: { subtitle: ['75.0 % of 4 right', {}] },
  });
});

test('does not round one mistake away', () => {
  const labels = Array.from({ length: 10_000 }, (_, i) => i % 2);
  const predictions = labels.with(0, 1);
  expect(confusionMatrix(labels, predictions).spec).toMatchObject({
    title: { subtitle: ['>99.9 % of 10,000 right', {}] },
  });
});

test('with normalize, writes shares of the row', async () => {
  const svg = await confusionMatrix([0, 0, 0, 1], [0, 0, 1, 1], { normalize: true }).toSVG();
  for (const text of ['>67 %<', '>33 %<', '>100 %<', '>0<']) expect(svg).toContain(text);
});

test('names the classes', async () => {
  const svg = await confusionMatrix([0, 1], [0, 1], { names: ['cat', 'dog'] }).toSVG();
  for (const text of ['>cat<', '>dog<', '>predicted<', '>true<']) expect(svg).toContain(text);
});

// WCAG asks for 4.5 of small text; the worst ground lies where the two inks meet.
test('its letters are readable on every shade', () => {
  const { spec } = confusionMatrix([0], [0]);
  const text = JSON.stringify(spec);
  const [from = '', to = ''] = /"range":\["(#\w+)","(#\w+)"\]/.exec(text)?.slice(1) ?? [];
  const threshold = Number(/datum\.share > ([\d.]+)/.exec(text)?.[1]);
  for (let share = 0; share <= 1; share += 0.01) {
    const ground = luminance(mixed(from, to, Math.sqrt(share)));
    const letters = luminance(share > threshold ? [255, 255, 255] : [0, 0, 0]);
    const [dark, light] = [Math.min(ground, letters), Math.max(ground, letters)];
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(4.5);
  }
});

test.each<[string, Parameters<typeof confusionMatrix>, RegExp]>([
  ['unequal lengths', [[0, 1], [0]], /received 1 predictions and 2 labels/],
  ['no samples', [[], []], /at least one, received 0 predictions/],
  ['too few names', [[0, 2], [0, 2], { names: ['a', 'b'] }], /a name for each of 3 classes, received 2/],
  ['equal names', [[0, 1], [0, 1], { names: ['a', 'a'] }], /different names, received a, a/],
  [
    'NaN',
    [
      [0, 1],
      [0, Number.NaN],
    ],
    /predictions: expected finite numbers, received NaN for sample 1/,
  ],
  [
    'ragged scores',
    [
      [0, 1],
      [[0, 1], [1]],
    ],
    /predictions: expected length 2/,
  ],
  [
    'scores that are no probabilities, one a sample',
    [
      [0, 1],
      [-3.5, 2.5],
    ],
    /apply the sigmoid first/,
  ],
  ['a stack of images', [[0], { data: new Float32Array(8), shape: [2, 2, 2] }], /received the shape \[2, 2, 2\]/],
])('refuses %s', (_, given, message) => {
  expect(() => confusionMatrix(...given)).toThrow(message);
});

function mixed(from: string, to: string, part: number): number[] {
  const at = (text: string, i: number) => Number.parseInt(text.slice(1 + 2 * i, 3 + 2 * i), 16);
  return [0, 1, 2].map((i) => at(from, i) + part * (at(to, i) - at(from, i)));
}

/** Relative luminance of sRGB, as WCAG defines it. */
function luminance(colour: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
