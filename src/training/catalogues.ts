import { lossOf } from '../losses/catalogue.ts';
import { metricOf } from '../metrics/resolve.ts';
import type { Finders } from './finders.ts';

/** All losses and metrics. */
export const catalogues: Finders = { lossOf, metricOf };
