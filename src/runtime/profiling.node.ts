import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineSession, NodeTime, ProfilingSession } from './ort.ts';

/** A session of onnxruntime-node that takes its times. */
export interface MeasuredSession extends EngineSession {
  endProfiling(): void;
}

/** Opens a session whose times are written to files of this prefix, and reads these when it ends. */
export async function profilingSession(open: (prefix: string) => Promise<MeasuredSession>): Promise<ProfilingSession> {
  const folder = await mkdtemp(join(tmpdir(), 'layerwise-profile-'));
  try {
    const session = await open(join(folder, 'times'));
    return {
      run: (feeds) => session.run(feeds),
      release: () => session.release(),
      end: async () => {
        session.endProfiling();
        const files = await readdir(folder);
        const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
        await rm(folder, { recursive: true, force: true });
        return texts.flatMap(timesOf);
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

interface TraceEvent {
  readonly cat?: string;
  readonly name?: string;
  readonly dur?: number;
}

const suffix = '_kernel_time';

/** The engine writes a trace as browsers read it: one event for each run of a node's kernel, in microseconds. */
function timesOf(text: string): readonly NodeTime[] {
  const events: readonly TraceEvent[] = JSON.parse(text);
  return events.flatMap(({ cat, name = '', dur = 0 }) =>
    cat === 'Node' && name.endsWith(suffix) ? [{ name: name.slice(0, -suffix.length), microseconds: dur }] : [],
  );
}
