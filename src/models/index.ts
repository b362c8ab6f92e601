export type { CompileOptions } from '../training/index.ts';
export type { ExportOptions, InputSpec, OnnxOptions } from './export-options.ts';
export { type Ends, Functional, model } from './functional.ts';
export { Model, type PrintOptions } from './model.ts';
export { Sequential, type SequentialPart, sequential } from './sequential.ts';
