import { describe, expect, test } from 'vitest';
import { type Tensor, tensor } from '../graph/index.ts';
import { multiply } from '../ops/index.ts';
import { camel } from '../utils/names.ts';
import * as activations from './index.ts';
import { activationNames, activationOf, serializeActivation } from './index.ts';

describe('activationOf', () => {
  test('knows Keras by its spelling and by ours', () => {
    expect(activationOf('leaky_relu')).toBe(activations.leakyRelu);
    expect(activationOf('leakyRelu')).toBe(activations.leakyRelu);
    expect(activationOf('hard_swish')).toBe(activations.hardSilu);
  });

  test('takes null as linear', () => expect(activationOf(null)).toBe(activations.linear));

  test('takes any function of a tensor', async () => {
    const doubled = (x: Tensor) => multiply(x, 2);
    expect(await activationOf(doubled)(tensor([1, 2])).array()).toEqual([2, 4]);
  });

  test('asks whether a near name was meant', () => {
    expect(() => activationOf('rleu' as 'relu')).toThrow(
      "activation: expected the name of an activation, or a function, received 'rleu'. Did you mean 'relu'?",
    );
  });

  test('is not fooled by the names of objects', () => {
    for (const name of ['constructor', 'toString', '__proto__'])
      expect(() => activationOf(name)).toThrow('expected the name of an activation');
  });

  test('says how threshold is given', () => {
    expect(() => activationOf('threshold')).toThrow('(x) => activations.threshold(x, {');
  });

  test('knows every function of keras.activations but threshold, which needs arguments', () => {
    const functions = Object.entries(activations).filter(([name, given]) => {
      return typeof given === 'function' && !['activationOf', 'serializeActivation', 'threshold'].includes(name);
    });
    expect(functions.map(([name]) => name).sort()).toEqual([...activationNames].sort());
    for (const [name, given] of functions) expect(activationOf(name)).toBe(given);
  });
});

describe('serializeActivation', () => {
  test("gives Keras's spelling", () => {
    expect(serializeActivation('leakyRelu')).toBe('leaky_relu');
    expect(serializeActivation(activations.logSoftmax)).toBe('log_softmax');
    expect(serializeActivation('relu6')).toBe('relu6');
    expect(serializeActivation(null)).toBe('linear');
  });

  test('gives the first name of a function with two', () => {
    expect(serializeActivation('swish')).toBe('silu');
    expect(serializeActivation('hardSwish')).toBe('hard_silu');
  });

  test('is undone by activationOf', () => {
    for (const name of activationNames)
      expect(activationOf(serializeActivation(activationOf(name)))).toBe(activationOf(camel(name)));
  });

  test('names another function', () => {
    const swoosh = (x: Tensor) => x;
    expect(serializeActivation(swoosh)).toEqual({
      module: 'builtins',
      class_name: 'function',
      config: 'swoosh',
      registered_name: 'function',
    });
  });

  test('refuses a function without a name', () => {
    expect(() =>
      serializeActivation(
        (
          () => (x: Tensor) =>
            x
        )(),
      ),
    ).toThrow('expected a function with a name');
  });
});
