import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Json } from '../utils/json.ts';
import { readZip } from './archive/index.ts';
import { knownClasses, loadModel } from './index.ts';
import { data, type Expected, furthest, type Loaded } from './recorded.ts';

// Files and answers are those of the real Keras: parity/make_layer_files.py. Each file is a model with a branch for each layer of a family.

interface Family extends Expected {
  /** In Keras's order. */
  readonly weights: readonly { readonly name: string; readonly path: string; readonly shape: readonly number[] }[];
}

const fixture = (name: string) => readFile(new URL(`fixtures/layers/${name}`, import.meta.url));
const families: Readonly<Record<string, Family>> = JSON.parse((await fixture('expected.json')).toString());

describe.each(Object.entries(families))('layers of the family %s, written by Keras', (name, { x, output, weights }) => {
  test('give the outputs that they gave there', async () => {
    const model: Loaded = await loadModel(await fixture(`${name}.keras`));
    expect(furthest(await model.predict(data(x)), output)).toBeLessThan(1e-5);
  });

  test('give them again when they are saved and loaded here', async () => {
    const model: Loaded = await loadModel(await fixture(`${name}.keras`));
    const folder = process.env.SAVE_TO; // for Keras to judge: parity/make_layer_files.py
    if (folder !== undefined) await model.save(`${folder}/${name}.keras`);
    const copy: Loaded = await loadModel(await model.toKeras());
    expect(furthest(await copy.predict(data(x)), output)).toBeLessThan(1e-5);
  });

  test("have weights in Keras's order, with its names and paths", async () => {
    const model: Loaded = await loadModel(await fixture(`${name}.keras`));
    expect(model.weights.map(({ name, path, shape }) => ({ name, path, shape }))).toEqual(weights);
  });
});

test('no layer of the library is without a file that Keras wrote', async () => {
  const seen = new Set<string>();
  for (const name of Object.keys(families)) {
    const config = await readZip(new Uint8Array(await fixture(`${name}.keras`))).read('config.json');
    for (const className of classNames(JSON.parse(new TextDecoder().decode(config)))) seen.add(className);
  }
  expect(
    knownClasses
      .map(({ className, exportedName }) => exportedName ?? className)
      .filter((className) => !seen.has(className)),
  ).toEqual([]);
});

/** Every class that a config names. */
function classNames(value: Json): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'class_name' in value && typeof value.class_name === 'string' ? [value.class_name] : [];
  return [...own, ...Object.values(value).flatMap(classNames)];
}
