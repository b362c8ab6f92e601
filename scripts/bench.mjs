// npm run bench: measures speed; see bench/main.ts.
import { launch } from './lib/launch.mjs';

await launch({ compiled: '.build/bench/main.js', source: 'bench/main.ts' });
