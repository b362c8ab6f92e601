// Which folder of src may import which: the table of the design, as data. Types count as much as values.

const catalogue = ['activations', 'initializers', 'regularizers', 'constraints', 'losses', 'metrics', 'optimizers'];
const engineRoom = ['ops', 'graph'];
const trained = ['losses', 'metrics', 'optimizers', 'autodiff', 'runtime', ...engineRoom];

/** Open to every folder: errors, arrays, names. */
export const ground = 'utils';

/** What a folder may import, besides itself and the ground floor. `index` is src/index.ts. */
export const floors: Readonly<Record<string, readonly string[]>> = {
  utils: [],
  graph: [],
  ops: ['graph'],
  autodiff: engineRoom,
  onnx: ['graph'], // never ops: it calls op.lower
  runtime: ['onnx', 'graph'],
  activations: engineRoom,
  initializers: engineRoom,
  regularizers: engineRoom,
  constraints: engineRoom,
  losses: engineRoom,
  metrics: ['losses', 'initializers', ...engineRoom],
  optimizers: ['losses', 'initializers', ...engineRoom],
  layers: [...catalogue, ...engineRoom],
  training: ['callbacks', ...trained], // knows a Trainable, not a model
  callbacks: ['training', ...trained],
  models: ['layers', 'training', 'graph'],
  saving: ['models', 'layers', 'training', ...catalogue, 'onnx', 'runtime', ...engineRoom], // ops, as files name them between layers
  applications: ['models', 'layers', 'saving', 'activations', 'initializers', ...engineRoom],
  data: ['training', 'graph'],
  visualization: ['models', 'training', 'activations', 'autodiff', ...engineRoom], // it draws activations and their slopes
  datasets: ['graph'],
  index: [
    'applications',
    'autodiff',
    'callbacks',
    'data',
    'datasets',
    'layers',
    'models',
    'onnx',
    'runtime',
    'saving',
    'training',
    'visualization',
  ].concat(catalogue, engineRoom),
  node: ['index'],
  cli: ['index', 'node'],
};

/** The only arrows that point up; each is an `import()`, so that a page which only builds graphs never loads the rest. */
export const lazyExceptions: readonly { readonly file: string; readonly to: string }[] = [
  { file: 'src/graph/engine.ts', to: 'runtime' },
  { file: 'src/models/model.ts', to: 'saving' },
];

/** Where package imports (package.json, `imports`) lead. These files are entries, so they may pass names on, as index.ts does. */
export const packageImports: Readonly<Record<string, readonly string[]>> = {
  '#ort': ['src/runtime/ort.node.ts', 'src/runtime/ort.web.ts'],
  '#files': ['src/utils/files.node.ts', 'src/utils/files.web.ts'],
};

/** The only folder that may name ONNX Runtime. */
export const engineFolder = 'runtime';

/** Folders that run in Node alone and may import its modules; elsewhere only files called `*.node.ts` may. */
export const nodeFolders: readonly string[] = ['node', 'cli'];

/** No file is longer. */
export const mostLines = 400;

/** Generated, so no rule of style applies. */
export const generated = 'src/onnx/proto/';
