/** What the place that standard output goes to can show. */
export interface Terminal {
  /** Cells in a line; null where there is no terminal. */
  readonly columns: number | null;
  /** Which colours it shows: none, the 256 indexed ones, or all. */
  readonly color: ColorDepth;
  /** Whether a line can be drawn over the one before: false for files and pipes. */
  readonly dynamic: boolean;
}

/** How many colours a terminal shows: none, the 256 indexed ones, or all 16 million. */
export type ColorDepth = 'none' | '256' | 'full';

/** The part of Node's `process` that is asked; absent in a browser. */
export interface TerminalHost {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdout?: { readonly isTTY?: boolean; readonly columns?: number };
}

/**
 * What standard output can show, from `NO_COLOR`, `FORCE_COLOR`, `TERM`, `COLORTERM` and `COLUMNS`. In a browser: no width,
 * no colours.
 *
 * @see https://no-color.org and https://force-color.org
 * @example
 * terminal({ env: { COLUMNS: '100' } }) // => { columns: 100, color: 'none', dynamic: false }
 */
export function terminal(host: TerminalHost | undefined = currentProcess()): Terminal {
  const { env = {}, stdout = {} } = host ?? {};
  const columns = Number(env['COLUMNS'] ?? stdout.columns);
  const isTerminal = stdout.isTTY === true;
  return {
    columns: Number.isInteger(columns) && columns > 0 ? columns : null,
    color: colorDepth(env, isTerminal),
    dynamic: isTerminal && env['TERM'] !== 'dumb',
  };
}

function colorDepth(env: NonNullable<TerminalHost['env']>, isTerminal: boolean): ColorDepth {
  if (env['NO_COLOR']) return 'none';
  const forced = env['FORCE_COLOR'];
  if (forced === '0' || forced === 'false') return 'none';
  if (!forced && (!isTerminal || env['TERM'] === 'dumb')) return 'none';
  const all = forced === '3' || /truecolor|24bit/.test(env['COLORTERM'] ?? '') || /-direct$/.test(env['TERM'] ?? '');
  return all ? 'full' : '256';
}

function currentProcess(): TerminalHost | undefined {
  return globalThis.process;
}
