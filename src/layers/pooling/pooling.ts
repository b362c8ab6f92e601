import type { Tensor } from '../../graph/index.ts';
import { checkPadding, type Padding, type PerAxis, perAxis } from '../../ops/conv-window.ts';
import { hasRank } from '../checks.ts';
import { type DataFormat, dataFormatOf } from '../data-format.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';
import { axesNames } from '../reshaping/sides.ts';

/** Options of a pool. */
export interface PoolingConfig extends LayerConfig {
  /** Size of the window: a number for all spatial axes, or one for each. */
  poolSize: PerAxis;
  /** How far the window moves. Default `null`: by its own size, so that windows lie side by side. */
  strides: PerAxis | null;
  /** `'valid'` (default): windows lie inside the data. `'same'`: `ceil(length / stride)` places. */
  padding: Padding;
  /** Default `'channelsLast'`. */
  dataFormat: DataFormat;
}

/** What all layers share that pool windows. */
export abstract class Pooling extends Layer<PoolingConfig, 'poolSize'> {
  static override readonly needed: readonly string[] = ['poolSize'];
  readonly #rank: number;

  constructor(where: string, given: Given<PoolingConfig, 'poolSize'>, rank: number) {
    const { padding = 'valid' } = given;
    const poolSize = perAxis(`${where}: poolSize`, given.poolSize, rank);
    const strides = perAxis(`${where}: strides`, given.strides ?? poolSize, rank);
    checkPadding(where, padding);
    const window = { strides, padding, dataFormat: dataFormatOf(where, given.dataFormat) };
    super({ ...given, ...window, poolSize }, window);
    this.#rank = rank;
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    hasRank(this.label, inputs, this.#rank + 2, axesNames(this.#rank, this.config.dataFormat));
  }
}

/** Options of a pool over all places. */
export interface GlobalPoolingConfig extends LayerConfig {
  /** Default `'channelsLast'`. */
  dataFormat: DataFormat;
  /** Whether the spatial axes stay, with length 1. Default `false`. */
  keepdims: boolean;
}

/** What all layers share that pool all places. */
export abstract class GlobalPooling extends Layer<GlobalPoolingConfig> {
  static override readonly needed: readonly string[] = [];
  readonly #rank: number;

  constructor(where: string, given: Given<GlobalPoolingConfig>, rank: number) {
    const dataFormat = dataFormatOf(where, given.dataFormat);
    super({ ...given, dataFormat }, { dataFormat, keepdims: false });
    this.#rank = rank;
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    hasRank(this.label, inputs, this.#rank + 2, axesNames(this.#rank, this.config.dataFormat));
  }

  /** The axes that are reduced. */
  protected get spatialAxes(): readonly number[] {
    const first = this.config.dataFormat === 'channels_first' ? 2 : 1;
    return Array.from({ length: this.#rank }, (_, axis) => axis + first);
  }
}

/** Options of an adaptive pool. */
export interface AdaptivePoolingConfig extends LayerConfig {
  /** Lengths of the output's spatial axes: a number for all, or one for each. */
  outputSize: PerAxis;
  /** Default `'channelsLast'`. */
  dataFormat: DataFormat;
}

/** What all layers share that pool to a fixed length. */
export abstract class AdaptivePooling extends Layer<AdaptivePoolingConfig, 'outputSize'> {
  static override readonly needed: readonly string[] = ['outputSize'];
  readonly #rank: number;

  constructor(where: string, given: Given<AdaptivePoolingConfig, 'outputSize'>, rank: number) {
    const outputSize = perAxis(`${where}: outputSize`, given.outputSize, rank);
    const dataFormat = dataFormatOf(where, given.dataFormat);
    super({ ...given, outputSize, dataFormat }, { dataFormat });
    this.#rank = rank;
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    hasRank(this.label, inputs, this.#rank + 2, axesNames(this.#rank, this.config.dataFormat));
  }
}
