import { unzipSync } from 'fflate';
import { importLimits } from '../limits.ts';
import type { ImportProblem, SourceFile, Tell } from '../types.ts';
import { zipEntries } from './zip-directory.ts';

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);

/** What may still be unpacked of an import. */
export interface Room {
  bytes: number;
  files: number;
}

/** Of an archive's pictures, sound and programs nothing can be read: they are not even unpacked. */
const neverWords =
  /\.(?:png|jpe?g|gif|webp|bmp|ico|heic|svg|mp[34]|m4a|wav|ogg|webm|mov|avi|dat|bin|exe|dll|woff2?|ttf|otf|db|sqlite)$/i;
/** Each reads the archive's whole list again. */
const mostByThemselves = 1000;
const hidden = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|\._)/;

/**
 * The files of a zip, in memory; nothing is written anywhere. Left out and told: names that lead out of the archive, archives in it,
 * links, what is encrypted, files that are
 * too large, or so much smaller in the archive that it is a bomb. Throws where it is damaged.
 */
export function unzip(
  bytes: Uint8Array,
  archive: string,
  room: Room,
  tell: Tell,
): { files: SourceFile[]; unread: number } {
  let unread = 0;
  // by their places in the archive's list: two may have one name
  const wanted = new Map<number, string>();
  const entries = zipEntries(bytes);
  let place = -1;
  unzipSync(bytes, {
    filter({ name, size, originalSize }) {
      place += 1;
      if (name.endsWith('/') || hidden.test(name)) return false;
      const leave = (why: ImportProblem) => {
        tell(`${archive}/${name}`, why);
        return false;
      };
      if (!isSafeName(name)) return leave('unsafe_name');
      if (entries[place]?.isLink) return leave('link');
      if (/\.zip$/i.test(name)) return leave('nested_archive');
      if (neverWords.test(name)) {
        unread += 1;
        return false;
      }
      if (entries[place]?.isEncrypted) return leave('encrypted');
      const isBomb = originalSize > 1024 * 1024 && originalSize > size * importLimits.unpackedRatio;
      // what is stored as it is comes out as large as it lies there, whatever else the list says
      const most = Math.max(size, originalSize);
      if (isBomb || most > importLimits.fileBytes || most > room.bytes) return leave('too_large');
      if (room.files <= 0) return leave('too_many');
      room.bytes -= most;
      room.files -= 1;
      wanted.set(place, name);
      // looked through first: nothing is unpacked before its size is known
      return false;
    },
  });
  const tellDamaged = (name: string) => tell(`${archive}/${name}`, 'damaged');
  const files = Object.entries(unpackedOf(bytes, wanted, tellDamaged)).map(([name, content]) => ({
    path: `${archive}/${name}`,
    group: archive,
    isPacked: true,
    bytes: content,
  }));
  return { files, unread };
}

/** The content of these files. Where one of them is damaged, each is unpacked by itself, so that it takes none of the others along. */
function unpackedOf(
  bytes: Uint8Array,
  wanted: ReadonlyMap<number, string>,
  tellDamaged: (name: string) => void,
): Record<string, Uint8Array> {
  const unpack = (isWanted: (place: number) => boolean) => {
    let place = -1;
    return unzipSync(bytes, {
      filter() {
        place += 1;
        return isWanted(place);
      },
    });
  };
  try {
    return unpack((place) => wanted.has(place));
  } catch (caught) {
    if (wanted.size > mostByThemselves) throw caught;
  }
  const unpacked: Record<string, Uint8Array> = {};
  for (const [wantedPlace, name] of wanted) {
    try {
      Object.assign(
        unpacked,
        unpack((place) => place === wantedPlace),
      );
    } catch {
      tellDamaged(name);
    }
  }
  return unpacked;
}

/** A path below a folder, whatever system reads it. */
export function isSafeName(name: string): boolean {
  const parts = name.split('/');
  return (
    name.length <= 1000 &&
    !/^(?:[a-z]:|[\\/])/i.test(name) &&
    !/[\\\0]/.test(name) &&
    parts.every((part) => part !== '..' && part !== '.' && part !== '')
  );
}
