import { describe, expect, test } from 'vitest';
import { placeholder, type Tensor, Variable } from '../graph/index.ts';
import { cast } from '../ops/index.ts';
import { compile, evaluate, evaluateRaw, type Program, run, trace } from '../runtime/index.ts';
import { arrayOf, largestDifference, type ParityCase, parityCases, type Recorded } from '../testing/parity.ts';
import { reportCase } from '../testing/parity-report.ts';
import { internal } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { type Optimizer, optimizerOf, schedules } from './index.ts';

type Fields = { readonly [name: string]: Recorded };

/** Where variables, state and rates are after each step. */
interface Run {
  readonly optimizer: Optimizer;
  readonly variables: readonly Variable[];
  /** By step: the variables, then iterations and, where there is one, the rate of the next step. */
  readonly steps: ReadonlyMap<number, readonly ArrayLike<number | bigint>[]>;
  readonly state: readonly ArrayLike<number | bigint>[];
  readonly finalized: readonly ArrayLike<number | bigint>[];
}

const closeness = 1e-5;
const cases = await parityCases('optimizers');

describe.each(cases)('$id', (parity) => {
  const { answer } = parity;
  let run: Promise<Run> | null = null;
  const done = () => {
    run ??= follow(parity);
    return run;
  };

  test('goes the way that Keras goes', async () => {
    const { steps } = await done();
    for (const { step, iterations, learning_rate: rate, variables } of answer.trajectory as readonly Fields[]) {
      const after = steps.get(Number(step)) ?? internal('a step was not taken');
      const wanted = [
        ...listed(variables),
        [Number(iterations)],
        ...(rate == null ? [] : [arrayOf({ rate }, 'rate').data]),
      ];
      expect(after.length).toBe(wanted.length);
      for (const [i, one] of wanted.entries())
        expect(
          reportCase('optimizers', parity, largestDifference(after[i] ?? [], one)),
          `step ${step}, value ${i}`,
        ).toBeLessThan(closeness);
    }
  });

  test('keeps the state that Keras keeps', async () => {
    const { optimizer, state } = await done();
    const recorded = answer.optimizer_variables as readonly Fields[];
    expect(optimizer.variables.map(({ name, path, shape, dtype }) => ({ name, path, shape, dtype }))).toEqual(
      recorded.map(({ name, path, value = null }) => {
        const { shape, dtype } = arrayOf({ value }, 'value');
        return { name, path, shape, dtype };
      }),
    );
    for (const [i, { value = null, path }] of recorded.entries()) {
      const difference = largestDifference(state[i] ?? [], arrayOf({ value }, 'value').data);
      expect(reportCase('optimizers', parity, difference), String(path)).toBeLessThan(closeness);
    }
  });

  test('ends where Keras ends', async () => {
    const { finalized } = await done();
    for (const [i, one] of listed(answer.finalized).entries())
      expect(reportCase('optimizers', parity, largestDifference(finalized[i] ?? [], one))).toBeLessThan(closeness);
  });

  test('has the config that Keras has', async () => {
    const { optimizer } = await done();
    expect(optimizer.getConfig()).toEqual(answer.config);
    expect(optimizerOf(optimizer.serialize()).getConfig()).toEqual(answer.config);
  });
});

async function follow({ name, given, answer }: ParityCase): Promise<Run> {
  const gradients = answer.gradients as Fields;
  const variables = Object.keys(gradients).map((variable) => {
    const { data, shape } = arrayOf(answer.initial as Fields, variable);
    return new Variable(shape, 'float32', () => Float32Array.from(data as Float32Array), { name: variable });
  });
  const optimizer = optimizerOf({ class_name: name, config: described(given.config ?? {}) });
  optimizer.build(variables);
  const excluded = given.exclude_from_weight_decay as { readonly var_names: readonly string[] } | undefined;
  if (excluded !== undefined) optimizer.excludeFromWeightDecay({ varNames: excluded.var_names });
  const program = stepOf(optimizer, variables);
  const compiled = await compile(program);
  const steps = new Map<number, readonly ArrayLike<number | bigint>[]>();
  const count = Number(given.steps ?? 50);
  for (let step = 1; step <= count; step++) {
    const slopes = Object.keys(gradients).map((variable) => {
      const { data, shape } = arrayOf(gradients, variable);
      const size = data.length / count;
      return { data: (data as Float32Array).slice((step - 1) * size, step * size), shape: shape.slice(1) };
    });
    const results = await run(program, compiled, slopes, evaluateRaw);
    steps.set(
      step,
      results.map(({ data }) => data),
    );
  }
  const state = (await evaluate(optimizer.variables)).map(({ data }) => data);
  optimizer.finalizeVariables(variables);
  const finalized = (await evaluate(variables)).map(({ data }) => data);
  return { optimizer, variables, steps, state, finalized };
}

/** One step as a program: gradients in; variables, iterations and the next rate out. */
function stepOf(optimizer: Optimizer, variables: readonly Variable[]): Program {
  const slopes = variables.map((variable) => placeholder(variable));
  return trace(slopes, true, (recorder) => {
    optimizer.apply(
      slopes.map((slope) => optimizer.scaleLoss(slope)),
      variables,
    );
    const rate: Tensor[] = optimizer.optimizers === null ? [optimizer.learningRate] : [];
    return [...variables.map((variable) => recorder.read(variable)), cast(optimizer.iterations, 'int32'), ...rate];
  });
}

function listed(tensors: Recorded | undefined): readonly ArrayLike<number | bigint>[] {
  return (tensors as readonly Recorded[]).map((tensor) => arrayOf({ tensor }, 'tensor').data);
}

/** A case's own way of writing down several optimizers, as Keras saves them. */
function described(config: Recorded): Json {
  const { optimizer_map: map, ...others } = config as { readonly [name: string]: Json };
  if (map === undefined) return others;
  const { default: first = null, patterns = null } = map as { readonly [name: string]: Json };
  const options = { default_optimizer: first, optimizer_map: patterns };
  return { ...others, optimizer_map: { class_name: 'OptimizerMap', config: options } };
}

describe('schedules', async () => {
  const recorded = await parityCases('schedules');
  const made = recorded.map(({ name, given }) =>
    schedules.scheduleOf({ class_name: name, config: (given.config ?? {}) as Json }),
  );
  const rates = evaluate(made.map((schedule, i) => schedule.call(recorded[i]?.answer.steps as readonly number[])));

  test.each(recorded.map((one, i) => ({ ...one, i })))('$id', async ({ name, id, answer, i }) => {
    const { data = [] } = (await rates)[i] ?? {};
    const difference = largestDifference(data, arrayOf(answer, 'rates').data);
    expect(reportCase('schedules', { name, id }, difference)).toBeLessThan(1e-6);
    expect(made[i]?.getConfig()).toEqual(answer.config);
  });
});
