import { ArgumentError, LayerwiseError } from '../utils/errors.ts';
import { readArguments, unknown } from './arguments.ts';
import { type Command, type Library, UsageError } from './command.ts';
import { commandHelp, programHelp } from './help.ts';

/** Where the program runs: what it writes to, and where the library comes from. */
export interface Surroundings {
  readonly version: string;
  readonly library: () => Promise<Library>;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/**
 * Runs a command line.
 *
 * @returns The exit code: 0 for success, 1 for failure, 2 for a command line or an argument that is wrong.
 */
export async function run(
  commands: readonly Command[],
  line: readonly string[],
  surroundings: Surroundings,
): Promise<0 | 1 | 2> {
  const { version, library, out, error } = surroundings;
  const [given, ...rest] = line;
  if (given === undefined) {
    error(programHelp(commands, version));
    return 2;
  }
  if (given === '--version' || given === '-v') {
    out(`${version}\n`);
    return 0;
  }
  // `help plot` is `plot --help`.
  const asksHelp = given === 'help' || given === '--help' || given === '-h';
  const name = asksHelp ? rest[0] : given;
  if (name === undefined) {
    out(programHelp(commands, version));
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const names = [...commands.map((candidate) => candidate.name), 'help', '--help', '--version'];
    error(`layerwise: ${unknown(name.startsWith('-') ? 'option' : 'command', name, names)}\n${hint('')}`);
    return 2;
  }
  try {
    const found = readArguments(command, asksHelp ? ['--help'] : rest);
    if (!found.switches.has('help')) return await command.run({ ...found, library, out });
    out(commandHelp(command));
    return 0;
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      error(`layerwise ${name}: ${thrown.message}\n${hint(`${name} `)}`);
      return 2;
    }
    if (thrown instanceof LayerwiseError) {
      error(`layerwise ${name}: ${thrown.message}\n`);
      return thrown instanceof ArgumentError ? 2 : 1;
    }
    error(`layerwise ${name}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
    return 1;
  }
}

function hint(place: string): string {
  return `See layerwise ${place}--help.\n`;
}
