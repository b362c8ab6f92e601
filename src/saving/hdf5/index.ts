export type { AttributeValue, Hdf5Attributes } from './attributes.ts';
export { Hdf5Dataset } from './dataset.ts';
export { Hdf5Group } from './group.ts';
export { readHdf5 } from './reader.ts';
export { type AttributeSource, type DatasetSource, type FixedStrings, Hdf5Tree } from './tree.ts';
export { writeHdf5 } from './writer.ts';
