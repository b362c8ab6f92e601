import { apply, constant, defineOp, ProgramRecorder, within } from '../graph/index.ts';
import { type Device, engineOf, knownDevices } from './device.ts';
import { program } from './program.ts';
import { exclusively } from './session.ts';
import { write } from './write.ts';

/** What `devices()` tells of a device. */
export interface DeviceReport {
  readonly name: Device;
  /** Whether a small graph ran on it. */
  readonly available: boolean;
  /** Why not, in the engine's words. */
  readonly reason?: string;
}

/**
 * Which devices work here, found out by running a small graph on each, with falling back to the CPU switched off.
 *
 * @example
 * (await devices()).some(({ available }) => available) // => true
 */
export async function devices(): Promise<readonly DeviceReport[]> {
  const reports: DeviceReport[] = [];
  for (const name of knownDevices()) reports.push(await tried(name));
  return reports;
}

async function tried(name: Device): Promise<DeviceReport> {
  try {
    const engine = await engineOf(name);
    const recorder = new ProgramRecorder();
    const sum = within({ training: false, recorder, callers: [] }, () => apply(probeOp, { x: constant([1, 2]) }));
    const { bytes, names } = write(program([], recorder, [sum]), name);
    const strict = name === 'webgpu';
    const settings = { optimization: 'disabled', kept: [], threads: null, strict } as const;
    const session = await exclusively(() => engine.session(bytes, settings));
    const results = await exclusively(() => session.run({}));
    const answer = results[names.outputs[0] ?? '']?.data;
    await session.release();
    if (answer?.[0] === 2 && answer[1] === 4) return { name, available: true };
    return { name, available: false, reason: `1 + 1 gave ${String(answer?.[0])}` };
  } catch (error) {
    return { name, available: false, reason: lastSentence(error instanceof Error ? error.message : String(error)) };
  }
}

/** The end of the engine's first line: what comes before is the place in its source. */
function lastSentence(message: string): string {
  const [line = ''] = message.split('\n');
  return line.slice(Math.max(0, line.lastIndexOf('. ') + 1)).trim();
}

const probeOp = defineOp({
  name: 'probe',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  gradient: 'zero',
  lower: (onnx, { x }, _, output) => onnx.node('Add', [x, x], output),
});
