import { unzipSync } from 'fflate';
import { importLimits } from '../limits.ts';
import type { Problem, SourceFile } from '../types.ts';

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
const hidden = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|\._)/;

/**
 * The files of a zip, in memory; nothing is written anywhere. Left out and told: names that lead out of the archive, archives in it,
 * files that are too large, or so much smaller in the archive that it is a bomb. Throws where it is damaged or encrypted.
 */
export function unzip(
  bytes: Uint8Array,
  archive: string,
  room: Room,
  tell: (problem: Problem) => void,
): { files: SourceFile[]; unread: number } {
  let unread = 0;
  const declared = new Map<string, number>();
  const unpacked = unzipSync(bytes, {
    filter({ name, size, originalSize }) {
      if (name.endsWith('/') || hidden.test(name)) return false;
      const leave = (why: Problem['why']) => {
        tell({ file: `${archive}/${name.slice(0, 300)}`, line: null, why });
        return false;
      };
      if (!isSafeName(name)) return leave('unsafe_name');
      if (/\.zip$/i.test(name)) return leave('nested_archive');
      if (neverWords.test(name)) {
        unread += 1;
        return false;
      }
      const isBomb = originalSize > 1024 * 1024 && originalSize > size * importLimits.unpackedRatio;
      if (isBomb || originalSize > importLimits.fileBytes || originalSize > room.bytes)
        return leave('too_large');
      if (room.files <= 0) return leave('too_many');
      room.bytes -= originalSize;
      room.files -= 1;
      declared.set(name, originalSize);
      return true;
    },
  });
  const files = Object.entries(unpacked).map(([name, content]) => ({
    path: `${archive}/${name}`,
    group: archive,
    bytes: content,
  }));
  return { files, unread };
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
