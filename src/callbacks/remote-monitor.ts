import { settled } from '../losses/settings.ts';
import { Callback, type Logs } from '../training/index.ts';
import { boolean, text } from './checks.ts';
import { warn } from './print.ts';

/** Options of sending logs to a server. */
export interface RemoteMonitorConfig {
  /** Where the server is. Default `'http://localhost:9000'`. */
  root: string;
  /** Where on it logs go. Default `'/publish/epoch/end/'`. */
  path: string;
  /** The field of the form that the logs are sent in, as JSON. Default `'data'`. */
  field: string;
  /** Headers of the request. Default `null`. */
  headers: Readonly<Record<string, string>> | null;
  /** Whether the logs are sent as JSON, rather than in a form. Default `false`. */
  sendAsJson: boolean;
}

/**
 * Sends the number and the logs of each epoch to a server by HTTP POST. A server that is not there is warned of, no more.
 *
 * @see https://keras.io/api/callbacks/remote_monitor/
 */
export class RemoteMonitor extends Callback {
  /** All options, complete. */
  readonly config: Readonly<RemoteMonitorConfig>;

  constructor(given: Partial<RemoteMonitorConfig> = {}) {
    super();
    this.config = settled<RemoteMonitorConfig>(
      'RemoteMonitor',
      {
        root: 'http://localhost:9000',
        path: '/publish/epoch/end/',
        field: 'data',
        headers: null,
        sendAsJson: false,
      },
      given,
    );
    for (const option of ['root', 'path', 'field'] as const) text(`RemoteMonitor: ${option}`, this.config[option]);
    boolean('RemoteMonitor: sendAsJson', this.config.sendAsJson);
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    const { root, path, field, headers, sendAsJson } = this.config;
    const json = JSON.stringify({ epoch, ...logs });
    const type = sendAsJson ? { 'content-type': 'application/json' } : {};
    const body = sendAsJson ? json : new URLSearchParams({ [field]: json });
    try {
      const response = await fetch(root + path, { method: 'POST', headers: { ...type, ...headers }, body });
      await response.arrayBuffer();
    } catch {
      warn(`Could not reach RemoteMonitor root server at ${root}`);
    }
  }
}

/**
 * Sends the number and the logs of each epoch to a server.
 *
 * @param options - see `RemoteMonitorConfig`.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * callbacks.remoteMonitor({ sendAsJson: true }).config.root // => 'http://localhost:9000'
 * @see https://keras.io/api/callbacks/remote_monitor/
 */
export function remoteMonitor(options: Partial<RemoteMonitorConfig> = {}): RemoteMonitor {
  return new RemoteMonitor(options);
}
