// npm start: trains the digits example. It needs no more than Node and a clone; see examples/digits.ts.
import { launch } from './lib/launch.mjs';

await launch({ compiled: '.build/examples/digits.js', source: 'examples/digits.ts' });
