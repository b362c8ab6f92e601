import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { memorySize, type SummaryModel, type SummaryOptions, summaryText } from './summary.ts';

/** What Keras printed for a model, and with which options. */
interface Recorded {
  readonly keras: string;
  readonly sizes: readonly [bytes: number, text: string][];
  readonly models: readonly {
    readonly title: string;
    readonly model: SummaryModel;
    readonly variants: readonly { options: Partial<SummaryOptions>; text?: string; error?: string }[];
  }[];
}

const file = new URL('summary.fixtures.json.gz', import.meta.url);
const recorded: Recorded = JSON.parse(gunzipSync(readFileSync(file)).toString());

describe(`summaryText prints what Keras ${recorded.keras} prints`, () => {
  for (const { title, model, variants } of recorded.models) {
    test(`for a model of the kind "${title}" (${variants.length})`, () => {
      for (const { options, text } of variants) {
        if (text === undefined) expect(() => summaryText(model, options)).toThrow(/^summary/);
        else expect(summaryText(model, options), JSON.stringify(options)).toBe(text);
      }
    });
  }

  test('for sizes from bytes to petabytes', () => {
    for (const [bytes, text] of recorded.sizes) expect(memorySize(bytes)).toBe(text);
  });
});

const tiny: SummaryModel = {
  name: 'tiny',
  linear: true,
  rows: [
    { name: 'dense', className: 'Dense', outputShape: [null, 2], parameters: 8, connectedTo: [], trainable: true },
  ],
  totals: { trainable: { count: 8, bytes: 32 }, nonTrainable: { count: 0, bytes: 0 } },
};

describe('summaryText refuses', () => {
  test('a terminal without room for the columns', () => {
    expect(() => summaryText(tiny, { columns: 12 })).toThrow(
      "summary: expected room for at least 4 characters in every column, received 3 for 'Layer (type)' in a line of 8. " +
        'Widen the terminal, or give lineLength or positions that leave more room.',
    );
  });

  test('too few positions', () => {
    expect(() => summaryText(tiny, { positions: [0.5, 1] })).toThrow(
      'summary: positions: expected one for each column (Layer (type), Output Shape, Param #), received [0.5, 1].',
    );
  });

  test('a range that matches no layer', () => {
    expect(() => summaryText(tiny, { layerRange: ['conv', 'dense'] })).toThrow(
      "received 'conv', which matches no layer. Layers: 'dense'.",
    );
  });

  test('a range that is no regular expression', () => {
    expect(() => summaryText(tiny, { layerRange: ['(', 'dense'] })).toThrow(
      "summary: layerRange: expected regular expressions, received '('.",
    );
  });

  test('a line of no length', () => {
    expect(() => summaryText(tiny, { lineLength: 0 })).toThrow(
      'summary: lineLength: expected a positive whole number, received 0.',
    );
  });
});
