import type { Library, LoadedModel } from './command.ts';

/** The library itself, loaded when a command first needs it. */
export async function library(): Promise<Library> {
  const { devices, fileContents, importOnnx, input, loadModel, model, plot, writeArrays } = await import('../index.ts');
  type Names = Parameters<typeof plot.activations>[0];

  /** An ONNX model as a model that is it alone. */
  async function onnxModel(path: string): Promise<LoadedModel> {
    const layer = await importOnnx(path);
    const inputs = Object.fromEntries(
      layer.inputSpecs.map(({ name, shape, dtype }) => [
        name,
        input({ batchShape: [null, ...shape.slice(1)], dtype, name }),
      ]),
    );
    const [only, second] = Object.values(inputs);
    // A model of one input takes an array as it is.
    if (only !== undefined && second === undefined) return loaded(model({ inputs: only, outputs: layer(only) }));
    return loaded(model({ inputs, outputs: layer(inputs as never) })); // the layer takes records too
  }

  return {
    devices,
    // The names come from the command line; the library checks them.
    plot: { activations: (names, options) => plot.activations(names as Names, options) },
    loadModel: async (path) => (path.endsWith('.onnx') ? onnxModel(path) : loaded(await loadModel(path))),
    fileContents,
    writeArrays,
  };
}

/** A model, seen as far as commands look. */
function loaded(model: unknown): LoadedModel {
  return model as LoadedModel;
}
