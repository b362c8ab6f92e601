export type { ZipEntry } from './directory.ts';
export { readZip, type ZipArchive, type ZipLimits } from './reader.ts';
export { writeZip, type ZipMember } from './writer.ts';
