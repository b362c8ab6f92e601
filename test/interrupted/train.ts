// A run of training that writes hashes of its final weights to a file: `interrupted.node.test.ts` kills it again and again.
// Without a folder for backups it trains without them.
import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import {
  callbacks,
  input,
  layers,
  type Model,
  metrics,
  ops,
  optimizers,
  random,
  sequential,
  setRandomSeed,
} from '../../src/index.ts';

const [scenario = '', backupDir = '', target = ''] = process.argv.slice(2);
const samples = 60;

/** A network whose training depends on everything that is random: initial weights, the samples' order, dropout, noise. */
function network(seed: number | null): Model {
  return sequential([
    input({ shape: [6] }),
    layers.gaussianNoise(0.1),
    layers.dense(32, { activation: 'relu' }),
    layers.batchNormalization(),
    layers.dropout(0.4, { seed }),
    layers.dense(3, { activation: 'softmax' }),
  ]);
}

const scenarios: Readonly<Record<string, () => Promise<Model>>> = {
  /** Arrays in a new order each epoch, backed up in the midst of epochs. */
  async batches() {
    setRandomSeed(7);
    const { x, y } = await data();
    const model = network(null);
    model.compile({
      optimizer: optimizers.adam({ learningRate: 0.01, useEma: true, emaOverwriteFrequency: 7 }),
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy'],
    });
    await model.fit(x, y, {
      epochs: 12,
      batchSize: 7,
      verbose: 0,
      validationSplit: 0.2,
      callbacks: backed({}),
    });
    return model;
  },
  /** Backed up between epochs, by an optimizer with a scaled loss. */
  async epochs() {
    setRandomSeed(3);
    const { x, y } = await data();
    const model = network(11);
    model.compile({
      optimizer: optimizers.lossScaleOptimizer(optimizers.sgd({ learningRate: 0.05, momentum: 0.9 }), {
        dynamicGrowthSteps: 5,
      }),
      loss: 'sparseCategoricalCrossentropy',
    });
    await model.fit(x, y, {
      epochs: 40,
      batchSize: 4,
      verbose: 0,
      callbacks: backed({ saveFreq: 3, doubleCheckpoint: true }),
    });
    return model;
  },
  /** Backed up between epochs, with the model and its weights kept after every batch. */
  async checkpoints() {
    setRandomSeed(9);
    const { x, y } = await data();
    const model = network(null);
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
    const kept = [
      callbacks.modelCheckpoint(`${target}.keras`, { saveFreq: 1 }),
      callbacks.modelCheckpoint(`${target}.weights.h5`, { saveFreq: 1, saveWeightsOnly: true }),
    ];
    await model.fit(x, y, { epochs: 5, batchSize: 6, verbose: 0, callbacks: [...kept, ...backed({})] });
    return model;
  },
  /** Rates and the end of training decided by callbacks, which remember what they saw. */
  async callbacks() {
    setRandomSeed(21);
    const { x, y } = await data();
    const model = network(null);
    model.compile({
      optimizer: optimizers.sgd({ learningRate: 0.3, useEma: true, emaMomentum: 0.8 }),
      loss: 'sparseCategoricalCrossentropy',
    });
    const deciding = [
      callbacks.learningRateScheduler((_, rate) => rate * 0.97),
      callbacks.reduceLROnPlateau({ monitor: 'val_loss', factor: 0.7, patience: 1, cooldown: 1 }),
      callbacks.earlyStopping({ monitor: 'val_loss', patience: 5, restoreBestWeights: true }),
      callbacks.swapEMAWeights(),
    ];
    await model.fit(x, y, {
      epochs: 30,
      batchSize: 7,
      verbose: 0,
      validationSplit: 0.2,
      callbacks: [...deciding, ...backed({ saveFreq: 2 })],
    });
    return model;
  },
  /** Batches of a stream that goes on from epoch to epoch, made with random numbers. */
  async stream() {
    setRandomSeed(5);
    async function* batches() {
      for (;;) {
        const x = await random.normal([8, 6]).evaluated();
        const y = Int32Array.from({ length: 8 }, (_, i) => (Number(x.data[6 * i]) > 0 ? 1 : 2));
        yield [x, { data: y, shape: [8] }] as const;
      }
    }
    const model = network(null);
    model.compile({
      optimizer: 'rmsprop',
      loss: 'sparseCategoricalCrossentropy',
      metrics: [new metrics.SparseCategoricalAccuracy()],
    });
    await model.fit(batches(), null, { epochs: 9, stepsPerEpoch: 11, verbose: 0, callbacks: backed({ saveFreq: 2 }) });
    return model;
  },
};

async function data() {
  const { data: x } = await random.normal([samples, 6], { seed: 1 }).evaluated();
  const y = Int32Array.from({ length: samples }, (_, i) =>
    Number(x[6 * i]) > 0 ? 1 : Number(x[6 * i + 1]) > 0 ? 2 : 0,
  );
  return { x: { data: x, shape: [samples, 6] }, y: { data: y, shape: [samples] } };
}

/** The backup, and a word to the parent when the first batch is done. */
function backed(options: Partial<callbacks.BackupAndRestoreConfig>): callbacks.Callback[] {
  const started = callbacks.lambdaCallback({ onTrainBatchEnd: () => void process.stdout.write('.') });
  return backupDir === '' ? [started] : [started, callbacks.backupAndRestore(backupDir, options)];
}

const model = await (scenarios[scenario] ?? (() => Promise.reject(new Error(`no scenario "${scenario}"`))))();
const variables = [...model.weights, ...model.optimizer.variables];
const lines: string[] = [];
for (const variable of variables) {
  const bytes = new Uint8Array((await ops.add(variable, 0).data()).slice().buffer);
  lines.push(`${variable.path} ${createHash('sha256').update(bytes).digest('hex')}`);
}
writeFileSync(`${target}.part`, lines.join('\n'));
renameSync(`${target}.part`, target);
