#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import type { Library } from './command.ts';
import { devicesCommand } from './devices.ts';
import { plotCommand } from './plot.ts';
import { run } from './run.ts';

const commands = [devicesCommand, plotCommand];

// A reader that stops early, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await run(commands, process.argv.slice(2), {
  version: packageVersion(),
  library,
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
});

async function library(): Promise<Library> {
  const { devices, plot } = await import('../index.ts');
  type Names = Parameters<typeof plot.activations>[0];
  return {
    devices,
    // The names come from the command line; the library checks them.
    plot: { activations: (names, options) => plot.activations(names as Names, options) },
  };
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { version: string } = JSON.parse(text);
  return version;
}
