#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { commands } from './commands.ts';
import { library } from './library.ts';
import { run } from './run.ts';

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

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { version: string } = JSON.parse(text);
  return version;
}
