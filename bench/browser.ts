import type { Row, Skipped } from './results.ts';
import type { Workload } from './workloads.ts';

export async function browserRows(
  _workloads: readonly Workload[],
  _given: { readonly seconds: number; readonly rounds: number; readonly skipped: Skipped[] },
): Promise<readonly Row[]> {
  return [];
}
