import { expect, test } from 'vitest';
import { activationsPlot, type Curve } from './activations-plot.ts';
import { lineStyles } from './theme.ts';

const x = [-2, -1, 0, 1, 2];
const curve = (name: string, change: Partial<Curve> = {}): Curve => ({ name, x, y: x, ...change });

test('draws one line for each function, over the lines where x and f(x) are zero', () => {
  const { spec } = activationsPlot([curve('ReLU'), curve('tanh')]);
  expect(spec).toMatchObject({
    title: 'Activation functions',
    layer: [
      { mark: { type: 'rule' }, encoding: { y: { datum: 0 } } },
      { mark: { type: 'rule' }, encoding: { x: { datum: 0 } } },
      {
        mark: { type: 'line' },
        encoding: {
          x: { field: 'x', title: 'x', scale: { domain: [-2, 2] } },
          y: { field: 'y', title: 'f(x)' },
        },
      },
    ],
  });
});

test('tells lines apart by colour and dash, in the order given', () => {
  const { spec } = activationsPlot([curve('tanh'), curve('ReLU')]);
  const domain = ['tanh', 'ReLU'];
  const both = { field: 'name', title: null, sort: domain };
  expect(spec).toMatchObject({
    layer: [
      {},
      {},
      { encoding: { color: { ...both, scale: { domain } }, strokeDash: { ...both, scale: { domain } } } },
    ],
  });
});

test('no two of 35 lines look alike', () => {
  const { colours, dashes } = lineStyles(35);
  expect(new Set(colours.map((colour, i) => `${colour} ${dashes[i]}`)).size).toBe(35);
});

test('with slopes, shows them in a panel below', () => {
  const { spec } = activationsPlot([curve('ReLU', { dy: [0, 0, 0, 1, 1] })]);
  expect(spec).toMatchObject({ vconcat: [{}, {}] });
  expect(JSON.stringify(spec)).toContain('"title":"f′(x)"');
});

test('yDomain cuts off what goes beyond', () => {
  const { spec } = activationsPlot([curve('x')], { yDomain: [-1, 1] });
  expect(spec).toMatchObject({
    layer: [{}, {}, { mark: { clip: true }, encoding: { y: { scale: { domain: [-1, 1] } } } }],
  });
});

test('leaves out the line at x = 0 where 0 is not shown', () => {
  const { spec } = activationsPlot([{ name: 'log', x: [1, 2], y: [0, 0.7] }]);
  expect(spec).toMatchObject({ layer: [{ mark: { type: 'rule' } }, { mark: { type: 'line' } }] });
});

test('shows float32 values without digits they never had', () => {
  const { spec } = activationsPlot([curve('f', { x: Float32Array.of(0.1, 0.3), y: Float32Array.of(0.1, 0.3) })]);
  expect(spec).toMatchObject({
    data: {
      values: [
        { x: 0.1, y: 0.1 },
        { x: 0.3, y: 0.3 },
      ],
    },
  });
});

test.each<[string, Curve[], object, RegExp]>([
  ['no functions', [], {}, /expected at least one function, received none/],
  ['one name twice', [curve('f'), curve('f')], {}, /expected each function once, received f twice/],
  [
    'values that are fewer than points',
    [curve('f', { y: [1] })],
    {},
    /f: expected as many values as points, 5, received 1/,
  ],
  [
    'a value that is not finite',
    [curve('log', { y: [Number.NaN, 0, 0, 0, 0] })],
    {},
    /log: expected finite values, received NaN at x = -2\. Narrow/,
  ],
  ['an infinite slope', [curve('f', { dy: [0, 0, Infinity, 0, 0] })], {}, /finite slopes, received Infinity at x = 0/],
  ['slopes for some only', [curve('f', { dy: x }), curve('g')], {}, /slopes for all functions or for none/],
  ['a single point', [curve('f', { x: [1], y: [1] })], {}, /at least 2 points, received 1/],
  ['a domain upside down', [curve('f')], { yDomain: [1, 0] }, /two numbers, the lower first, received \[1, 0\]/],
])('refuses %s', (_, curves, options, message) => {
  expect(() => activationsPlot(curves, options)).toThrow(message);
});
