/**
 * The engine behind lazy values. It is loaded when a value is first asked for, so that a page which only builds graphs never
 * loads ONNX Runtime. This is the only upward import of `graph/`.
 */
export function engine(): Promise<typeof import('../runtime/index.ts')> {
  return import('../runtime/index.ts');
}
