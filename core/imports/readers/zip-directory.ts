/** What an archive's list says of an entry besides its name and its sizes. */
export interface ZipEntry {
  isEncrypted: boolean;
  /** It points at another file: what it holds is a path. */
  isLink: boolean;
}

const entrySign = 0x02014b50;
const endSign = 0x06054b50;
const entryBytes = 46;
const endBytes = 22;
const unix = 3;
const kindBits = 0xf000;
const link = 0xa000;

/** The entries of a zip in the order of its list (APPNOTE 4.3.12); as far as they can be read, none of an archive larger than 4 GB. */
export function zipEntries(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: ZipEntry[] = [];
  const end = endOfList(view);
  if (end === null) return entries;
  for (let at = view.getUint32(end + 16, true); at + entryBytes <= end; ) {
    if (view.getUint32(at, true) !== entrySign) break;
    const isUnix = view.getUint8(at + 5) === unix;
    const kind = (view.getUint32(at + 38, true) >>> 16) & kindBits;
    entries.push({
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      isLink: isUnix && kind === link,
    });
    // name, extra fields, comment
    at += entryBytes + [28, 30, 32].reduce((sum, field) => sum + view.getUint16(at + field, true), 0);
  }
  return entries;
}

/** A comment of at most 64 KB may stand behind it. */
function endOfList(view: DataView): number | null {
  const first = Math.max(0, view.byteLength - endBytes - 0xffff);
  for (let at = view.byteLength - endBytes; at >= first; at -= 1)
    if (view.getUint32(at, true) === endSign) return at;
  return null;
}
