export type { CompileOptions } from '../training/index.ts';
export type { ExportOptions, InputSpec, OnnxOptions } from './export-options.ts';
export { Functional, model } from './functional.ts';
export { Model, type PrintOptions } from './model.ts';
export { Sequential, type SequentialPart, sequential } from './sequential.ts';
export type { Ends } from './wiring.ts';
