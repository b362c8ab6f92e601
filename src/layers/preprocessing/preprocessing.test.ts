import { layerTest } from '../../testing/layer-test.ts';
import { rescaling } from '../index.ts';

layerTest('rescaling', {
  make: () => rescaling(0.5, { offset: -1 }),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 3, 4],
  open: [1, 2],
  mask: 'passes',
  bad: [
    {
      run: () => rescaling('x' as never, { name: 'a' }),
      message: 'rescaling "a": scale: expected a number, or nested arrays of numbers, received "x".',
    },
  ],
});

layerTest('rescaling of channels', {
  make: () => rescaling([0.5, 1, 2], { offset: [0, 1, -1] }),
  inputs: { shape: [2, 2, 3] },
  expectedShape: [2, 2, 3],
  open: [1],
});
