/*
 * npm run bench: the training step against PyTorch, interleaved in one run, medians with their spread. Rivals that are not
 * installed are named and passed over. LAYERWISE_PYTHON names the Python to ask; the default is python3.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

interface Run {
  readonly times: readonly number[];
  readonly firstStep?: number;
  readonly grownBytes?: number;
  readonly version?: string;
}

interface Contender {
  readonly name: string;
  readonly command: readonly [program: string, script: string];
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const python = env['LAYERWISE_PYTHON'] ?? 'python3';
const contenders: readonly Contender[] = [
  { name: 'layerwise', command: [execPath, here('./mlp.js')] },
  { name: 'PyTorch eager', command: [python, here('../../bench/rivals/torch_mlp.py')] },
];
const rounds = 5;
const steps = 400;
const batch = 32;
const threads = availableParallelism();

const runs = new Map<string, Run[]>();
for (let round = 0; round < rounds; round++)
  for (const { name, command } of contenders) {
    const [program, script] = command;
    const { status, stdout } = spawnSync(program, [script, String(batch), String(steps), String(threads)], {
      encoding: 'utf8',
    });
    if (status !== 0) {
      if (round === 0) console.log(`${name}: not installed, passed over (${program})`);
      continue;
    }
    const run = JSON.parse(stdout) as Run;
    runs.set(name, [...(runs.get(name) ?? []), run]);
  }

console.log(
  `\nMLP 784-128-10, Adam, batch ${batch}: ms for a step, ${threads} threads, ${rounds} interleaved rounds of ${steps} steps\n`,
);
console.log('                      median    fastest round   slowest round');
const medians = new Map<string, number>();
for (const [name, list] of runs) {
  const perRound = list.map(({ times }) => median(times)).sort((a, b) => a - b);
  medians.set(name, median(perRound));
  const cells = [median(perRound), perRound[0] ?? 0, perRound.at(-1) ?? 0].map((ms) => ms.toFixed(3).padStart(9));
  console.log(`${name.padEnd(18)} ${cells.join('       ')}`);
}
const ours = medians.get('layerwise') ?? 0;
for (const [name, ms] of medians)
  if (name !== 'layerwise') console.log(`\n${name} takes ${(ms / ours).toFixed(2)} times as long`);
const own = runs.get('layerwise') ?? [];
console.log(
  `\nfrom building the model to the first finished step: ${median(own.map(({ firstStep = 0 }) => firstStep)).toFixed(0)} ms`,
);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
