import { describe, expect, test } from 'vitest';
import { placeholder } from '../graph/index.ts';
import { add } from '../ops/index.ts';
import { directSessions, openDirect } from './direct.node.ts';
import { identityModel } from './identity.ts';
import { compile, evaluateRaw, run, trace } from './index.ts';
import type { EngineTensor } from './ort.ts';

const { Tensor } = await import('onnxruntime-node');

function floats(...values: number[]): EngineTensor {
  return new Tensor('float32', Float32Array.from(values), [values.length]) as unknown as EngineTensor;
}

async function opened() {
  const Sessions = await directSessions((data) => floats(...data));
  if (Sessions === null) throw new Error('expected this version of onnxruntime-node to have a native part');
  return openDirect(Sessions, identityModel('float32', 1), { executionProviders: ['cpu'], logSeverityLevel: 4 });
}

describe('sessions of the native part', () => {
  test('give what the graph gives, as tensors of the package', async () => {
    const session = await opened();
    const [y] = Object.values(await session.run({ x: floats(1, 2, 3) }));
    expect(y).toBeInstanceOf(Tensor);
    expect(y?.data).toEqual(Float32Array.of(1, 2, 3));
    expect(y?.dims).toEqual([3]);
    await session.release();
  });

  test('refuse what the graph does not take with an error', async () => {
    const session = await opened();
    await expect(session.run({})).rejects.toThrow(/x|input/i);
    const cube = new Tensor('float32', Float32Array.of(1), [1, 1, 1]) as unknown as EngineTensor;
    await expect(session.run({ x: cube })).rejects.toThrow('Invalid rank');
  });

  test('let timers have their turn while runs follow each other without end', async () => {
    const x = placeholder({ dtype: 'float32', dims: [1] });
    const program = trace([x], false, () => [add(x, 1)]);
    const compiled = await compile(program);
    let rang = false;
    setTimeout(() => {
      rang = true;
    }, 1);
    const start = performance.now();
    const data = [{ data: Float32Array.of(1), shape: [1] }];
    while (!rang && performance.now() - start < 1000) await run(program, compiled, data, evaluateRaw);
    expect(rang).toBe(true);
  });

  test('are done without where the package has another form', async () => {
    class Session {
      loadModel() {}
    }
    class Later extends Session {
      readonly outputMetadata = [{ name: 'y' }];
      run = async () => ({ y: floats(3) });
      endProfiling() {}
      dispose() {}
    }
    const initOrt = () => undefined;
    const bindings = [{}, { InferenceSession: Session }, { InferenceSession: Later }];
    const modules = [{}, null, ...bindings.map((binding) => ({ binding, initOrt }))];
    const tensor = (data: Float32Array) => floats(...data);
    for (const module of modules) expect(await directSessions(tensor, async () => module)).toBeNull();
    expect(await directSessions(tensor, () => Promise.reject(new Error('no such module')))).toBeNull();
  });
});
