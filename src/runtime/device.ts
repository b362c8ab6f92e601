import { environment } from '#ort';
import type { Target } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import type { Engine } from './ort.ts';

/** A device on which programs run: `'cpu'` and `'webgpu'` in Node, `'wasm'` and `'webgpu'` in the browser. */
export type Device = Target;

/** Settings of a device. */
export interface DeviceOptions {
  /** Threads of the CPU or of WebAssembly. Default: all cores in Node; in the browser what ONNX Runtime chooses. */
  readonly threads?: number;
}

interface Chosen {
  readonly device: Device;
  readonly threads: number | null;
}

const [first = 'cpu'] = environment.targets;
let chosen: Chosen = { device: first, threads: null };
const engines = new Map<Device, Promise<Engine>>();

/** The device in use. */
export function getDevice(): Device {
  return chosen.device;
}

/** The device in use with its settings. */
export function currentDevice(): Chosen {
  return chosen;
}

/**
 * Chooses the device on which everything from here on runs. Weights move along by themselves.
 *
 * @param device - `'cpu'` (default in Node), `'wasm'` (default in the browser) or `'webgpu'`.
 * @throws {ArgumentError} for a device that this environment does not have.
 */
export function setDevice(device: Device, options: DeviceOptions = {}): void {
  if (!environment.targets.includes(device))
    throw new ArgumentError('setDevice', {
      expected: `one of ${environment.targets.map((name) => `'${name}'`).join(', ')} in this environment`,
      received: `'${device}'`,
      mend: didYouMean(device, environment.targets),
    });
  const { threads = null } = options;
  if (threads !== null && (!Number.isInteger(threads) || threads < 1))
    throw new ArgumentError('setDevice: threads', { expected: 'a positive integer', received: String(threads) });
  chosen = { device, threads };
}

/** The engine of a device, loaded once. */
export function engineOf(device: Device): Promise<Engine> {
  let engine = engines.get(device);
  if (engine === undefined) {
    engine = environment.load(device);
    engines.set(device, engine);
    // A failed load may be mended (a package installed, a flag set), so it is not kept.
    engine.catch(() => engines.delete(device));
  }
  return engine;
}

/** The devices this environment can have. */
export function knownDevices(): readonly Device[] {
  return environment.targets;
}
