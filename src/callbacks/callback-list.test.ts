import { expect, test } from 'vitest';
import { layers, sequential } from '../index.ts';
import { Callback, callbackList, terminateOnNaN } from './index.ts';

class Diary extends Callback {
  readonly lines: string[];
  readonly own: string;

  constructor(own: string, lines: string[]) {
    super();
    this.own = own;
    this.lines = lines;
  }

  override async onTrainBegin(): Promise<void> {
    await Promise.resolve();
    this.lines.push(`${this.own} begins with ${this.model.name}`);
  }
  override onTrainBatchEnd(batch: number): void {
    this.lines.push(`${this.own} ${batch}`);
  }
  override onEpochEnd(_epoch: number, logs: Record<string, number>): void {
    logs[this.own] = Object.keys(logs).length;
  }
  override onTestEnd(): void {
    this.lines.push(`${this.own} tested`);
  }
  override getState(): string {
    return this.own;
  }
  override setState(state: unknown): void {
    this.lines.push(`${this.own} was ${String(state)}`);
  }
}

test('a list tells its callbacks of everything, in order, and waits', async () => {
  const lines: string[] = [];
  const list = callbackList([new Diary('a', lines)]);
  list.append(new Diary('b', lines));
  const net = sequential([layers.dense(1, { inputShape: [2] })], { name: 'net' });
  net.compile({ optimizer: 'sgd', loss: 'mse' });
  const data = [
    [1, 2],
    [3, 4],
  ];
  const history = await net.fit(data, [[1], [2]], {
    batchSize: 1,
    verbose: 0,
    callbacks: [list],
    validationData: [data, [[1], [2]]],
  });
  expect(lines).toEqual([
    'a begins with net',
    'b begins with net',
    ...['a 0', 'b 0', 'a 1', 'b 1'],
    ...['a tested', 'b tested'],
  ]);
  expect(history.history).toMatchObject({ a: [2], b: [3] });
  list.setState(await list.getState());
  expect(lines.slice(-2)).toEqual(['a was a', 'b was b']);
});

test('a list takes callbacks alone', () => {
  expect(() => callbackList([terminateOnNaN(), 1 as unknown as Callback])).toThrow(
    'callbackList(callbacks): expected callbacks, received number.',
  );
});
