import { type Node, type Shape, shown, type Tensor } from '../graph/index.ts';
import { input } from '../layers/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import type { ApplicationOptions } from './application.ts';

/** Smaller pictures would shrink to nothing on their way through five halvings. */
const leastSize = 32;

/**
 * The shape of one picture, `[height, width, channels]`: the given one, or the default of an application.
 *
 * @throws {ShapeError} for pictures that are too small, or whose size is open where a classifier needs it.
 */
export function shapeOfPictures(where: string, options: ApplicationOptions, size: number): Shape {
  const { inputShape, inputTensor, includeTop } = options;
  if (inputShape === null) return includeTop ? [size, size, 3] : [null, null, 3];
  const fail = (expected: string, mend: string): never => {
    throw new ShapeError(`${where}: inputShape`, { expected, received: JSON.stringify(inputShape), mend });
  };
  const [height, width] = inputShape;
  if (inputShape.length !== 3) fail('[height, width, channels]', 'The batch axis is left out.');
  if (Math.min(height ?? leastSize, width ?? leastSize) < leastSize)
    fail(`pictures of at least ${leastSize} by ${leastSize}`, 'Enlarge them, with UpSampling2D for example.');
  if (includeTop && (height === null || width === null))
    fail('a known height and width under the classifier', 'Give them, or leave it out: { includeTop: false }.');
  const given = inputTensor?.shape.slice(1);
  if (given !== undefined && JSON.stringify(given) !== JSON.stringify(inputShape))
    fail(`the shape of inputTensor, [${given.join(', ')}]`, 'Leave inputShape out.');
  return inputShape;
}

/**
 * The tensor that an application is built on, and the model's input behind it: both the same unless the tensor is computed.
 *
 * @throws {ArgumentError} for a tensor that depends on several inputs, or on none.
 */
export function startOf(
  where: string,
  inputTensor: Tensor | null,
  shape: Shape,
): { readonly pictures: Tensor; readonly source: Tensor } {
  const pictures = inputTensor ?? input({ shape });
  if (pictures.rank !== 4)
    throw new ShapeError(`${where}: inputTensor`, {
      expected: 'pictures, [batch, height, width, channels]',
      received: shown(pictures),
    });
  const [source, ...others] = sourcesOf(pictures);
  if (source !== undefined && others.length === 0) return { pictures, source };
  throw new ArgumentError(`${where}: inputTensor`, {
    expected: 'a tensor made by input(…), or computed from one',
    received: `one that depends on ${others.length === 0 ? 'no input' : `${others.length + 1} inputs`}`,
  });
}

function sourcesOf(tensor: Tensor): readonly Tensor[] {
  const seen = new Set<Node>([tensor.node]);
  for (const node of seen) for (const before of node.inputs) seen.add(before.node);
  return [...seen].flatMap((node) => (node.kind === 'input' ? node.outputs : []));
}
