import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { input, layers, sequential, writeArrays } from '../index.ts';
import { affine, ran } from '../testing/command-line.ts';
import { commands } from './commands.ts';

// The commands that open files, with the library itself.

let folder = '';
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layerwise-cli-'));
  await affine().save(at('a.keras'));
  const changed = affine();
  changed.setWeights([
    [
      [1, 2],
      [3, 4.5],
    ],
    [10, 20],
  ]);
  await changed.save(at('b.keras'));
  await affine().export(at('a.onnx'));
  await affine().saveWeights(at('a.weights.h5'));
});

afterAll(() => rm(folder, { recursive: true }));

test('the help and the page of the command line name every command', async () => {
  const page = await readFile(new URL('../../docs/command-line.md', import.meta.url), 'utf8');
  const { out } = await ran('--help');
  const listed = Array.from(out.matchAll(/^ {2}([a-z]+) {2}/gm), ([, name]) => name);
  expect(listed).toEqual(commands.map(({ name }) => name));
  expect(Array.from(page.matchAll(/^\| `([a-z]+) [<`]?/gm), ([, name]) => name).sort()).toEqual(
    expect.arrayContaining([...listed].filter((name) => name !== 'devices').sort()),
  );
  expect(page).toContain('| `devices` |');
});

describe('layerwise summary', () => {
  test('prints the table of a model', async () => {
    const { code, out } = await ran('summary', at('a.keras'));
    expect([code, out]).toEqual([0, `${await text((print) => affine().summary({ print }))}`]);
  });

  test('gives layers and parameters as JSON', async () => {
    expect(JSON.parse((await ran('summary', at('a.keras'), '--json')).out)).toMatchObject({
      name: 'affine',
      className: 'Sequential',
      inputs: [{ name: 'x', shape: [null, 2] }],
      layers: [{ name: 'y', className: 'Dense', outputShape: [null, 2], parameters: 6, trainable: true }],
      parameters: { total: 6, trainable: 6, nonTrainable: 0 },
    });
  });

  test('tells inputs, outputs and operators of an ONNX model', async () => {
    const { out } = await ran('summary', at('a.onnx'));
    expect(out.split('\n')).toEqual([
      'ONNX model, opset 21, by layerwise 0.1.0',
      'input   x: float32[batch, 2]',
      'output  y: float32[batch, 2]',
      'nodes   Add × 1, MatMul × 1',
      '',
      'weight    dtype    shape   values',
      'y/kernel  float32  [2, 2]       4',
      'y/bias    float32  [2]          2',
      '2 arrays, 6 values',
      '',
    ]);
  });

  test('lists the weights of a file that holds nothing else', async () => {
    expect((await ran('summary', at('a.weights.h5'))).out).toContain('layers/dense/vars/0  float32  [2, 2]       4\n');
  });

  test('fails for a file that is not there', async () => {
    const { code, error } = await ran('summary', at('none.keras'));
    expect([code, error]).toEqual([1, expect.stringMatching(/^layerwise summary: .*no such file or folder/)]);
  });

  test('asks for one file', async () => {
    expect(await ran('summary')).toMatchObject({
      code: 2,
      error: 'layerwise summary: which file? As in: layerwise summary model.keras.\nSee layerwise summary --help.\n',
    });
  });
});

describe('layerwise inspect', () => {
  test('shows statistics of every weight', async () => {
    const { code, out } = await ran('inspect', at('a.keras'));
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'name                 dtype    shape   mean    std  min  max  zeros  NaN  infinite',
      'layers/dense/vars/0  float32  [2, 2]   2.5  1.118    1    4    0 %    0         0',
      'layers/dense/vars/1  float32  [2]       15      5   10   20    0 %    0         0',
      '2 arrays, 6 values',
      '',
    ]);
  });

  test('counts NaN, infinities and zeros apart', async () => {
    const data = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 0, 2);
    await writeArrays(at('odd.safetensors'), new Map([['w', { dtype: 'float32', shape: [4], data }]]));
    const { out } = await ran('inspect', at('odd.safetensors'), '--json');
    expect(JSON.parse(out)).toEqual({
      format: 'safetensors',
      weights: [
        {
          name: 'w',
          dtype: 'float32',
          shape: [4],
          count: 4,
          mean: 1,
          std: 1,
          min: 0,
          max: 2,
          nan: 1,
          infinite: 1,
          sparsity: 0.25,
        },
      ],
      total: 4,
    });
    expect((await ran('inspect', at('odd.safetensors'))).out).toContain('1 arrays, 4 values, 1 of them NaN');
  });

  test('reads the shards of an index', async () => {
    await affine().saveWeights(at('whole.weights.json'));
    expect(JSON.parse((await ran('inspect', at('whole.weights.json'), '--json')).out)).toMatchObject({
      format: 'shards',
      weights: [{ name: 'layers/dense/vars/0', mean: 2.5 }, { mean: 15 }],
    });
    expect(await ran('diff', at('whole.weights.json'), at('a.weights.h5'))).toMatchObject({ code: 0 });
    expect(await ran('diff', at('whole.weights.json'), at('b.keras'), '--weights')).toMatchObject({
      code: 1,
      out: 'layers/dense/vars/0: 1 of 4 values differ, by up to 0.5\n',
    });
  });

  test('reads what stands in ONNX', async () => {
    const { weights } = JSON.parse((await ran('inspect', at('a.onnx'), '--json')).out);
    expect(weights).toMatchObject([
      { name: 'y/kernel', mean: 2.5 },
      { name: 'y/bias', mean: 15 },
    ]);
  });
});

describe('layerwise diff', () => {
  test('finds no difference between a file and itself', async () => {
    expect(await ran('diff', at('a.keras'), at('a.keras'))).toMatchObject({ code: 0, out: 'No difference\n' });
  });

  test('names the weights that differ, and by how much', async () => {
    expect(await ran('diff', at('a.keras'), at('b.keras'))).toMatchObject({
      code: 1,
      out: 'layers/dense/vars/0: 1 of 4 values differ, by up to 0.5\n',
    });
  });

  test('passes over what is within the tolerance', async () => {
    expect(await ran('diff', at('a.keras'), at('b.keras'), '--tolerance', '0.5')).toMatchObject({ code: 0 });
  });

  test('names the places in configs', async () => {
    await sequential([input({ shape: [2], name: 'x' }), layers.dense(3, { name: 'y' })], { name: 'affine' }).save(
      at('c.keras'),
    );
    const { code, out } = await ran('diff', at('a.keras'), at('c.keras'));
    expect(code).toBe(1);
    expect(out).toContain('config.layers.1.config.units: 2 | 3\n');
    expect(out).toContain('layers/dense/vars/0: shape [2, 2] | [2, 3]\n');
    expect((await ran('diff', at('a.keras'), at('c.keras'), '--weights')).out).not.toContain('units');
  });

  test('gives JSON', async () => {
    const { code, out } = await ran('diff', at('a.keras'), at('b.keras'), '--json');
    expect([code, JSON.parse(out)]).toEqual([
      1,
      {
        equal: false,
        config: [],
        weights: [{ name: 'layers/dense/vars/0', kind: 'values', count: 1, of: 4, largest: 0.5 }],
      },
    ]);
  });

  test.each([
    [[], 'takes two files, received 0.'],
    [['a', 'b', '-t', 'much'], "--tolerance takes a number from 0, received 'much'."],
  ])('refuses %j', async (line, message) => {
    expect(await ran('diff', ...line)).toMatchObject({ code: 2, error: expect.stringContaining(message) });
  });
});

describe('layerwise convert', () => {
  test('writes a model as ONNX', async () => {
    expect(await ran('convert', at('a.keras'), at('made.onnx'), '--opset', '18')).toMatchObject({
      code: 0,
      out: `Saved ${at('made.onnx')}\n`,
    });
    expect((await ran('summary', at('made.onnx'))).out).toContain('opset 18');
  });

  test('writes a model again', async () => {
    await ran('convert', at('a.keras'), at('again.keras'));
    expect(await ran('diff', at('a.keras'), at('again.keras'))).toMatchObject({ code: 0 });
  });

  test.each(['web/model.json', 'named.safetensors', 'named.npz', 'named.weights.h5', 'shards.weights.json'])(
    'writes %s, and makes the model of it again',
    async (name) => {
      expect(await ran('convert', at('b.keras'), at(name))).toMatchObject({ code: 0, error: '' });
      const model = name.startsWith('web') ? [] : ['--model', at('a.keras')];
      expect(await ran('convert', at(name), at('again.keras'), ...model)).toMatchObject({ code: 0, error: '' });
      expect(await ran('diff', at('b.keras'), at('again.keras'), '--weights')).toMatchObject({ code: 0 });
    },
  );

  describe('between all formats', () => {
    const weightFiles = ['weights.h5', 'safetensors', 'npz'];
    const all = ['keras', 'model.json', 'onnx', 'weights.json', ...weightFiles];
    const sources: readonly (readonly [string, readonly string[], readonly string[]])[] = [
      // from, more of the command line, what can be made of it
      ['keras', [], all],
      ['model.json', [], all],
      ['onnx', [], weightFiles],
      ...[...weightFiles, 'weights.json'].flatMap(
        (from) => [[from, [], weightFiles] as const, [from, ['--model', 'a.keras'], all] as const] as const,
      ),
    ];

    test.each(sources)('from %s %j to %j', async (from, more, targets) => {
      const path = (name: string) => at(name === 'model.json' ? `pairs/${from}/model.json` : `pairs/${from}.${name}`);
      const source = at(from === 'model.json' ? 'pairs/web/model.json' : `pairs/source.${from}`);
      await ran('convert', at('a.keras'), source);
      const model = more.map((part) => (part.startsWith('--') ? part : at(part)));
      for (const to of all) {
        const { code } = await ran('convert', source, path(to), ...model);
        expect([to, code]).toEqual([to, targets.includes(to) ? 0 : 2]);
        if (code !== 0) continue;
        const { weights } = JSON.parse((await ran('inspect', path(to), '--json')).out);
        const sums: readonly number[] = weights.map(({ mean, count }: Readonly<Record<string, number>>) => {
          return (mean ?? 0) * (count ?? 0);
        });
        expect([to, ...sums].sort()).toEqual([10, 30, to]); // .safetensors and .npz list names in order of their own
      }
    });
  });

  test('opens what Keras 2 and TensorFlow.js wrote', async () => {
    const fixtures = fileURLToPath(new URL('../saving/fixtures/', import.meta.url));
    for (const path of ['legacy/keras2-convnet.h5', 'tfjs/convnet/model.json']) {
      expect(await ran('convert', `${fixtures}${path}`, at('opened.onnx'))).toMatchObject({ code: 0, error: '' });
      expect((await ran('summary', `${fixtures}${path}`)).out).toContain('Total params');
      expect((await ran('inspect', `${fixtures}${path}`)).code).toBe(0);
    }
  });

  test.each(['x.safetensors', 'x.npz'])('takes weights to %s and back', async (name) => {
    expect(await ran('convert', at('a.weights.h5'), at(name))).toMatchObject({ code: 0 });
    expect(await ran('diff', at('a.weights.h5'), at(name))).toMatchObject({ code: 0 });
    await ran('convert', at(name), at('back.weights.h5'));
    const net = affine();
    net.setWeights([
      [
        [0, 0],
        [0, 0],
      ],
      [0, 0],
    ]);
    await net.loadWeights(at('back.weights.h5'));
    expect(await net.weights[0]?.array()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test.each([
    [
      ['a.keras', 'a.pb'],
      "the second file ends in .keras, model.json, .onnx, .weights.json, .weights.h5, .safetensors, .npz, received 'a.pb'.",
    ],
    [['a.keras', 'b.keras', '--opset', '18'], '--opset is for .onnx alone.'],
    [['a.keras', 'a.onnx', '--opset', 'new'], "--opset takes a whole number, received 'new'."],
  ])('refuses %j', async (line, message) => {
    expect(await ran('convert', ...line)).toMatchObject({ code: 2, error: expect.stringContaining(message) });
  });

  test('does not make a model of weights', async () => {
    expect(await ran('convert', at('a.weights.h5'), at('x.keras'))).toMatchObject({
      code: 2,
      error: expect.stringContaining(
        'takes a whole model (.keras, .h5, model.json), received weights alone: name their model, as in --model model.keras.',
      ),
    });
  });

  test('does not make layers of a graph', async () => {
    expect(await ran('convert', at('a.onnx'), at('x.keras'))).toMatchObject({
      code: 2,
      error: expect.stringContaining('received an ONNX graph, which has no layers'),
    });
  });
});

async function text(show: (print: (shown: string) => void) => unknown): Promise<string> {
  let all = '';
  show((shown) => {
    all += `${shown.trimEnd()}\n`;
  });
  return all;
}
