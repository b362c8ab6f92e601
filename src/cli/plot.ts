import { type Command, UsageError } from './command.ts';

/** `layerwise plot relu gelu -o activations.svg`. */
export const plotCommand: Command = {
  name: 'plot',
  summary: 'Draws activation functions over one axis.',
  positionals: '<activation …>',
  options: {
    derivatives: { short: 'd', help: 'Draws their derivatives below them.' },
    output: {
      short: 'o',
      value: '<file>',
      help: 'Where to save it: .svg, .png, .html or .json. Default: activations.svg.',
    },
  },
  examples: ['layerwise plot relu gelu silu', 'layerwise plot sigmoid tanh --derivatives -o activations.png'],
  async run({ library, positionals, values, switches, out }) {
    if (positionals.length === 0)
      throw new UsageError('which activations? Name at least one, as in: layerwise plot relu.');
    const path = values.get('output') ?? 'activations.svg';
    if (!/\.(svg|png|html|json)$/i.test(path)) {
      throw new UsageError(`--output takes a file that ends in .svg, .png, .html or .json, received '${path}'.`);
    }
    const { plot } = await library();
    const picture = await plot.activations(positionals, { derivatives: switches.has('derivatives') });
    await picture.save(path);
    out(`Saved ${path}\n`);
    return 0;
  },
};
