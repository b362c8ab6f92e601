import type { StoredArray } from '../index.ts';
import { type Command, type Contents, type Library, type LoadedModel, UsageError } from './command.ts';
import { isModelPath, modelEndings } from './formats.ts';

/** `layerwise convert model.keras model.onnx`. */
export const convertCommand: Command = {
  name: 'convert',
  summary: 'Converts a model or its weights to another format, told by the endings of the files.',
  positionals: '<from> <to>',
  options: {
    model: {
      short: 'm',
      value: '<file>',
      help: 'The model whose weights the first file holds, where it holds weights alone.',
    },
    opset: { value: '<number>', help: 'Version of the operators in .onnx, from 18 to 24. Default: 21.' },
    float16: { help: 'Stores weights in .onnx with 16 bits.' },
    int8: { help: 'Multiplies by kernels in 8 bits in .onnx.' },
    'external-data': { help: 'Puts large weights of .onnx into a second file.' },
  },
  examples: [
    'layerwise convert model.keras model.onnx --opset 18',
    'layerwise convert model.keras model.weights.h5',
    'layerwise convert old.h5 web/model.json',
    'layerwise convert model.weights.h5 weights.safetensors',
    'layerwise convert weights.safetensors new.keras --model model.keras',
  ],
  async run({ library, positionals, values, switches, out }) {
    const [from, to, extra] = positionals;
    if (from === undefined || to === undefined || extra !== undefined)
      throw new UsageError(`takes two files, received ${positionals.length}.`);
    const write = targets.find(({ ending }) => to.endsWith(ending));
    if (write === undefined)
      throw new UsageError(
        `the second file ends in ${targets.map(({ ending }) => ending).join(', ')}, received '${to}'.`,
      );
    const onnxOptions = onnxOptionsOf(values, switches);
    if (write.ending !== '.onnx' && Object.keys(onnxOptions).length > 0)
      throw new UsageError(`--${[...switches, ...values.keys()].find((name) => name !== 'model')} is for .onnx alone.`);
    const loaded = await library();
    await write.write({ library: loaded, from, model: values.get('model') ?? null }, to, onnxOptions);
    out(`Saved ${to}\n`);
    return 0;
  },
};

type OnnxOptions = Readonly<Record<string, unknown>>;

/** What is converted. */
interface Source {
  readonly library: Library;
  readonly from: string;
  /** The file of the model whose weights `from` holds; null where it says all by itself. */
  readonly model: string | null;
}

/** A format that can be written, by the ending of its files. */
interface Target {
  readonly ending: string;
  write(source: Source, to: string, onnxOptions: OnnxOptions): Promise<void>;
}

/** The first ending that fits counts. */
const targets: readonly Target[] = [
  { ending: '.keras', write: async (source, to) => (await wholeModel(source, to)).save(to) },
  { ending: 'model.json', write: async (source, to) => (await wholeModel(source, to)).save(to) },
  { ending: '.onnx', write: async (source, to, options) => (await wholeModel(source, to)).export(to, options) },
  { ending: '.weights.json', write: async (source, to) => (await wholeModel(source, to)).saveWeights(to) },
  { ending: '.weights.h5', write: weightsOf },
  { ending: '.safetensors', write: weightsOf },
  { ending: '.npz', write: weightsOf },
];

/** The model that is converted: that of the file, or another one with the file's weights. */
async function modelOf({ library, from, model }: Source): Promise<LoadedModel | null> {
  if (model === null) return isModelPath(from) ? library.loadModel(from) : null;
  const loaded = await library.loadModel(model);
  await loaded.loadWeights(from);
  return loaded;
}

async function wholeModel(source: Source, to: string): Promise<LoadedModel> {
  const model = await modelOf(source);
  if (model !== null) return model;
  const { format } = await source.library.fileContents(source.from);
  throw new UsageError(
    format === 'onnx'
      ? `${to} takes a whole model (${modelEndings}), received an ONNX graph, which has no layers.`
      : `${to} takes a whole model (${modelEndings}), received weights alone: name their model, as in --model model.keras.`,
  );
}

/** A model's weights go by the names of its variables or Keras's paths; weights alone keep the names that they have. */
async function weightsOf(source: Source, to: string): Promise<void> {
  const model = await modelOf(source);
  if (model === null) await writeWeights(source.library, source.from, to);
  else await model.saveWeights(to);
}

async function writeWeights(library: Library, from: string, to: string): Promise<void> {
  const { weights }: Contents = await library.fileContents(from);
  const arrays = new Map<string, StoredArray>();
  for (const weight of weights) arrays.set(weight.name, await weight.read());
  await library.writeArrays(to, arrays);
}

function onnxOptionsOf(values: ReadonlyMap<string, string>, switches: ReadonlySet<string>): OnnxOptions {
  const opset = values.get('opset');
  if (opset !== undefined && !/^\d+$/.test(opset))
    throw new UsageError(`--opset takes a whole number, received '${opset}'.`);
  return {
    ...(opset !== undefined && { opset: Number(opset) }),
    ...(switches.has('float16') && { float16: true }),
    ...(switches.has('int8') && { quantize: 'int8' }),
    ...(switches.has('external-data') && { externalData: true }),
  };
}
