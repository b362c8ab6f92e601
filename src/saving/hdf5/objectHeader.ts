import type { Hdf5File } from './file.ts';

/** Numbers of the header messages that are understood; others are skipped unless they forbid it. */
export const messageTypes = {
  nil: 0,
  dataspace: 1,
  linkInfo: 2,
  datatype: 3,
  fillValueOld: 4,
  fillValue: 5,
  link: 6,
  externalFiles: 7,
  layout: 8,
  groupInfo: 10,
  filters: 11,
  attribute: 12,
  comment: 13,
  modifiedOld: 14,
  continuation: 16,
  symbolTable: 17,
  modified: 18,
  attributeInfo: 21,
  referenceCount: 22,
} as const;

const understood: ReadonlySet<number> = new Set(Object.values(messageTypes));

/** One message: `size` bytes at `at`. */
export interface Message {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

const flagBits = { shared: 2, failIfUnknown: 128 } as const;

/**
 * Lists the messages of an object header of version 1 or 2, its continuation blocks included.
 *
 * @throws FileError where a block lies outside of the file or is met twice, or a message must not be ignored.
 */
export function readMessages(file: Hdf5File, address: number): readonly Message[] {
  return file.startsWith('OHDR', address) ? readVersion2(file, address) : readVersion1(file, address);
}

/** The one message of a type; null where there is none. */
export function onlyMessage(file: Hdf5File, messages: readonly Message[], type: number): Message | null {
  const found = messages.filter((message) => message.type === type);
  if (found.length > 1) file.damaged(`one message of type ${type} in a header`, `${found.length}`);
  return found[0] ?? null;
}

interface Block {
  readonly at: number;
  readonly size: number;
}

/** Version 1: messages of 8 bytes and content, padded to 8, in a first block and continuations. */
function readVersion1(file: Hdf5File, address: number): readonly Message[] {
  if (file.u8(address) !== 1) file.damaged(`an object header at byte ${address}`, 'something else');
  const count = file.u16(address + 2);
  const messages: Message[] = [];
  const blocks: Block[] = [{ at: address + 16, size: file.u32(address + 8) }];
  let met = 0;
  for (const block of blocks) {
    file.visit(block.at, block.size);
    const end = block.at + block.size;
    let at = block.at;
    while (met < count && at + 8 <= end) {
      const message = { type: file.u16(at), at: at + 8, size: file.u16(at + 2) };
      take(file, message, file.u8(at + 4), end, messages, blocks);
      at = message.at + message.size;
      met++;
    }
  }
  if (met < count) file.damaged(`${count} messages in the header at byte ${address}`, String(met));
  return messages;
}

/** Version 2: a signature, narrower fields, checksums; messages are not padded. */
function readVersion2(file: Hdf5File, address: number): readonly Message[] {
  if (file.u8(address + 4) !== 2) file.damaged('an object header of version 2', `version ${file.u8(address + 4)}`);
  const flags = file.u8(address + 5);
  // Four times and two bounds for attributes are optional.
  const start = address + 6 + (flags & 32 ? 16 : 0) + (flags & 16 ? 4 : 0);
  const width = 2 ** (flags & 3);
  const headSize = flags & 4 ? 6 : 4;
  const messages: Message[] = [];
  const blocks: Block[] = [{ at: start + width, size: file.unsigned(start, width) }];
  for (const [i, block] of blocks.entries()) {
    file.visit(block.at, block.size);
    if (i > 0) file.expect('OCHK', block.at, "a header's continuation");
    // Only continuations count their signature and checksum in their size.
    const end = block.at + block.size - (i > 0 ? 4 : 0);
    let at = block.at + (i > 0 ? 4 : 0);
    while (at + headSize <= end) {
      const message = { type: file.u8(at), at: at + headSize, size: file.u16(at + 1) };
      take(file, message, file.u8(at + 3), end, messages, blocks);
      at = message.at + message.size;
    }
  }
  return messages;
}

function take(
  file: Hdf5File,
  message: Message,
  flags: number,
  end: number,
  messages: Message[],
  blocks: Block[],
): void {
  const { type, at, size } = message;
  if (at + size > end) file.damaged(`a message up to byte ${end}`, `one up to byte ${at + size}`);
  if (type === messageTypes.nil) return;
  if (type === messageTypes.continuation) {
    blocks.push({ at: file.u64(at), size: file.u64(at + 8) });
    return;
  }
  if (!understood.has(type)) {
    if (flags & flagBits.failIfUnknown) file.refuse('known header messages', `type ${type}`, 'Save it with h5py.');
    return;
  }
  if (flags & flagBits.shared) {
    file.refuse(
      'messages inside of their header',
      'a shared one (a named datatype)',
      'Save it without named datatypes.',
    );
  }
  messages.push(message);
}
