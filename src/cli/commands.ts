import type { Command } from './command.ts';
import { convertCommand } from './convert.ts';
import { devicesCommand } from './devices.ts';
import { diffCommand } from './diff.ts';
import { inspectCommand } from './inspect.ts';
import { plotCommand } from './plot.ts';
import { predictCommand } from './predict.ts';
import { summaryCommand } from './summary.ts';

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  summaryCommand,
  inspectCommand,
  diffCommand,
  convertCommand,
  predictCommand,
  plotCommand,
  devicesCommand,
];
