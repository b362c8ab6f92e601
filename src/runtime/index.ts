export { Baked } from './baked.ts';
export { currentDevice, type Device, type DeviceOptions, getDevice, setDevice } from './device.ts';
export { type DeviceReport, devices } from './devices.ts';
export { evaluate, evaluateRaw } from './evaluate.ts';
export { type Program, program, trace } from './program.ts';
export { type Data, run } from './run.ts';
export { type Compiled, type CompileOptions, compilations, compile } from './session.ts';
export { settleAssignments, setValue } from './state.ts';
export { write } from './write.ts';
