import { commonOptions } from './arguments.ts';
import type { Command, CommandOption } from './command.ts';

const programOptions: Readonly<Record<string, CommandOption>> = {
  help: { short: 'h', help: 'Shows this help; after a command, that of the command.' },
  version: { short: 'v', help: 'Shows the version.' },
};

/** The help of the program: what commands there are. */
export function programHelp(commands: readonly Command[], version: string): string {
  return [
    `Layerwise ${version}: Keras 3 for TypeScript, on ONNX Runtime.\n`,
    'Usage: layerwise <command> [options]\n',
    section(
      'Commands',
      commands.map(({ name, summary }) => [name, summary]),
    ),
    section('Options', Object.entries(programOptions).map(optionRow)),
  ].join('\n');
}

/** The help of one command. */
export function commandHelp({ name, summary, positionals, options, examples }: Command): string {
  return [
    `${summary}\n`,
    `Usage: ${['layerwise', name, ...(positionals === undefined ? [] : [positionals]), '[options]'].join(' ')}\n`,
    section('Options', Object.entries({ ...options, ...commonOptions }).map(optionRow)),
    `${['Examples:', ...examples.map((example) => `  ${example}`)].join('\n')}\n`,
  ].join('\n');
}

type Row = readonly [name: string, meaning: string];

function optionRow([name, { short, value, help }]: [string, CommandOption]): Row {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`;
  return [short === undefined ? `    ${long}` : `-${short}, ${long}`, help];
}

function section(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${title}:\n${rows.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}\n`).join('')}`;
}
