export type { DownloadOptions, Progress } from './download.ts';
export { type Flowers, type Iris, type IrisOptions, iris } from './iris.ts';
export { type Digits, type Mnist, type MnistOptions, mnist } from './mnist.ts';
