export { serialize as describe } from '../models/serialize.ts';
