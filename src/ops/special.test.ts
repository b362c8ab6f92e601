import { test } from 'vitest';
import { expectClose, opTest } from '../testing/op-test.ts';
import { erfc, erfinv } from './special.ts';

// The answers are scipy.special's.
const far = [-3, -0.5, 0, 0.1, 0.5, 1, 2, 3, 5, 8];
const erfcAnswers = [
  1.9999779095030015, 1.5204998778130465, 1.0, 0.8875370839817152, 0.4795001221869535, 0.15729920705028516,
  0.004677734981047266, 2.2090496998585445e-5, 1.5374597944280347e-12, 1.1224297172982928e-29,
];
const parts = [-0.99, -0.9, -0.3, 0.01, 0.5, 0.8, 0.97];
const erfinvAnswers = [
  -1.8213863677184496, -1.1630871536766743, -0.2724627147267544, 0.008862501280950596, 0.4769362762044699,
  0.9061938024368232, 1.5344856217777176,
];

opTest('erfc', { run: erfc, inputs: [far], expected: erfcAnswers });
opTest('erfinv', { run: erfinv, inputs: [parts], expected: erfinvAnswers, gradient: false });
opTest('erfinv inside', {
  run: erfinv,
  inputs: [[-0.8, 0.1, 0.6]],
  expected: [-0.9061938024368232, 0.08885599049425769, 0.5951160814499948],
});

test('erfc keeps its digits where it is tiny', async () => {
  const values = await erfc(far).data();
  expectClose(
    erfcAnswers.map((answer, i) => Number(values[i]) / answer),
    far.map(() => 1),
    1e-5,
  );
});

test('erfinv is infinite at the ends and NaN beyond', async () => {
  const { NaN: nan, POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minus } = Number;
  expectClose(await erfinv([1, -1, 1.5]).array(), [infinity, minus, nan]);
});
