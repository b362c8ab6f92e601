import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { type Tensor, tensor, Variable } from '../graph/index.ts';
import { maximum, multiply, power, sign, square, subtract, sum } from '../ops/index.ts';
import { compile, evaluate, evaluateRaw, run, trace } from '../runtime/index.ts';
import * as optimizers from './index.ts';
import {
  adam,
  adamW,
  lossScaleOptimizer,
  multiOptimizer,
  muon,
  Optimizer,
  type OptimizerConfig,
  optimizerMap,
  optimizerOf,
  rmsprop,
  type Step,
  schedules,
  sgd,
} from './index.ts';

function weights(name = 'kernel', ...values: number[]): Variable {
  return new Variable([values.length], 'float32', () => Float32Array.from(values), { name });
}

const slopes = [tensor([0.5, -1]), tensor([0.25, 2]), tensor([-3, 1])];

/** Steps in one program, which is compiled once. */
async function trained(optimizer: Optimizer, variable: Variable): Promise<number[]> {
  for (const slope of slopes) {
    const program = trace([], true, () => {
      optimizer.apply([slope], [variable]);
      return [];
    });
    await run(program, await compile(program), [], evaluateRaw);
  }
  return Array.from(await variable.data(), Number);
}

describe('a step outside any program', () => {
  test.each([
    ['sgd', () => sgd({ momentum: 0.9 })],
    ['adam', () => adam({ learningRate: 0.1, useEma: true, weightDecay: 0.1 })],
    ['adam with accumulation', () => adam({ learningRate: 0.1, gradientAccumulationSteps: 2 })],
    ['nadam', () => optimizers.nadam({ learningRate: 0.1 })],
    ['loss scale', () => lossScaleOptimizer(adam({ learningRate: 0.1 }), { initialScale: 1, dynamicGrowthSteps: 9 })],
  ] as const)('is the step of a program: %s', async (_, make) => {
    const variable = weights('kernel', 1, 2);
    const optimizer = make();
    for (const slope of slopes) optimizer.apply([slope], [variable]);
    const other = make();
    const expected = await trained(other, weights('kernel', 1, 2));
    expect(Array.from(await variable.data(), Number)).toEqual(expected);
    const state = (await evaluate(optimizer.variables)).map(({ data }) => Array.from(data, Number));
    expect(state).toEqual((await evaluate(other.variables)).map(({ data }) => Array.from(data, Number)));
  });

  test('follows gradients of the variables themselves', async () => {
    const w = weights('w', 4, -2);
    const optimizer = sgd({ learningRate: 0.25, momentum: 0.5 });
    for (let i = 0; i < 2; i++) optimizer.apply(gradients(sum(square(w)), [w]), [w]);
    // v = -w/2 twice, with half of the first added: w = 4 → 2 → 2 - 1 - 1.
    expect(await w.array()).toEqual([0, 0]);
  });
});

describe('apply', () => {
  test('leaves variables without a gradient as they are', async () => {
    const [a, b] = [weights('a', 1), weights('b', 1)];
    sgd({ learningRate: 1, weightDecay: 0.5 }).apply([tensor([0.25]), null], [a, b]);
    expect([await a.array(), await b.array()]).toEqual([[0.25], [1]]);
  });

  test('applies constraints after the step', async () => {
    const w = weights('w', 1);
    w.constraint = (weight: Tensor) => maximum(weight, 0);
    sgd({ learningRate: 1 }).apply([tensor([5])], [w]);
    expect(await w.array()).toEqual([0]);
  });

  test('refuses variables that it was not built for, and missing gradients', () => {
    const optimizer = sgd();
    optimizer.build([weights('a', 1)]);
    expect(() => optimizer.apply([tensor([1])], [weights('b', 1)])).toThrow(
      'SGD: expected the variables that it was built for, received b, which is not among them.',
    );
    expect(() => sgd().apply([], [weights('a', 1)])).toThrow(
      'SGD.apply: expected one gradient, or null, for each of the 1 variables, received 0.',
    );
  });
});

describe('excludeFromWeightDecay', () => {
  const decaying = () => sgd({ learningRate: 1, weightDecay: 0.5 });

  test('takes variables, pieces of names, and patterns', async () => {
    const all = [weights('kernel', 1), weights('bias', 1), weights('gamma_1', 1), weights('beta', 1)];
    const [, , , beta] = all;
    const optimizer = decaying();
    optimizer.excludeFromWeightDecay({ varList: beta ? [beta] : [], varNames: ['bia', /^gamma_\d$/] });
    optimizer.apply(
      all.map(() => tensor([0])),
      all,
    );
    expect((await evaluate(all)).map(({ data }) => data[0])).toEqual([0.5, 1, 1, 1]);
  });

  test('comes before the first step', () => {
    const optimizer = decaying();
    optimizer.apply([tensor([0])], [weights('a', 1)]);
    expect(() => optimizer.excludeFromWeightDecay({ varNames: ['a'] })).toThrow('to be called before the first step');
    expect(() => decaying().excludeFromWeightDecay({ varNames: ['('] })).toThrow(
      "SGD.excludeFromWeightDecay: varNames: expected a regular expression, received '('.",
    );
  });
});

describe('the learning rate', () => {
  test('can be a whole number, and be set', async () => {
    const optimizer = sgd({ learningRate: 1 });
    expect(await optimizer.learningRate.item()).toBe(1);
    optimizer.setLearningRate(0.5);
    expect(await optimizer.learningRate.item()).toBe(0.5);
    expect(optimizer.getConfig().learning_rate).toBe(0.5);
  });

  test('cannot be set beside a schedule', () => {
    const optimizer = sgd({ learningRate: schedules.exponentialDecay(0.1, 10, 0.5) });
    expect(() => optimizer.setLearningRate(1)).toThrow('expected an optimizer with a fixed learning rate');
    expect(() => sgd().setLearningRate(-1)).toThrow('SGD: learningRate: expected a number of at least 0');
  });

  test('follows a schedule by the batches seen', async () => {
    const optimizer = sgd({ learningRate: schedules.exponentialDecay(1, 1, 0.5) });
    optimizer.apply([tensor([0])], [weights('w', 1)]);
    expect(await optimizer.learningRate.item()).toBe(0.5);
  });
});

describe('optimizerOf', () => {
  test("knows our names and Keras's", () => {
    expect(optimizerOf('adamW').className).toBe('AdamW');
    expect(optimizerOf('adamw').className).toBe('AdamW');
    expect(optimizerOf('schedulefreeadamw').className).toBe('ScheduleFreeAdamW');
    expect(optimizerOf('RMSprop').className).toBe('RMSprop');
    expect(optimizerOf('Lion' as 'lion').className).toBe('Lion');
  });

  test('suggests what a misspelled name may mean', () => {
    expect(() => optimizerOf('addam' as 'adam')).toThrow("received 'addam'. Did you mean 'adam'?");
    expect(() => optimizerOf({ class_name: 'Adaam', config: {} })).toThrow("Did you mean 'adam'?");
  });

  test('reads what Keras saves, a schedule included', async () => {
    const saved = {
      module: 'keras.optimizers',
      class_name: 'SGD',
      config: {
        name: 'sgd',
        learning_rate: {
          class_name: 'ExponentialDecay',
          config: { initial_learning_rate: 0.5, decay_steps: 1, decay_rate: 0.5 },
        },
        momentum: 0.9,
      },
      registered_name: null,
    };
    const optimizer = optimizerOf(saved);
    expect(optimizer.config).toMatchObject({ name: 'sgd', momentum: 0.9 });
    expect(await optimizer.learningRate.item()).toBe(0.5);
  });

  test('refuses a file with options that make no sense', () => {
    expect(() => optimizerOf({ class_name: 'Adam', config: { beta_3: 1 } })).toThrow("received 'beta3'");
    expect(() => optimizerOf({ class_name: 'Adam', config: { learning_rate: 'fast' } })).toThrow(
      'learning rate schedule',
    );
  });
});

describe('options', () => {
  test.each<[string, () => unknown, string]>([
    ['unknown ones', () => adam({ learningrate: 0.1 } as object), "Did you mean 'learningRate'?"],
    [
      'a negative rate',
      () => adam({ learningRate: -1 }),
      'Adam: learningRate: expected a number of at least 0, or a schedule',
    ],
    ['a beta above 1', () => adam({ beta1: 2 }), 'Adam: beta1: expected a number from 0 to 1, received 2.'],
    ['two bounds', () => sgd({ clipnorm: 1, clipvalue: 1 }), 'at most one of clipnorm, globalClipnorm and clipvalue'],
    ['a bound of 0', () => sgd({ clipnorm: 0 }), 'SGD: clipnorm: expected a number above 0, received 0.'],
    [
      'accumulation over one batch',
      () => sgd({ gradientAccumulationSteps: 1 }),
      'a whole number of at least 2, received 1.',
    ],
    ['a momentum above 1', () => sgd({ momentum: 1.5 }), 'SGD: momentum: expected a number from 0 to 1, received 1.5.'],
    [
      'no decay in AdamW',
      () => adamW({ weightDecay: null }),
      'AdamW: weightDecay: expected a number of at least 0, received null.',
    ],
    ['a power above 0', () => optimizers.ftrl({ learningRatePower: 1 }), 'expected a number of at most 0, received 1.'],
    ['a beta of 0 in Lion', () => optimizers.lion({ beta1: 0 }), 'Lion: beta1: expected a number above 0, up to 1'],
    [
      'a layer that is no expression',
      () => muon({ excludeLayers: ['['] }),
      "Muon: excludeLayers: expected a regular expression, received '['.",
    ],
    [
      'truth in words',
      () => rmsprop({ centered: 'yes' as never }),
      "RMSprop: centered: expected true or false, received 'yes'.",
    ],
    [
      'steps of 0',
      () => schedules.cosineDecay(0.1, 0),
      'CosineDecay: decaySteps: expected a number above 0, received 0.',
    ],
    [
      'pieces without values',
      () => schedules.piecewiseConstantDecay([1, 2], [1, 2]),
      'one more of values than of boundaries',
    ],
    [
      'boundaries that fall',
      () => schedules.piecewiseConstantDecay([2, 1], [1, 2, 3]),
      'expected ascending steps, received [2, 1].',
    ],
    [
      'a missing rate',
      () => new schedules.CosineDecay({ decaySteps: 1 } as never),
      'initialLearningRate: expected a number of at least 0',
    ],
    [
      'an inner name',
      () => lossScaleOptimizer('adam' as never),
      "LossScaleOptimizer: innerOptimizer: expected an optimizer, received 'adam'.",
    ],
    [
      'bounds around another',
      () => lossScaleOptimizer(sgd(), { clipnorm: 1 } as object),
      "LossScaleOptimizer: options: expected known options, received 'clipnorm'.",
    ],
    [
      'wrapped ones among several',
      () => multiOptimizer(optimizerMap(lossScaleOptimizer(sgd()))),
      'received a LossScaleOptimizer.',
    ],
  ])('are checked: %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('multiOptimizer', () => {
  test('refuses a variable that two expressions match', () => {
    const map = optimizerMap(adam(), { 'a.*': sgd(), '.*b': rmsprop() });
    expect(() => map.get('ab')).toThrow("expected one optimizer for each variable, received 'a.*' and '.*b' for ab.");
    expect(map.get('xab').name).toBe('rm_sprop');
    expect(map.get('c').name).toBe('adam');
  });

  test('takes a function, which it cannot save', async () => {
    const [slow, fast] = [sgd({ learningRate: 0.5 }), sgd({ learningRate: 1 })];
    const chosen = multiOptimizer(({ name }) => (name === 'bias' ? fast : slow));
    const all = [weights('kernel', 1), weights('bias', 1)];
    chosen.apply([tensor([1]), tensor([1])], all);
    expect((await evaluate(all)).map(({ data }) => data[0])).toEqual([0.5, 0]);
    expect(() => chosen.getConfig()).toThrow('expected an optimizerMap, to be saved, received a function.');
  });

  test('has no rate of its own', () => {
    expect(() => multiOptimizer(optimizerMap(adam())).learningRate).toThrow('Each has its own');
  });
});

describe('an optimizer of the user', () => {
  class SignDescent extends Optimizer<OptimizerConfig> {
    static override readonly className = 'SignDescent';

    constructor(given: Partial<OptimizerConfig> = {}) {
      super(given, { learningRate: 0.5 });
    }

    protected override buildState(): void {}

    protected override update(variable: Variable, gradient: Tensor, { learningRate }: Step): void {
      this.decrease(variable, multiply(sign(gradient), learningRate));
    }
  }

  test('needs no more than its rule', async () => {
    const w = weights('w', 1, 1);
    const optimizer = new SignDescent({ weightDecay: 1 });
    optimizer.apply([tensor([3, -0.1])], [w]);
    expect(await w.array()).toEqual([0, 1]);
    expect(optimizer.name).toBe('sign_descent');
  });

  test('may follow a schedule of the user', async () => {
    class Halving extends schedules.LearningRateSchedule {
      static override readonly className = 'Halving';

      constructor() {
        super({}, { name: 'Halving' });
      }

      protected override rate(step: Tensor): Tensor {
        return power(0.5, step);
      }
    }
    const optimizer = new SignDescent({ learningRate: new Halving() });
    optimizer.apply([tensor([1])], [weights('w', 1)]);
    expect(await optimizer.learningRate.item()).toBe(0.5);
    expect(await new Halving().call([0, 1, 2]).array()).toEqual([1, 0.5, 0.25]);
  });
});

test('a schedule gives values outside a graph', async () => {
  expect(await schedules.polynomialDecay(0.5, 10, { endLearningRate: 0 }).call(tensor(5)).item()).toBe(0.25);
  expect(await subtract(schedules.cosineDecay(0.5, 10).call(5), 0.25).item()).toBeCloseTo(0, 7);
});
