import { decodeText } from '../formats/bytes.ts';
import { readDense } from './dense.ts';
import type { Hdf5File } from './file.ts';
import { type Message, messageTypes, onlyMessage } from './objectHeader.ts';
import { symbolTableLinks } from './symbolTable.ts';

/** A group's member: its name and, for the only kind that is followed, the address of its object header. */
export interface Link {
  readonly name: string;
  readonly kind: 'hard' | 'soft' | 'external';
  readonly address: number | null;
}

/**
 * Lists a group's members in the order of their names' bytes; null where the messages are no group's.
 *
 * @throws FileError where a name is empty, has a slash, or stands twice.
 */
export function readLinks(file: Hdf5File, messages: readonly Message[]): readonly Link[] | null {
  const table = onlyMessage(file, messages, messageTypes.symbolTable);
  const info = onlyMessage(file, messages, messageTypes.linkInfo);
  const direct = messages.filter(({ type }) => type === messageTypes.link);
  if (table && (info || direct.length > 0)) file.damaged('one kind of group', 'two in one header');
  if (!table && !info) return null;
  const links = table ? symbolTableLinks(file, table.at) : direct.map(({ at, size }) => readLink(file, at, size));
  if (info) {
    // Flags tell whether a creation order follows; then come the heap and the index by name.
    const at = info.at + 2 + (file.u8(info.at + 1) & 1 ? 8 : 0);
    for (const object of readDense(file, file.address(at), file.address(at + 8))) {
      links.push(readLink(file, object.at, object.size));
    }
    links.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
  const names = new Set<string>();
  for (const { name } of links) {
    if (name === '' || name === '.' || name.includes('/')) file.damaged("a member's name", JSON.stringify(name));
    if (names.has(name)) file.damaged('each name once in a group', `"${name}" twice`);
    names.add(name);
  }
  return links;
}

const linkKinds: Readonly<Record<number, Link['kind']>> = { 0: 'hard', 1: 'soft', 64: 'external' };

/** Reads a link message (version 1): optional fields by flags, a name, and what it points to. */
function readLink(file: Hdf5File, at: number, size: number): Link {
  const [version, flags] = [file.u8(at), file.u8(at + 1)];
  if (version !== 1) file.damaged('a link of version 1', `version ${version}`);
  let next = at + 2;
  const kind = linkKinds[flags & 8 ? file.u8(next++) : 0];
  if (!kind) return file.damaged('a hard, soft or external link', 'another kind');
  if (flags & 4) next += 8;
  if (flags & 16) next += 1;
  const width = 2 ** (flags & 3);
  const length = file.unsigned(next, width);
  if (next + width + length > at + size) file.damaged('a name inside of its link', 'a longer one');
  const name = decodeText(`${file.where}: a member's name`, file.view(next + width, length));
  return { name, kind, address: kind === 'hard' ? file.u64(next + width + length) : null };
}
