import type { DType, Target, TypedArray } from '../graph/index.ts';

/** A tensor of ONNX Runtime, as far as we use it. */
export interface EngineTensor {
  readonly dims: readonly number[];
  readonly location: string;
  /** The values; only for tensors in main memory. */
  readonly data: TypedArray;
  dispose(): void;
}

/** A compiled graph. */
export interface EngineSession {
  /**
   * Runs the graph.
   *
   * @param into - tensors for all results, where the engine can write into these: they are what it gives then.
   */
  run(
    feeds: Readonly<Record<string, EngineTensor>>,
    into?: Readonly<Record<string, EngineTensor>>,
  ): Promise<Readonly<Record<string, EngineTensor>>>;
  /**
   * Runs the graph on this thread before anything else does; missing where the engine cannot. It never gives way: whoever calls it waits
   * for the engine's `dueTurn` first.
   */
  runAtOnce?(
    feeds: Readonly<Record<string, EngineTensor>>,
    into?: Readonly<Record<string, EngineTensor>>,
  ): Readonly<Record<string, EngineTensor>>;
  release(): Promise<void>;
}

/** How long a node's kernel ran. */
export interface NodeTime {
  readonly name: string;
  readonly microseconds: number;
}

/** A compiled graph whose nodes are measured. */
export interface ProfilingSession extends EngineSession {
  /** The times of all nodes in all runs, in order. */
  end(): Promise<readonly NodeTime[]>;
}

/** How a graph is compiled. */
export interface SessionSettings {
  /** How far the engine rewrites the graph: `'extended'` for training, `'all'` for graphs with weights inside. */
  readonly optimization: 'disabled' | 'basic' | 'extended' | 'all';
  /** Outputs that stay on the device. */
  readonly kept: readonly string[];
  /** Threads of the CPU; null leaves it to the environment. */
  readonly threads: number | null;
  /** Whether a node that the device cannot run is an error rather than run on the CPU. */
  readonly strict: boolean;
}

/**
 * What an engine does with memory that it is given for its results: hands it back, needs a signal in the graph to leave it at
 * that, or copies from it whatever one does.
 */
export type Fetching = 'returned' | 'signal' | 'copied';

/** One build of ONNX Runtime, for one kind of device. */
export interface Engine {
  /** How many channels its convolutions over blocks of channels take at a time; 0 where it has none. */
  blocks(): Promise<number>;
  /** Whether results can be written into memory of ours. */
  fetching(): Promise<Fetching>;
  /** Waits until timers and sockets have had their turn, where one is due; null where none is. */
  dueTurn?(): Promise<void> | null;
  tensor(dtype: DType, data: TypedArray, dims: readonly number[]): EngineTensor;
  session(model: Uint8Array, settings: SessionSettings): Promise<EngineSession>;
  /** The same, with times taken; missing where the engine keeps them to itself. */
  profilingSession?(model: Uint8Array, settings: SessionSettings): Promise<ProfilingSession>;
  /** The values of a tensor that lies on the device. */
  download(tensor: EngineTensor, dtype: DType): Promise<TypedArray>;
}

/** What an environment (Node, browser) offers. */
export interface Environment {
  /** The devices there can be, the default first. */
  readonly targets: readonly Target[];
  /** Loads the engine of a device. Throws an EngineError where the package is not installed. */
  load(target: Target): Promise<Engine>;
}
