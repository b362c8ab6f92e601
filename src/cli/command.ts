import type { StoredArray, StoredWeight } from '../index.ts';
import type { Json } from '../utils/json.ts';

/** What the commands use of the library; loaded only when a command needs it. */
export interface Library {
  devices(): Promise<readonly DeviceReport[]>;
  readonly plot: {
    activations(names: readonly string[], options: { derivatives: boolean }): Picture | Promise<Picture>;
  };
  /** A model of a file: `.keras`, `.h5`, `model.json`, or `.onnx` as it runs. */
  loadModel(path: string): Promise<LoadedModel>;
  fileContents(path: string): Promise<Contents>;
  writeArrays(path: string, arrays: ReadonlyMap<string, StoredArray>): Promise<void>;
}

/** A model, as far as commands look. */
export interface LoadedModel {
  readonly name: string;
  readonly className: string;
  readonly layers: readonly LoadedLayer[];
  readonly weights: readonly LoadedWeight[];
  readonly trainableWeights: readonly LoadedWeight[];
  /** How inputs are nested, by names and shapes; null where only data tell. */
  readonly inputTemplate: {
    readonly names: readonly string[];
    readonly shapes: readonly (readonly (number | null)[])[];
  } | null;
  countParams(): number;
  summary(options: { readonly print: (text: string) => void; readonly expandNested?: boolean }): string;
  predict(x: never, options: { readonly batchSize?: number }): Promise<unknown>;
  save(path: string): Promise<void>;
  saveWeights(path: string): Promise<void>;
  loadWeights(path: string): Promise<unknown>;
  export(path: string, options: Readonly<Record<string, unknown>>): Promise<void>;
}

/** A layer of a model, as far as commands look. */
export interface LoadedLayer {
  readonly name: string;
  readonly className: string;
  readonly lastOutputShapes: readonly (readonly (number | null)[])[] | null;
  readonly trainable: boolean;
  countParams(): number;
}

/** A weight of a model, as far as commands look. */
export interface LoadedWeight {
  readonly path: string;
  readonly dtype: string;
  readonly shape: readonly (number | null)[];
  evaluated(): Promise<{ readonly data: ArrayBufferView; readonly shape: readonly number[] }>;
}

/** What a file holds. */
export interface Contents {
  readonly format: string;
  readonly config: Json;
  readonly weights: readonly StoredWeight[];
}

/** Whether a device works here, and if not, why. */
export interface DeviceReport {
  readonly name: string;
  readonly available: boolean;
  readonly reason?: string;
}

/** A drawing; the ending of the path says in which format it is saved. */
export interface Picture {
  save(path: string): Promise<void>;
}

/** One option of a command: a switch, or one that takes a value. */
export interface CommandOption {
  readonly short?: string;
  /** How the help calls its value; without one the option is a switch. */
  readonly value?: string;
  readonly help: string;
}

/** What a command is given. */
export interface CommandContext {
  /** What stands on the command line besides options. */
  readonly positionals: readonly string[];
  /** Options with a value. */
  readonly values: ReadonlyMap<string, string>;
  /** Switches that are on. */
  readonly switches: ReadonlySet<string>;
  readonly library: () => Promise<Library>;
  /** Writes to standard output. */
  readonly out: (text: string) => void;
}

/** A command of `layerwise`. */
export interface Command {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** How the help calls what stands besides options, as in `<activation …>`; without it nothing may. */
  readonly positionals?: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly examples: readonly string[];
  /** Does the work and gives the exit code: 0 for success, 1 for failure. */
  run(context: CommandContext): Promise<0 | 1>;
}

/** The command line itself is wrong: told with a hint to the help, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
