import type { Command } from './command.ts';

/** `layerwise devices`: fails if models can run on none. */
export const devicesCommand: Command = {
  name: 'devices',
  summary: 'Shows on which devices models can run here.',
  options: { json: { help: 'Prints JSON.' } },
  examples: ['layerwise devices', 'layerwise devices --json'],
  async run({ library, switches, out }) {
    const reports = await (await library()).devices();
    if (switches.has('json')) out(`${JSON.stringify(reports, null, 2)}\n`);
    else {
      const width = Math.max(0, ...reports.map(({ name }) => name.length));
      for (const { name, available, reason } of reports) {
        const state = available ? 'available' : `not available${reason === undefined ? '' : `: ${reason}`}`;
        out(`${name.padEnd(width)}  ${state}\n`);
      }
    }
    return reports.some(({ available }) => available) ? 0 : 1;
  },
};
