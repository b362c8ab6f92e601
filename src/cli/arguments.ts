import { parseArgs } from 'node:util';
import { didYouMean, nearest } from '../utils/names.ts';
import { type Command, type CommandContext, type CommandOption, UsageError } from './command.ts';

/** What stands on a command's line. */
export type Arguments = Pick<CommandContext, 'positionals' | 'values' | 'switches'>;

/** Options that every command has. */
export const commonOptions: Readonly<Record<string, CommandOption>> = {
  help: { short: 'h', help: 'Shows this help.' },
};

/**
 * Reads a command's line.
 *
 * @throws UsageError for an unknown option, a missing or superfluous value, or what the command does not take.
 */
export function readArguments(command: Command, line: readonly string[]): Arguments {
  const options = { ...command.options, ...commonOptions };
  const { tokens, positionals } = parseArgs({
    args: [...line],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { short, value }]) => [
        name,
        { type: value === undefined ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) } as const,
      ]),
    ),
    allowPositionals: true,
    // The checks below say what would have been right; parseArgs's own messages do not.
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string>();
  const switches = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) throw new UsageError(unknown('option', token.rawName, optionNames(options)));
    if (option.value === undefined) {
      if (token.value !== undefined)
        throw new UsageError(`${token.rawName} takes no value, received '${token.value}'.`);
      switches.add(token.name);
    } else {
      const missing = token.value === undefined || (!token.inlineValue && /^-./.test(token.value));
      if (missing || !token.value)
        throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${option.value}.`);
      if (values.has(token.name)) throw new UsageError(`${token.rawName} is given twice.`);
      values.set(token.name, token.value);
    }
  }
  const [first] = positionals;
  if (first !== undefined && command.positionals === undefined && !switches.has('help')) {
    throw new UsageError(`received '${first}', but only options are taken.`);
  }
  return { positionals, values, switches };
}

/**
 * The message for a name that is not known.
 *
 * @example
 * unknown('command', 'polt', ['plot', 'devices']) // => "unknown command 'polt'. Did you mean 'plot'?"
 */
export function unknown(what: string, name: string, known: readonly string[]): string {
  return `unknown ${what} '${name}'.${nearest(name, known) === null ? '' : ` ${didYouMean(name, known)}`}`;
}

function optionNames(options: Readonly<Record<string, CommandOption>>): string[] {
  return Object.keys(options).map((name) => `--${name}`);
}
