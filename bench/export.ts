// Our networks as ONNX files, for ONNX Runtime's own binding to predict with: the same graphs on both sides.
import { writeFileSync } from 'node:fs';
import * as library from 'layerwise';
import { network } from './network.ts';
import type { Workload } from './workloads.ts';

/** Writes `<folder>/<workload>.onnx` for each workload that is predicted with. */
export async function exportGraphs(workloads: readonly Workload[], folder: string): Promise<void> {
  for (const workload of workloads)
    if (!workload.compiling)
      writeFileSync(`${folder}/${workload.name}.onnx`, await network(library, workload).toOnnx());
}
