/**
 * What is wrong with a member's name, or null where nothing is: names are relative paths with `/` that stay inside of
 * the folder they are unpacked to, on every system.
 *
 * @example
 * complaintAboutName('../etc/passwd') // => 'a path that leaves the archive'
 */
export function complaintAboutName(name: string): string | null {
  if (name === '') return 'an empty name';
  if (name.includes('\0')) return 'a NUL character';
  if (name.includes('\\')) return 'a backslash';
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'an absolute path';
  const parts = name.replace(/\/$/, '').split('/');
  if (parts.includes('..')) return 'a path that leaves the archive';
  if (parts.includes('.') || parts.includes('')) return 'a path with empty parts';
  return null;
}
