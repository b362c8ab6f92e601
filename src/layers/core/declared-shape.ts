import { type Nested, type Shape, type Structure, shown, shownShape, Tensor } from '../../graph/index.ts';
import { reshapeTo } from '../../ops/movement.ts';
import { ShapeError } from '../../utils/errors.ts';

/** Shapes of outputs as a user declares them: of samples, or found from the shapes of the inputs, batch axis and all. */
export type DeclaredShape = Nested<Shape> | ((inputShape: never) => Nested<Shape>);

/**
 * `output` with the axes known that its declared shape knows.
 *
 * @param inputShapes - the shapes of the inputs, nested as they are; the first one's batch axis is that of declared samples.
 * @throws {ShapeError} where the two contradict each other.
 */
export function inDeclaredShape<Out extends Structure>(
  label: string,
  output: Out,
  declared: DeclaredShape,
  inputShapes: unknown,
): Out {
  const byFunction = typeof declared === 'function';
  const shapes = byFunction ? declared(inputShapes as never) : declared;
  const batch = firstShape(inputShapes)?.[0] ?? null;
  const visit = (part: Structure, shape: unknown): Structure => {
    if (part instanceof Tensor) {
      if (!isShape(shape)) return wrong(label, 'a declared shape for every output', JSON.stringify(shape));
      return known(label, part, byFunction ? shape : [batch, ...shape]);
    }
    const inner = (key: string) => (typeof shape === 'object' && shape !== null ? Reflect.get(shape, key) : undefined);
    const entries = Object.entries(part).map(([key, value]) => [key, visit(value, inner(key))] as const);
    return Array.isArray(part) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
  };
  return visit(output, shapes) as Out; // nested as before
}

function known(label: string, output: Tensor, shape: Shape): Tensor {
  const { dims } = output;
  const agrees = (dim: number | null, axis: number) =>
    dim === null || typeof dims[axis] !== 'number' || dims[axis] === dim;
  if (dims.length !== shape.length || !shape.every(agrees))
    return wrong(label, `an output of its outputShape, ${shownShape(shape)}`, shown(output));
  return reshapeTo(
    output,
    dims.map((dim, axis) => (typeof dim === 'number' ? dim : (shape[axis] ?? dim))),
  );
}

function wrong(label: string, expected: string, received: string): never {
  throw new ShapeError(`${label}: outputShape`, { expected, received });
}

function isShape(shape: unknown): shape is Shape {
  return Array.isArray(shape) && shape.every((dim) => dim === null || (Number.isInteger(dim) && dim >= 0));
}

function firstShape(shapes: unknown): Shape | null {
  if (isShape(shapes)) return shapes;
  if (typeof shapes !== 'object' || shapes === null) return null;
  return firstShape(Object.values(shapes)[0]);
}
