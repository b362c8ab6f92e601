import type { Variable } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';

/** The embeddings of a model, as TensorBoard's projector is told of them. */
export type Embeddings = readonly {
  readonly weight: Variable;
  /** How the projector calls it: the weight's path. */
  readonly name: string;
  /** The file of its rows, from the folder of the logs. */
  readonly table: string;
  /** The file with a line of text for each row, from there too; null for none. */
  readonly metadata: string | null;
}[];

/**
 * The weights of embedding layers.
 *
 * @param metadata - one file for all, or files by the names of layers.
 * @throws {ArgumentError} for a name that no embedding has.
 */
export function embeddingsOf(
  weights: readonly Variable[],
  metadata: string | Readonly<Record<string, string>> | null,
): Embeddings {
  // An embedding is the only layer whose weight has this name.
  const own = weights.filter(({ name, shape }) => name === 'embeddings' && shape.length === 2);
  const layers = own.map(({ path }) => path.split('/').at(-2) ?? path);
  const files = metadata !== null && typeof metadata === 'object' ? metadata : {};
  const unknown = Object.keys(files).find((layer) => !layers.includes(layer));
  if (unknown !== undefined)
    throw new ArgumentError('TensorBoard: embeddingsMetadata', {
      expected: 'names of embedding layers',
      received: `'${unknown}'`,
      mend: didYouMean(unknown, layers),
    });
  return own.map((weight, i) => ({
    weight,
    name: weight.path,
    table: `embeddings/${layers[i] ?? ''}.tsv`,
    metadata: typeof metadata === 'string' ? metadata : (files[layers[i] ?? ''] ?? null),
  }));
}

/** The projector's settings, in the text form of Protocol Buffers. */
export function projectorConfig(embeddings: Embeddings): string {
  return embeddings
    .map(({ name, table, metadata }) => {
      const fields = { tensor_name: name, tensor_path: table, ...(metadata !== null && { metadata_path: metadata }) };
      const lines = Object.entries(fields).map(([field, value]) => `  ${field}: ${JSON.stringify(value)}\n`);
      return `embeddings {\n${lines.join('')}}\n`;
    })
    .join('');
}

/** The rows of an embedding: numbers with tabs between them. */
export async function tableOf(weight: Variable): Promise<string> {
  const { data, shape } = await weight.evaluated();
  const [rows = 0, width = 0] = shape;
  const lines = Array.from({ length: rows }, (_, row) => data.slice(row * width, (row + 1) * width).join('\t'));
  return `${lines.join('\n')}\n`;
}
