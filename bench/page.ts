// docs/benchmarks.md, from the results of a run.
import { writeFileSync } from 'node:fs';
import { chart } from './chart.ts';
import { readWorkloads, root } from './command-line.ts';
import type { Results } from './results.ts';
import { digits, floors, peak, type Section, sections, skippedLines } from './table.ts';

/** Writes the page and its picture. */
export async function writePage(results: Results): Promise<void> {
  const picture = chart(results);
  await picture.save(`${root}docs/pictures/benchmarks.svg`);
  await picture.save(`${root}.build/benchmarks/benchmarks.png`);
  writeFileSync(`${root}docs/benchmarks.md`, page(results));
}

function page(results: Results): string {
  const { browser, threads, rounds, seconds } = results;
  return `# Benchmarks

<!-- Written by \`npm run bench -- --write\`; do not edit. -->

How long training and predicting take with Layerwise and with others, on one machine, taking turns. Times are in
milliseconds; in brackets the fastest and the slowest of ${several(rounds)}. A ratio is a time divided by ours: above 1 we are faster,
below 1 we are slower.

![How long each library takes, as a multiple of Layerwise](pictures/benchmarks.svg)

## The machine

${machine(results)}

## Where we are slower

${losses(results)}

## The numbers

${sections(results).map(markdown).join('\n\n')}

## How far from the floor

The floor is the least time that a workload can take here: its matrix products at the highest speed of products that was
measured in this run (${digits(results.speed.products / 1e9)} billion multiplications and additions a second), and the traffic that cannot be
avoided (the batch, the layers' outputs and their gradients, the parameters and Adam's moments) at the measured speed of
memory for a working set of that size. Nothing else is counted, not even exponentials. Where products and traffic overlap, a
time can come close to this sum, or a little below it.

${aboveFloor(results)}

## Memory

The most memory, in MB, that a process held which built, compiled and trained a network (the workload's data included).

${memory(results)}

## The method

- Every measurement is a process of its own. Contenders take turns, ${several(rounds)}; each measurement lasts ${seconds} s, after
  ${seconds / 2} s of warming up. A number is the median of the rounds' medians.
- Training is what a user writes: \`fit\` for Layerwise, Keras and TensorFlow.js, metrics and logs included; PyTorch's usual loop over
  tensors already in memory, without a data loader and without metrics. Nobody shuffles. The time of a step is that of an
  epoch divided by its steps; the first epoch, with all compiling, never counts.
- Everybody has ${threads} ${threads === 1 ? 'thread' : 'threads'}, batches of the same shapes in float32, and Adam. TensorFlow.js has one thread in Node, where its
  WASM build knows no others. "PyTorch compiled" is \`torch.compile\` on model and loss with the fused Adam; jax-js is its
  \`jit\` of a whole step, Adam written out.
- Predicting is \`predict\` for Layerwise and TensorFlow.js, \`predict_on_batch\` for Keras (its fastest way), a call in inference mode for
  PyTorch, \`session.run\` for ONNX Runtime, on the graph that Layerwise exports. Results are always read back.
${browser.length > 0 ? '- In Chromium each measurement is a fresh page in a fresh browser. Its GPU is software here, so WebGPU and WebGL say\n  how libraries compare, not how fast a graphics card is.\n' : ''}- The workloads are data: \`bench/workloads.json\`. Run it yourself with \`npm run bench -- --rivals --browser\`; \`LAYERWISE_PYTHON\` names
  the Python that has PyTorch, Keras and ONNX Runtime. What is not installed is passed over and named.

## Versions

${versions(results)}
${passedOver(results)}`;
}

function several(rounds: number): string {
  return rounds === 1 ? 'one round' : `${rounds} rounds`;
}

function machine({ processor, cores, memoryBytes, system, node, threads, speed, date }: Results): string {
  const [small] = speed.memory;
  const large = speed.memory.at(-1);
  const rate = (pair: readonly [number, number] | undefined) => digits((pair?.[1] ?? 0) / 1e9);
  return `${processor}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GB, ${system}, Node ${node.slice(1)}; measured on ${date} with ${threads} threads.
Matrix products ${digits(speed.products / 1e9)} GFLOP/s; copying ${rate(small)} GB/s within 1 MB, ${rate(large)} GB/s within 256 MB (read and written bytes).`;
}

/** Where some rival is faster, in words and numbers. */
function losses(results: Results): string {
  const words = {
    step: 'training',
    single: 'one sample',
    large: 'a large batch',
    firstStep: 'the first step',
  } as const;
  const lines = readWorkloads().flatMap(({ name, title, compiling }) => {
    const rows = results.rows.filter((row) => row.workload === name);
    const ours = rows.find((row) => row.ours);
    if (ours === undefined) return [];
    const columns = compiling ? (['firstStep'] as const) : (['step', 'single', 'large'] as const);
    return columns.flatMap((column) => {
      const own = ours[column]?.median;
      const faster = rows.flatMap((row) => {
        const time = row[column]?.median;
        // What rounds to 1.00 is no difference.
        if (row.ours || own === undefined || time === undefined || own / time < 1.005) return [];
        return [`${row.contender} (we take ${(own / time).toFixed(2)} times as long)`];
      });
      return faster.length === 0 ? [] : [`- ${title}, ${words[column]}: ${faster.join(', ')}.`];
    });
  });
  return lines.length === 0 ? 'Nowhere among what was measured.' : lines.join('\n');
}

function aboveFloor(results: Results): string {
  const lines = readWorkloads().flatMap((workload) => {
    const ours = results.rows.find((row) => row.ours && row.workload === workload.name);
    if (workload.compiling || ours === undefined) return [];
    const least = floors(workload, results);
    const cells = (['step', 'large'] as const).map((column) => {
      const time = ours[column]?.median;
      return time === undefined
        ? '–'
        : `${digits(least[column])} ms, we take ${(time / least[column]).toFixed(2)} times that`;
    });
    return [[workload.title, ...cells]];
  });
  return markdown({ title: '', head: ['', 'a step of training', 'predicting the large batch'], lines });
}

function memory({ rows }: Results): string {
  const workloads = readWorkloads().filter(
    ({ compiling, name }) => !compiling && rows.some((row) => row.workload === name),
  );
  const contenders = [...new Set(rows.filter((row) => row.peakBytes !== undefined).map((row) => row.contender))];
  return markdown({
    title: '',
    head: ['', ...workloads.map(({ name }) => name)],
    lines: contenders.map((contender) => [
      contender,
      ...workloads.map(({ name }) => {
        const row = rows.find((one) => one.contender === contender && one.workload === name);
        return row === undefined ? '' : peak(row);
      }),
    ]),
  });
}

function versions({ rows, browser }: Results): string {
  const known = new Map([...rows, ...browser].map(({ contender, version }) => [contender, version]));
  return [...known]
    .flatMap(([contender, version]) => (version === undefined ? [] : [`- ${contender}: ${version}`]))
    .join('\n');
}

function passedOver(results: Results): string {
  const lines = skippedLines(results);
  return lines.length === 0 ? '' : `\nPassed over:\n\n${lines.map((line) => `- ${line}`).join('\n')}\n`;
}

function markdown({ title, head, lines }: Section): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [...(title === '' ? [] : [`### ${title}\n`]), row(head), row(rule), ...lines.map(row)].join('\n');
}
