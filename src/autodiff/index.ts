export { gradients } from './gradients.ts';
export { vjp } from './vjp.ts';
