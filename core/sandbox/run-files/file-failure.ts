import { HoldfastError } from '../../base/index.ts';

/** Why a file call of code failed, under the names that Node gives to such errors. */
export class FileFailure extends Error {
  override readonly name = 'FileFailure';
  readonly code: string;

  constructor(code: string, why: string) {
    super(why);
    this.code = code;
  }
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EISDIR: 'illegal operation on a directory',
  ENOTDIR: 'not a directory',
  EEXIST: 'file already exists',
  ENOTEMPTY: 'directory not empty',
};

/** A failure in its usual words. */
export function failure(code: 'ENOENT' | 'EISDIR' | 'ENOTDIR' | 'EEXIST' | 'ENOTEMPTY'): FileFailure {
  return new FileFailure(code, words[code] ?? code);
}

/** What a refusal of the mounts is to code; undefined for an error that is a bug of ours. */
export function failureOf(caught: unknown): FileFailure | undefined {
  if (caught instanceof FileFailure) return caught;
  if (!(caught instanceof HoldfastError)) return undefined;
  const reason = typeof caught.details.reason === 'string' ? caught.details.reason : caught.message;
  switch (caught.code) {
    case 'file_not_found':
    case 'folder_missing':
      return failure('ENOENT');
    case 'path_outside':
      return new FileFailure('EACCES', `outside of what this session can reach (${reason})`);
    case 'path_protected':
      return new FileFailure(
        'EACCES',
        `protected (${reason}): credentials, hooks and start-up files need a grant of their own`,
      );
    case 'path_invalid':
      return invalid(reason);
    case 'read_only':
      return new FileFailure('EROFS', 'read-only file system');
    case 'quota_exceeded':
      return new FileFailure('ENOSPC', 'no space left: the workspace of the session is full');
    case 'too_large':
      return new FileFailure('EFBIG', caught.message);
    case 'conflict':
      return new FileFailure('EBUSY', caught.message);
    default:
      return undefined;
  }
}

function invalid(reason: string): FileFailure {
  if (reason === 'it is a folder') return failure('EISDIR');
  if (reason === 'it is a file' || reason === 'a file is in the way') return failure('ENOTDIR');
  return new FileFailure('EINVAL', `invalid argument: the path ${reason}`);
}
