// The chapter's network in a fresh process: importing, and everything up to the end of the first step. Prints JSON, in ms.
const start = performance.now();
const { layers, losses, sequential } = await import('layerwise');
const imported = performance.now() - start;
const net = sequential([layers.dense(128, { activation: 'relu', inputShape: [784] }), layers.dense(10)]);
net.compile({
  optimizer: 'adam',
  loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
  metrics: ['accuracy'],
});
await net.trainOnBatch({ data: new Float32Array(32 * 784), shape: [32, 784] }, new Int32Array(32));
console.log(JSON.stringify({ imported, firstStep: performance.now() - start }));
process.exit(0);
