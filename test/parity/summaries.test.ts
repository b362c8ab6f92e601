import { describe, expect, test } from 'vitest';
import { tensor } from '../../src/graph/index.ts';
import { clearSession } from '../../src/layers/index.ts';
import { MissingClass, type NeutralModel, neutralModel } from '../../src/testing/neutral-model.ts';
import { camelKeys, type ParityCase, parityCases, type Recorded } from '../../src/testing/parity.ts';
import { reportCase } from '../../src/testing/parity-report.ts';

type Fields = Readonly<Record<string, Recorded>>;

const cases = await parityCases('summaries');

/**
 * Keras shows the batch size of the data after `fit`; a program of ours serves every batch size, and says None. An einsum
 * product's `null` in `outputShape` stays None in Keras; here the length that the equation gives is known.
 */
const otherwise: readonly string[] = ['subclassed-after-fit', 'sequential-einsum'];

describe('summaries are Keras to the character', () => {
  for (const parity of cases) {
    const model = modelOrNull(parity);
    test.skipIf(model === null || otherwise.includes(parity.id))(parity.id, async () => {
      if (model === null) return;
      for (const step of (parity.given.before ?? []) as readonly Fields[]) await prepare(model, step);
      const texts = parity.answer.texts as readonly string[];
      const given = (parity.given.options ?? [{}]) as readonly Fields[];
      for (const [i, options] of given.entries()) {
        const { columns = 80, ...layout } = camelKeys(options);
        const text = model.summary({ ...layout, columns: Number(columns), print: () => undefined });
        expect(text).toBe(texts[i]);
      }
      reportCase('summaries', parity, 0);
    });
  }
});

function modelOrNull({ given }: ParityCase): ReturnType<typeof neutralModel> | null {
  clearSession();
  try {
    return neutralModel(given.model as unknown as NeutralModel);
  } catch (error) {
    if (error instanceof MissingClass) return null;
    throw error;
  }
}

async function prepare(model: ReturnType<typeof neutralModel>, before: Fields): Promise<void> {
  for (const [what, given] of Object.entries(before)) {
    if (what === 'build') model.computeOutputShape(given as never);
    else if (what === 'freeze') freeze(model, given as readonly string[]);
    else if (what === 'compile') model.compile({ ...(camelKeys(given) as object) });
    else if (what === 'call') model(zeros(given as readonly number[]) as never);
    else if (what === 'fit') {
      const [x, y] = (given as readonly (readonly number[])[]).map(zeros);
      if (x && y) await model.fit(x, y, { verbose: 0 });
    }
  }
}

function zeros(shape: readonly number[]): ReturnType<typeof tensor> {
  return tensor({ data: new Float32Array(shape.reduce((product, dim) => product * dim, 1)), shape });
}

function freeze(model: ReturnType<typeof neutralModel>, paths: readonly string[]): void {
  for (const path of paths) {
    if (path === '') model.trainable = false;
    else {
      let layer: unknown = model;
      for (const name of path.split('/')) layer = (layer as ReturnType<typeof neutralModel>).getLayer(name);
      (layer as { trainable: boolean }).trainable = false;
    }
  }
}
