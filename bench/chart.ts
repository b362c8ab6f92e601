// Results as a picture: how long each contender takes, as a multiple of ours, on a logarithmic axis.
import { plot } from 'layerwise';
import { readWorkloads } from './command-line.ts';
import type { Results } from './results.ts';
import { timed } from './table.ts';

const panels = { step: 'a step of training', single: 'predicting one sample', large: 'predicting a large batch' };

/** Colours are not the only sign. */
const shapes = [
  'circle',
  'square',
  'diamond',
  'triangle-up',
  'cross',
  'triangle-down',
  'triangle-right',
  'triangle-left',
];

/** The picture of a run. */
export function chart(results: Results): plot.Plot {
  const workloads = readWorkloads().filter(({ compiling }) => !compiling);
  const order = workloads.map(({ title }) => title);
  const values = workloads.flatMap(({ name, title }) => {
    const rows = results.rows.filter((row) => row.workload === name);
    const ours = rows.find((row) => row.ours);
    return timed.flatMap((column) =>
      rows.flatMap((row) => {
        const [time, own] = [row[column]?.median, ours?.[column]?.median];
        if (row.ours || time === undefined || own === undefined) return [];
        return [{ workload: title, contender: row.contender, panel: column, ratio: time / own }];
      }),
    );
  });
  const contenders = [...new Set(values.map(({ contender }) => contender))];
  const title = 'How many times as long as Layerwise';
  const panel = (column: (typeof timed)[number], i: number) => ({
    width: 250,
    height: 30 * order.length,
    title: { text: panels[column], fontSize: 13 },
    data: { values: values.filter((value) => value.panel === column) },
    layer: [
      { mark: { type: 'rule' as const, color: '#222222', strokeWidth: 1.5 }, encoding: { x: { datum: 1 } } },
      {
        mark: { type: 'point' as const, filled: true, size: 80, opacity: 0.9 },
        encoding: {
          x: {
            field: 'ratio',
            type: 'quantitative' as const,
            scale: { type: 'log' as const },
            axis: { title: 'left of the line: faster than we are', format: '~g', tickCount: 5 },
          },
          y: {
            field: 'workload',
            type: 'nominal' as const,
            scale: { domain: order },
            axis: i === 0 ? { title: null, labelLimit: 420, grid: true } : { title: null, labels: false, grid: true },
          },
          color: {
            field: 'contender',
            type: 'nominal' as const,
            scale: { domain: contenders },
            legend: { title: null, orient: 'bottom' as const, columns: 4, symbolSize: 90 },
          },
          shape: {
            field: 'contender',
            type: 'nominal' as const,
            scale: { domain: contenders, range: shapes.slice(0, contenders.length) },
          },
        },
      },
    ],
  });
  const template = plot.histogram([0]).spec;
  return new plot.Plot(
    {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      background: 'white',
      padding: 16,
      ...(template.config && { config: template.config }),
      description: title,
      title: { text: title, subtitle: `${results.processor}, ${results.threads} threads, ${results.date}` },
      hconcat: timed.map(panel),
    },
    title,
  );
}
