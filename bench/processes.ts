// One process for each measurement: several sessions in one process disturb each other.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { env, platform } from 'node:process';
import type { Finding } from './measure.ts';

/** What came of a process: what it found, or why it found nothing. */
export type Outcome =
  | { readonly finding: Finding }
  | { readonly refusal: string /** Nothing of this contender can run. */; readonly missing: boolean };

/** Runs a program whose last line is JSON; on Linux it gets as many cores as threads. */
export async function measure(
  program: string,
  args: readonly string[],
  { threads, seconds, extra = {} }: { threads: number; seconds: number; extra?: Readonly<Record<string, string>> },
): Promise<Outcome> {
  const pinned = platform === 'linux' && threads < availableParallelism() && existsSync('/usr/bin/taskset');
  const [command, ...rest] = [...(pinned ? ['taskset', '-c', `0-${threads - 1}`] : []), program, ...args];
  const { status, stdout, stderr } = await ended(command ?? program, rest, seconds, {
    ...env,
    OMP_NUM_THREADS: String(threads),
    ...extra,
  });
  if (status === 'missing') return { refusal: `${program} is not installed`, missing: true };
  if (status === 'late') return { refusal: `did not finish within ${seconds} s`, missing: false };
  try {
    if (status !== 0) throw new Error('ended with an error');
    return { finding: JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Finding }; // our own runner's line
  } catch {
    const missing = /No module named|Cannot find (module|package)|ERR_MODULE_NOT_FOUND/.test(stderr);
    return { refusal: reason(stderr) || `ended with ${status}`, missing };
  }
}

interface Ended {
  readonly status: number | 'missing' | 'late';
  readonly stdout: string;
  readonly stderr: string;
}

function ended(command: string, args: readonly string[], seconds: number, environment: NodeJS.ProcessEnv) {
  return new Promise<Ended>((resolve) => {
    const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, seconds * 1000);
    const done = (status: Ended['status']) => {
      clearTimeout(timer);
      resolve({ status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(complaints).toString() });
    };
    child.once('error', () => done('missing'));
    child.once('close', (code) => done(late ? 'late' : (code ?? 1)));
  });
}

/** The line that says what went wrong, in Node's or Python's account of it, without paths. */
function reason(account: string): string {
  const lines = account.split('\n').filter((line) => /^\s*(\w*Error|\w+\.\w*Error|error)\b.*:/.test(line));
  return (lines.at(-1) ?? '')
    .trim()
    .replace(/(\/[\w.@-]+){2,}\/?/g, '…')
    .slice(0, 200);
}
