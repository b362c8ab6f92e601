import { expand, ProgramRecorder, placeholder, type Tensor, under, within } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import { type Fusion, fusionOf, type Kernel, type Run } from './fusion.ts';
import { vectorOf } from './joining.ts';
import type { PackingLimits } from './packing.ts';
import type { Program } from './program.ts';

/** State that one step leaves for the next: a variable, or a vector of several that stand one behind another. */
export interface StepState {
  /** Its placeholder. */
  readonly entry: Tensor;
  /** What becomes of it. */
  readonly after: Tensor;
  /** The variables, by their places in the program. */
  readonly places: readonly number[];
  /** What stands in the vector; null for a variable by itself. */
  readonly run: Run | null;
  /** Whether kernels would do its update, which take numbers too small to be normal for 0. */
  readonly flushed: boolean;
}

/** A vector that the graph puts together, with its placeholder. */
export interface JoinedVector {
  readonly entry: Tensor;
  readonly tensors: readonly Tensor[];
}

/** How a step of a program is written when the state stays in the graph. */
export interface StepPlan {
  readonly states: readonly StepState[];
  readonly joined: readonly JoinedVector[];
}

/** Here a vector costs a copy and no input of a graph, whose nodes it saves: longer ones and fewer are worth it than for kernels. */
const limits: PackingLimits = { longest: 16_384, fewest: 2 };

/** Plans a step: small variables that are updated by one rule are one vector, on which the rule is written once. */
export function planSteps(program: Program): StepPlan {
  const fusion = fusionOf(program, limits);
  const packs = fusion?.kernels.filter(({ runs }) => (runs[0]?.length ?? 0) > 1) ?? [];
  const plans = packs.map((kernel) => packPlan(kernel, scalarsOf(kernel, fusion)));
  const packed = new Set(plans.flatMap(({ states }) => states.flatMap(({ places }) => places)));
  const single = program.updates.flatMap(([variable, after], i): StepState[] => {
    const place = program.variables.indexOf(variable);
    if (packed.has(place)) return [];
    const entry = program.entries[place] ?? internal('a variable without placeholder');
    return [{ entry, after, places: [place], run: null, flushed: fusion !== null && !fusion.kept.includes(i) }];
  });
  return {
    states: [...plans.flatMap(({ states }) => states), ...single],
    joined: plans.flatMap(({ joined }) => joined),
  };
}

/** The rule of several vectors on vectors that hold them all. */
function packPlan({ runs, rule }: Kernel, scalars: readonly Tensor[]): StepPlan {
  const entries = runs.map((run) => placeholder(vectorOf(run)));
  const given = new Map(scalars.map((scalar) => [scalar, scalar]));
  for (const [i, [tensor = internal('a run of no vectors')] = []] of rule.vectors.entries())
    given.set(tensor, entries[i] ?? internal('a run was lost'));
  const scope = { training: true, recorder: new ProgramRecorder(), callers: [] };
  const after = within(scope, () =>
    under('update', () =>
      expand(
        rule.updates.map(({ value }) => value),
        given,
      ),
    ),
  );
  const changed = new Map(rule.updates.map(({ run }, i) => [run, after[i] ?? internal('an update was lost')]));
  return {
    states: runs.flatMap((run, i): StepState[] => {
      const [entry, value] = [entries[i], changed.get(i)];
      if (entry === undefined || value === undefined) return [];
      return [{ entry, after: value, places: run.map(({ place }) => place), run, flushed: true }];
    }),
    joined: entries.flatMap((entry, i) =>
      changed.has(i) ? [] : [{ entry, tensors: rule.vectors[i] ?? internal('a run was lost') }],
    ),
  };
}

function scalarsOf({ scalars }: Kernel, fusion: Fusion | null): readonly Tensor[] {
  return scalars.map(({ place }) => fusion?.fetched[place] ?? internal('a scalar is missing'));
}
