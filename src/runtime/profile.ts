import { ArgumentError, EngineError } from '../utils/errors.ts';
import { blocksFor } from './blocks.ts';
import { currentDevice, engineOf } from './device.ts';
import type { NodeTime } from './ort.ts';
import type { Program } from './program.ts';
import { type Data, run } from './run.ts';
import { exclusively } from './session.ts';
import type { Evaluate } from './state.ts';
import { write } from './write.ts';

/** What a profile of a program holds. */
export interface ProgramTimes {
  /** Each node of the graph, as often as it ran. */
  readonly nodes: readonly NodeTime[];
  /** Runs that were measured. */
  readonly runs: number;
}

/**
 * Runs a program a number of times and measures each node. Neither variables nor generators of random numbers change. All of the program
 * runs in the graph, updates too that are done by kernels elsewhere.
 *
 * @throws {EngineError} where the device takes no times.
 */
export async function profile(
  program: Program,
  inputs: readonly Data[],
  runs: number,
  evaluate: Evaluate,
): Promise<ProgramTimes> {
  if (!Number.isInteger(runs) || runs < 1)
    throw new ArgumentError('profile: runs', { expected: 'a whole number of at least 1', received: String(runs) });
  const { device, threads } = currentDevice();
  const engine = await engineOf(device);
  if (engine.profilingSession === undefined || device === 'webgpu')
    throw new EngineError('profile', {
      expected: "the device 'cpu', whose engine takes times",
      received: `'${device}'`,
      mend: "Profile in Node, after setDevice('cpu').",
    });
  const { bytes, names } = write(program, device, { blocks: await blocksFor(engine, program.outputs) });
  const settings = { optimization: 'extended', kept: [], threads, strict: false } as const;
  const open = engine.profilingSession;
  const session = await exclusively(() => open(bytes, settings));
  const still: Program = { ...program, updates: [], draws: program.draws.map(() => ({ nextKey: () => 1 })) };
  const compiled = { target: device, engine, session, names, fused: null, drawn: [], into: null, released: false };
  let before: readonly NodeTime[] = [];
  try {
    for (let i = 0; i < runs + warmUps; i++) await run(still, compiled, inputs, evaluate);
  } finally {
    before = await exclusively(() => session.end());
    await exclusively(() => session.release());
  }
  return { nodes: withoutFirst(before, runs + warmUps), runs };
}

/** Runs before those that count: memory is laid out, caches are cold. */
const warmUps = 2;

/** Nodes come in the order in which they ran, as many in each run. */
function withoutFirst(nodes: readonly NodeTime[], runs: number): readonly NodeTime[] {
  return nodes.slice(Math.round((nodes.length / runs) * warmUps));
}
