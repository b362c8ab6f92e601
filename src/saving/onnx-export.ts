import { writeFile } from '#files';
import type { ExportOptions, OnnxOptions } from '../models/index.ts';
import {
  type ModelFiles,
  missingIn,
  modelFiles,
  otherDomains,
  opset as ownOpset,
  type Streamed,
  writableOpsets,
} from '../onnx/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { modelGraph } from './onnx-graph.ts';
import { exportable } from './onnx-inputs.ts';
import { quantized } from './onnx-quantize.ts';
import { halfWeight, storedWeight } from './onnx-weights.ts';
import { checkEnding } from './source.ts';

/** No protocol buffer may be larger. */
const mostBytes = 2 ** 31 - 1;

/**
 * Writes the graph by which a model predicts to an ONNX file, which any ONNX runtime runs; what `model.export` does.
 *
 * Inputs and outputs have the names of the model's; the batch, and every other axis of unknown length, is symbolic and named.
 * All or nothing: a crash leaves an older file as it was.
 *
 * @param path - ends in `.onnx`. In a browser, which has no disk, take `modelToOnnx` instead.
 * @throws {ArgumentError} for another ending, an opset that lacks an operator, or what no graph can hold: state, random draws.
 * @throws {FileError} when the file cannot be written.
 * @example
 * await exportModel(sequential([]), 'model.zip').catch((error) => error.message.split(',')[0])
 * // => "export: expected a path that ends in .onnx"
 * @see https://onnx.ai/onnx/repo-docs/IR.html
 */
export async function exportModel(model: unknown, path: string | URL, options: ExportOptions = {}): Promise<void> {
  checkEnding('export', path, ['.onnx'], "A model that Keras opens is saved by model.save('x.keras').");
  const { externalData, ...rest } = options;
  const location = `${fileName(path)}.data`;
  const inside = externalData === true ? null : filesOf(model, rest, null);
  const tooLarge = inside === null || inside.model.size > mostBytes;
  if (tooLarge && externalData === false)
    throw new ArgumentError('export: externalData', {
      expected: 'a model of at most 2 GB, which is all that one ONNX file can hold',
      received: `${inside?.model.size} bytes`,
      mend: 'Leave externalData out: the weights then go to a second file.',
    });
  const files = inside === null || tooLarge ? filesOf(model, rest, location) : inside;
  // The weights first: a model never lies beside weights that are yet to come.
  if (files.external !== null) await writeFile(beside(path), files.external.chunks());
  await writeFile(path, files.model.chunks());
}

/**
 * The bytes of a model's ONNX file; what `model.toOnnx` does.
 *
 * @throws {ArgumentError} for a model of more than 2 GB, an opset that lacks an operator, state, or random draws.
 * @example
 * const net = sequential([input({ shape: [4] }), layers.dense(2)]);
 * (await modelToOnnx(net, { opset: 20 }))[1] // => 9
 */
export async function modelToOnnx(model: unknown, options: OnnxOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { model: file } = filesOf(model, options, null);
  if (file.size > mostBytes)
    throw new ArgumentError('toOnnx', {
      expected: 'a model of at most 2 GB, which is all that one ONNX file can hold',
      received: `${file.size} bytes`,
      mend: "Write it to two files: model.export('x.onnx').",
    });
  return collected(file);
}

function filesOf(given: unknown, options: OnnxOptions, location: string | null): ModelFiles {
  const {
    opset = ownOpset,
    inputSignature = null,
    description = '',
    metadata = {},
    float16 = false,
    quantize = null,
  } = options;
  checkOptions(opset, quantize, float16, metadata);
  const { model, inputs } = exportable(given, inputSignature);
  const { graph, weights } = modelGraph(model, inputs, float16);
  const missing = missingIn(graph, opset);
  if (missing !== null)
    throw new ArgumentError(`${model.label}: export: opset`, {
      expected: `${missing.since} or more, where ${missing.node.opType} came`,
      received: String(opset),
      mend: `It is used in ${missing.node.name.replace(/#\d*$/, '')}.`,
    });
  const stored =
    quantize === 'int8'
      ? quantized(graph, weights)
      : weights.map(({ name, variable }) => (float16 ? halfWeight : storedWeight)(name, variable));
  const facts = {
    opset,
    domains: Object.fromEntries(otherDomains(graph).map((domain) => [domain, 1])),
    producerName: 'layerwise',
    producerVersion,
    description,
    metadata,
  };
  return modelFiles(graph, stored, facts, location);
}

/** The library's own version, as package.json has it. */
export const producerVersion = '0.1.0';

function checkOptions(opset: number, quantize: string | null, float16: boolean, metadata: object): void {
  if (!writableOpsets.includes(opset))
    throw new ArgumentError('export: opset', {
      expected: `one of ${writableOpsets.join(', ')}`,
      received: String(opset),
      mend: 'Readers of later opsets open earlier ones.',
    });
  if (quantize !== null && quantize !== 'int8')
    throw new ArgumentError('export: quantize', { expected: "'int8' or null", received: JSON.stringify(quantize) });
  if (quantize !== null && float16)
    throw new ArgumentError('export', {
      expected: 'float16 or quantize',
      received: 'both',
      mend: 'Leave one of them out.',
    });
  const wrong = Object.entries(metadata).find(([, value]) => typeof value !== 'string');
  if (wrong !== undefined)
    throw new ArgumentError(`export: metadata: ${wrong[0]}`, {
      expected: 'a text',
      received: typeof wrong[1],
      mend: 'Write it as JSON: JSON.stringify(value).',
    });
}

async function collected({ size, chunks }: Streamed): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of chunks()) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  return bytes;
}

function fileName(path: string | URL): string {
  const text = path instanceof URL ? decodeURIComponent(path.pathname) : path;
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
}

function beside(path: string | URL): string | URL {
  return path instanceof URL ? new URL(`${path.href}.data`) : `${path}.data`;
}
