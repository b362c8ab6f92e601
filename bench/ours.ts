// One measurement of ours in Node.
import { assignment, report } from './command-line.ts';
import { predict, train } from './network.ts';

const given = assignment();
const start = performance.now();
const library = await import('layerwise');
const imported = performance.now() - start;
library.setDevice('cpu', { threads: given.threads });
const found = given.kind === 'train' ? await train(library, given) : await predict(library, given);
report({ imported, ...found });
