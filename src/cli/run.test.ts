import { describe, expect, test } from 'vitest';
import { ArgumentError, FileError } from '../utils/errors.ts';
import type { Library } from './command.ts';
import { devicesCommand } from './devices.ts';
import { plotCommand } from './plot.ts';
import { run } from './run.ts';

const commands = [devicesCommand, plotCommand];

/** A library that notes what it is asked for. */
function fake(parts: Partial<Library> = {}) {
  const asked: unknown[] = [];
  const library: Library = {
    devices: async () => [
      { name: 'cpu', available: true },
      { name: 'webgpu', available: false, reason: 'no adapter' },
    ],
    plot: {
      activations: (names, options) => ({
        save: async (path) => {
          asked.push({ names, options, path });
        },
      }),
    },
    // Commands that open files are tested with the library itself: files.node.test.ts.
    loadModel: () => Promise.reject(new Error('no models here')),
    fileContents: () => Promise.reject(new Error('no files here')),
    writeArrays: () => Promise.reject(new Error('no disk here')),
    ...parts,
  };
  return { library, asked };
}

async function ran(line: string, parts: Partial<Library> = {}) {
  const { library, asked } = fake(parts);
  let [out, error, loaded] = ['', '', false];
  const code = await run(commands, line.split(' ').filter(Boolean), {
    version: '1.2.3',
    library: async () => {
      loaded = true;
      return library;
    },
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
  });
  return { code, out, error, asked, loaded };
}

describe('layerwise', () => {
  test('lists its commands when asked for help, without loading the library', async () => {
    const text = [
      'Layerwise 1.2.3: Keras 3 for TypeScript, on ONNX Runtime.',
      '',
      'Usage: layerwise <command> [options]',
      '',
      'Commands:',
      '  devices  Shows on which devices models can run here.',
      '  plot     Draws activation functions over one axis.',
      '',
      'Options:',
      '  -h, --help     Shows this help; after a command, that of the command.',
      '  -v, --version  Shows the version.',
      '',
    ].join('\n');
    for (const line of ['--help', '-h', 'help']) {
      expect(await ran(line)).toMatchObject({ code: 0, out: text, error: '', loaded: false });
    }
  });

  test('shows the help as an error when nothing is asked', async () => {
    const { code, out, error } = await ran('');
    expect([code, out, error.split('\n')[2]]).toEqual([2, '', 'Usage: layerwise <command> [options]']);
  });

  test('tells its version', async () => {
    expect(await ran('--version')).toMatchObject({ code: 0, out: '1.2.3\n' });
  });

  test('guesses what a misspelt command meant', async () => {
    expect(await ran('polt relu')).toMatchObject({
      code: 2,
      out: '',
      error: "layerwise: unknown command 'polt'. Did you mean 'plot'?\nSee layerwise --help.\n",
    });
  });

  test('refuses a command unlike any other without a guess', async () => {
    expect((await ran('serve-me-well')).error).toBe(
      "layerwise: unknown command 'serve-me-well'.\nSee layerwise --help.\n",
    );
  });

  test.each(['plot --help', 'plot relu -h', 'help plot', '--help plot'])(
    'shows the help of a command: %s',
    async (line) => {
      expect(await ran(line)).toMatchObject({
        code: 0,
        out: [
          'Draws activation functions over one axis.',
          '',
          'Usage: layerwise plot <activation …> [options]',
          '',
          'Options:',
          '  -d, --derivatives    Draws their derivatives below them.',
          '  -o, --output <file>  Where to save it: .svg, .png, .html or .json. Default: activations.svg.',
          '  -h, --help           Shows this help.',
          '',
          'Examples:',
          '  layerwise plot relu gelu silu',
          '  layerwise plot sigmoid tanh --derivatives -o activations.png',
          '',
        ].join('\n'),
        loaded: false,
      });
    },
  );

  test.each([
    ['devices --jsno', "unknown option '--jsno'. Did you mean '--json'?"],
    ['devices --json=yes', "--json takes no value, received 'yes'."],
    ['devices cpu', "received 'cpu', but only options are taken."],
    ['plot relu -o', '-o needs a value: -o <file>.'],
    ['plot relu --output= ', '--output needs a value: --output <file>.'],
    ['plot -o --derivatives relu', '-o needs a value: -o <file>.'],
    ['plot relu -o a.svg -o b.svg', '-o is given twice.'],
    ['plot relu --toString', "unknown option '--toString'."],
    ['plot', 'which activations? Name at least one, as in: layerwise plot relu.'],
    ['plot relu -o a.gif', "--output takes a file that ends in .svg, .png, .html or .json, received 'a.gif'."],
  ])('refuses: %s', async (line, message) => {
    const name = line.split(' ')[0];
    expect(await ran(line)).toMatchObject({
      code: 2,
      out: '',
      error: `layerwise ${name}: ${message}\nSee layerwise ${name} --help.\n`,
      loaded: false,
    });
  });

  test('exits with 2 for an argument that the library refuses', async () => {
    const activations = () => {
      throw new ArgumentError('plot', { expected: 'an activation', received: "'rleu'", mend: "Did you mean 'relu'?" });
    };
    expect(await ran('plot rleu', { plot: { activations } })).toMatchObject({
      code: 2,
      error: "layerwise plot: plot: expected an activation, received 'rleu'. Did you mean 'relu'?\n",
    });
  });

  test('exits with 1 for what fails on the way', async () => {
    const save = async () => {
      throw new FileError('save', { expected: 'a writable disk', received: 'a full one' });
    };
    expect(await ran('plot relu', { plot: { activations: () => ({ save }) } })).toMatchObject({
      code: 1,
      error: 'layerwise plot: save: expected a writable disk, received a full one.\n',
    });
  });

  test('shows where an unexpected error came from', async () => {
    const { code, error } = await ran('devices', { devices: () => Promise.reject(new TypeError('odd')) });
    expect(code).toBe(1);
    expect(error).toMatch(/^layerwise devices: TypeError: odd\n {4}at /);
  });
});

describe('layerwise devices', () => {
  test('shows what works, and why the rest does not', async () => {
    expect(await ran('devices')).toMatchObject({
      code: 0,
      out: 'cpu     available\nwebgpu  not available: no adapter\n',
    });
  });

  test('prints JSON', async () => {
    const { out } = await ran('devices --json');
    expect(JSON.parse(out)).toEqual([
      { name: 'cpu', available: true },
      { name: 'webgpu', available: false, reason: 'no adapter' },
    ]);
  });

  test('fails if there is none', async () => {
    const devices = async () => [{ name: 'cpu', available: false }];
    expect(await ran('devices', { devices })).toMatchObject({ code: 1, out: 'cpu  not available\n' });
  });
});

describe('layerwise plot', () => {
  test('saves activations.svg by default', async () => {
    expect(await ran('plot relu gelu')).toMatchObject({
      code: 0,
      out: 'Saved activations.svg\n',
      asked: [{ names: ['relu', 'gelu'], options: { derivatives: false }, path: 'activations.svg' }],
    });
  });

  test('takes options between the names', async () => {
    expect(await ran('plot relu --derivatives -o out/a.png gelu')).toMatchObject({
      code: 0,
      asked: [{ names: ['relu', 'gelu'], options: { derivatives: true }, path: 'out/a.png' }],
    });
  });
});
