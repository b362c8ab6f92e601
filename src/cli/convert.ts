import type { StoredArray } from '../index.ts';
import { type Command, type Contents, type Library, UsageError } from './command.ts';

/** `layerwise convert model.keras model.onnx`. */
export const convertCommand: Command = {
  name: 'convert',
  summary: 'Converts a model or its weights to another format, told by the endings of the files.',
  positionals: '<from> <to>',
  options: {
    opset: { value: '<number>', help: 'Version of the operators in .onnx, from 18 to 24. Default: 21.' },
    float16: { help: 'Stores weights in .onnx with 16 bits.' },
    int8: { help: 'Multiplies by kernels in 8 bits in .onnx.' },
    'external-data': { help: 'Puts large weights of .onnx into a second file.' },
  },
  examples: [
    'layerwise convert model.keras model.onnx --opset 18',
    'layerwise convert model.keras model.weights.h5',
    'layerwise convert model.weights.h5 weights.safetensors',
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
      throw new UsageError(`--${[...switches, ...values.keys()][0]} is for .onnx alone.`);
    const loaded = await library();
    await write.write(loaded, from, to, onnxOptions);
    out(`Saved ${to}\n`);
    return 0;
  },
};

type OnnxOptions = Readonly<Record<string, unknown>>;

/** A format that can be written, by the ending of its files. */
interface Target {
  readonly ending: string;
  write(library: Library, from: string, to: string, onnxOptions: OnnxOptions): Promise<void>;
}

/** The first ending that fits counts. */
const targets: readonly Target[] = [
  {
    ending: '.keras',
    write: async (library, from, to) => (await modelOf(library, from, to)).save(to),
  },
  {
    ending: '.onnx',
    write: async (library, from, to, options) => (await modelOf(library, from, to)).export(to, options),
  },
  {
    ending: '.weights.h5',
    write: async (library, from, to) =>
      isModel(from) ? (await modelOf(library, from, to)).saveWeights(to) : writeWeights(library, from, to),
  },
  { ending: '.safetensors', write: writeWeights },
  { ending: '.npz', write: writeWeights },
];

const modelEndings: readonly string[] = ['.keras'];

function isModel(path: string): boolean {
  return modelEndings.some((ending) => path.endsWith(ending));
}

async function modelOf(library: Library, from: string, to: string) {
  if (isModel(from)) return library.loadModel(from);
  const { format } = await library.fileContents(from);
  throw new UsageError(
    `${to} takes a whole model (${modelEndings.join(', ')}), received ${format === 'onnx' ? 'an ONNX graph, which has no layers' : 'weights alone'}.`,
  );
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
