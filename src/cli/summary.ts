import type { Json } from '../utils/json.ts';
import { shownShape, tableText } from './columns.ts';
import type { Command, Contents, LoadedModel } from './command.ts';
import { isModelPath } from './formats.ts';
import { oneFile } from './inspect.ts';

/** `layerwise summary model.keras`. */
export const summaryCommand: Command = {
  name: 'summary',
  summary: 'Shows what a file holds: layers and parameters of a model, names and shapes of weights.',
  positionals: '<file>',
  options: {
    nested: { short: 'n', help: 'Shows the layers of models within the model.' },
    json: { help: 'Prints JSON.' },
  },
  examples: ['layerwise summary model.keras', 'layerwise summary model.onnx', 'layerwise summary model.keras --json'],
  async run({ library, positionals, switches, out }) {
    const path = oneFile(positionals, 'layerwise summary model.keras');
    const { fileContents, loadModel } = await library();
    const json = (value: unknown): void => out(`${JSON.stringify(value, null, 2)}\n`);
    if (isModelPath(path)) {
      const model = await loadModel(path);
      if (switches.has('json')) json(described(model));
      else model.summary({ print: (text) => out(`${text.trimEnd()}\n`), expandNested: switches.has('nested') });
      return 0;
    }
    const contents = await fileContents(path);
    const weights = contents.weights.map(({ name, dtype, shape }) => ({ name, dtype, shape }));
    if (switches.has('json')) json({ format: contents.format, model: contents.config, weights });
    else out(contentsText(contents));
    return 0;
  },
};

function described(model: LoadedModel): unknown {
  const count = (weights: LoadedModel['weights']): number => weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const [all, trainable] = [count(model.weights), count(model.trainableWeights)];
  return {
    name: model.name,
    className: model.className,
    inputs: model.inputTemplate?.names.map((name, i) => ({ name, shape: model.inputTemplate?.shapes[i] })) ?? null,
    layers: model.layers.map((layer) => ({
      name: layer.name,
      className: layer.className,
      outputShape: layer.lastOutputShapes?.length === 1 ? layer.lastOutputShapes[0] : layer.lastOutputShapes,
      parameters: layer.countParams(),
      trainable: layer.trainable,
    })),
    parameters: { total: all, trainable, nonTrainable: all - trainable },
  };
}

function contentsText({ format, config, weights }: Contents): string {
  const rows = weights.map(({ name, dtype, shape }) => [name, dtype, shownShape(shape), String(sizeOf(shape))]);
  const total = weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const table = tableText(
    [{ title: 'weight' }, { title: 'dtype' }, { title: 'shape' }, { title: 'values', align: 'right' }],
    rows,
  );
  return `${format === 'onnx' ? `${onnxText(config)}\n` : ''}${table}${weights.length} arrays, ${total} values\n`;
}

/** What an ONNX file says of itself: opset, inputs, outputs, operators. */
function onnxText(config: Json): string {
  const { producer, opset, inputs, outputs, operators } = config as unknown as OnnxConfig; // what fileContents gives
  const value = ({ name, dtype, shape }: OnnxConfig['inputs'][number]): string =>
    `${name}: ${dtype}${shape === null ? '' : `[${shape.map(String).join(', ')}]`}`;
  const counts = Object.entries(operators).map(([name, count]) => `${name} × ${count}`);
  return [
    `ONNX model, opset ${opset}${producer === '' ? '' : `, by ${producer}`}`,
    ...inputs.map((input) => `input   ${value(input)}`),
    ...outputs.map((output) => `output  ${value(output)}`),
    `nodes   ${counts.join(', ')}`,
    '',
  ].join('\n');
}

interface OnnxConfig {
  readonly producer: string;
  readonly opset: number;
  readonly inputs: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly (number | string | null)[] | null;
  }[];
  readonly outputs: OnnxConfig['inputs'];
  readonly operators: Readonly<Record<string, number>>;
}

function sizeOf(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((size, dim) => size * (dim ?? 1), 1);
}
