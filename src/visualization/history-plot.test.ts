import { describe, expect, test } from 'vitest';
import { type HistoryOptions, history } from './history-plot.ts';

const one = {
  history: {
    accuracy: [0.5, 0.8, 0.9],
    loss: [2, 1, 0.5],
    val_accuracy: [0.5, 0.7, 0.6],
    val_loss: [2, 1.5, 1.75],
  },
};
const panels = (...given: Parameters<typeof history>) => {
  const { spec } = history(...given);
  return 'concat' in spec ? spec.concat : [];
};
const subtitle = (...given: Parameters<typeof history>) => {
  const { title } = history(...given).spec;
  return typeof title === 'object' && 'subtitle' in title ? title.subtitle : null;
};

test('gives the loss and each metric a panel, the loss first', () => {
  expect(panels(one)).toMatchObject([{ title: { text: 'loss' } }, { title: { text: 'accuracy' } }]);
});

test('counts epochs from 1, and goes on where a resumed run began', () => {
  const values = {
    data: {
      values: [
        { epoch: 1, value: 2 },
        { epoch: 2, value: 1 },
      ],
    },
  };
  expect(panels({ history: { loss: [2, 1] } })).toMatchObject([values]);
  expect(panels({ history: { loss: [2, 1] }, epoch: [5, 6] })).toMatchObject([
    { data: { values: [{ epoch: 6 }, { epoch: 7 }] } },
  ]);
});

test('draws training solid and validation dashed', () => {
  expect(panels(one)[0]).toMatchObject({
    layer: [
      {
        mark: { type: 'line' },
        encoding: {
          x: { field: 'epoch' },
          y: { field: 'value' },
          strokeDash: {
            field: 'part',
            scale: {
              domain: ['training', 'validation'],
              range: [
                [1, 0],
                [6, 4],
              ],
            },
          },
        },
      },
      {},
      {},
    ],
  });
});

test('without validation there is no legend to explain it', () => {
  expect(panels({ history: { loss: [2, 1] } })[0]).toMatchObject({
    layer: [{ encoding: { color: { legend: null } } }, {}, {}],
  });
});

test('compares several runs by colour in the same panels', () => {
  expect(panels({ adam: one, sgd: one })[0]).toMatchObject({
    layer: [{ encoding: { color: { field: 'run', scale: { domain: ['adam', 'sgd'] } } } }, {}, {}],
  });
});

test("a run may be called 'history'", () => {
  expect(panels({ history: one })).toMatchObject([{ data: { values: [{ run: 'history' }, {}, {}, {}, {}, {}] } }, {}]);
});

test.each<[string, HistoryOptions, number, number]>([
  ['the least val_loss', {}, 2, 1.5],
  ['the greatest accuracy', { monitor: 'accuracy' }, 3, 0.9],
  ['the greatest val_accuracy', { monitor: 'val_accuracy' }, 2, 0.7],
  ['the least accuracy, if told so', { monitor: 'accuracy', mode: 'min' }, 1, 0.5],
])('marks %s', (_, options, epoch, value) => {
  const { monitor = 'val_loss' } = options;
  expect(subtitle(one, options)).toEqual([`Ring: the best epoch, ${epoch}, with ${monitor} ${value}.`]);
  expect(panels(one, options)[0]).toMatchObject({
    layer: [{}, {}, { data: { values: [{ epoch, part: 'validation' }] } }],
  });
});

test('marks the least loss where nothing was validated', () => {
  expect(subtitle({ history: { loss: [2, 1, 3] } })).toEqual(['Ring: the best epoch, 2, with loss 1.']);
});

test('marks nothing where there is no loss', () => {
  expect(subtitle({ history: { accuracy: [0.5, 0.6] } })).toBeNull();
});

test('tells where training diverged, and leaves a gap there', () => {
  const diverged = { history: { loss: [2, Number.NaN, Number.POSITIVE_INFINITY] } };
  expect(subtitle(diverged)).toEqual([
    'Ring: the best epoch, 1, with loss 2.',
    'loss is not a finite number in epoch 2: training diverged.',
  ]);
  expect(panels(diverged)).toMatchObject([{ data: { values: [{ value: 2 }, { value: null }, { value: null }] } }]);
});

test('places validation that ran every second epoch', () => {
  const every = { history: { loss: [4, 3, 2, 1], val_loss: [3.5, 1.5] } };
  expect(panels(every, { validationFreq: 2 })).toMatchObject([
    { data: { values: [{}, {}, {}, {}, { epoch: 2, value: 3.5 }, { epoch: 4, value: 1.5 }] } },
  ]);
});

test('places validation of a resumed run by the number of the epoch, as fit does', () => {
  const resumed = { history: { loss: [4, 3, 2], val_loss: [2.5] }, epoch: [2, 3, 4] };
  expect(panels(resumed, { validationFreq: 2 })).toMatchObject([
    { data: { values: [{}, {}, {}, { epoch: 4, value: 2.5 }] } },
  ]);
});

test('ticks are whole epochs that were', () => {
  const loss = (length: number) => ({ history: { loss: Array.from({ length }, () => 1) } });
  const ticks = (length: number) =>
    /"values":(\[[\d,]+\])/.exec(JSON.stringify(panels(loss(length))[0]?.['layer' as never]))?.[1];
  expect([1, 5, 30, 400].map(ticks)).toEqual([
    '[1]',
    '[1,2,3,4,5]',
    '[5,10,15,20,25,30]',
    '[50,100,150,200,250,300,350,400]',
  ]);
});

test('shows the metrics asked for, in that order', () => {
  expect(panels(one, { metrics: ['accuracy'] })).toMatchObject([{ title: { text: 'accuracy' } }]);
});

describe('history refuses', () => {
  test.each<[string, Parameters<typeof history>, RegExp]>([
    [
      'an empty history',
      [{ history: {} }],
      /history: expected at least one epoch of logs, received an empty history\. Call fit first/,
    ],
    ['a history without epochs', [{ history: { loss: [] } }], /an empty history/],
    ['no histories', [{}], /expected a history, or several by name, received an empty object/],
    [
      'values of unequal length',
      [{ history: { loss: [1, 2], accuracy: [1] } }],
      /history: accuracy: expected a value for each of 2 epochs, received 1/,
    ],
    [
      'fewer validations than epochs',
      [{ history: { loss: [1, 2], val_loss: [1] } }],
      /val_loss: .* pass the same validationFreq/,
    ],
    ['a metric it does not have', [one, { metrics: ['acuracy'] }], /received 'acuracy'\. Did you mean 'accuracy'\?/],
    ['a monitor it does not have', [one, { monitor: 'val_los' }], /received 'val_los'\. Did you mean 'val_loss'\?/],
    ['no metrics', [one, { metrics: [] }], /at least one name/],
    ['a validationFreq of 0', [one, { validationFreq: 0 }], /validationFreq: expected a positive integer, received 0/],
  ])('%s', (_, given, message) => {
    expect(() => history(...given)).toThrow(message);
  });

  test('what is not a history, naming the run', () => {
    const wrong: Parameters<typeof history>[0] = JSON.parse('{"adam": {"loss": [1]}}');
    expect(() => history(wrong)).toThrow(/history "adam": expected what fit gives back/);
  });
});
