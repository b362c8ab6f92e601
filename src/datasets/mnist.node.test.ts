import { beforeAll, describe, expect, test } from 'vitest';
import { type Mnist, mnist } from './mnist.ts';

describe('MNIST', () => {
  let set: Mnist;
  beforeAll(async () => {
    set = await mnist();
  });

  test('has 60,000 digits to learn from and 10,000 to judge by', () => {
    const { train, test } = set;
    expect([train.images.shape, train.labels.shape]).toEqual([[60000, 28, 28], [60000]]);
    expect([test.images.shape, test.labels.shape]).toEqual([[10000, 28, 28], [10000]]);
  });

  test('begins with the digits that every tutorial shows', () => {
    expect([...set.train.labels.data.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...set.test.labels.data.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  });

  // 0.1307, the mean that PyTorch's MNIST example normalizes by; counts by class as published with the data.
  test('has the known mean and class counts', () => {
    const { images, labels } = set.train;
    const mean = images.data.reduce((sum, pixel) => sum + pixel, 0) / images.data.length / 255;
    expect(mean).toBeCloseTo(0.1307, 4);
    const counts = new Array<number>(10).fill(0);
    for (const label of labels.data) counts[label] = (counts[label] ?? 0) + 1;
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  });

  test('normalize gives float32 from 0 to 1', async () => {
    const { test } = await mnist({ normalize: true });
    const { data } = test.images;
    expect(data).toBeInstanceOf(Float32Array);
    expect([data.reduce((a, b) => Math.min(a, b)), data.reduce((a, b) => Math.max(a, b))]).toEqual([0, 1]);
  });

  test("says so when the folder named by 'from' has no digits", async () => {
    await expect(mnist({ from: '/no-such-folder' })).rejects.toThrow(/train-images-idx3-ubyte: expected this file/);
  });
});
