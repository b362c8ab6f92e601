export { type Ends, Functional, model } from './functional.ts';
export { type CompileOptions, Model, type PrintOptions } from './model.ts';
export { Sequential, type SequentialPart, sequential } from './sequential.ts';
