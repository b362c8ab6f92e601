// npm run build: compiles the package to dist/ and the examples and benchmarks to .build/.
// `--if-stale` leaves alone what is already up to date; `--package` builds the package only.
import { buildExamples, buildPackage } from './lib/build.mjs';
import { install } from './lib/install.mjs';
import { elapsed } from './lib/process.mjs';

const start = performance.now();
await install();
const force = !process.argv.includes('--if-stale');
const built = process.argv.includes('--package') ? await buildPackage({ force }) : await buildExamples({ force });
process.stdout.write(built.output);
console.log(built.ok ? `Built in ${elapsed(start)}.` : 'The build failed.');
process.exitCode = built.ok ? 0 : 1;
