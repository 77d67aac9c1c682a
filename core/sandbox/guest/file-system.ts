/**
 * `fs` of the guest: the promises of Node's, for code that imports it. Paths and data go to the host as one JSON text; bytes as 32-bit
 * words, which the engine reads and writes much faster than base64. Large files go in pieces.
 */
export const fileSystemSource = `
const wordsToBytes = function (data, count) {
  const words = new Words(data.length);
  apply(typedSet, words, [data]);
  return new Bytes(apply(viewBuffer, words, []), 0, count);
};
const bytesToWords = function (bytes) {
  const length = apply(viewByteLength, bytes, []);
  const words = new Words(floor((length + 3) / 4));
  apply(typedSet, new Bytes(apply(viewBuffer, words, [])), [bytes]);
  return '[' + apply(typedJoin, words, [',']) + ']';
};
const fsError = function (origin, code, text, call, path, to) {
  const where = path === undefined ? '' : " '" + path + "'" + (to === undefined ? '' : " -> '" + to + "'");
  hide(origin, 'message', code + ': ' + text + ', ' + call + where);
  origin.code = code; origin.syscall = call;
  if (path !== undefined) origin.path = path;
  if (to !== undefined) origin.dest = to;
  return origin;
};
const invalidArgument = function (text) {
  const error = new TypeErrorConstructor(text);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
};
const pathOf = function (given) {
  if (typeof given !== 'string') throw invalidArgument('The path must be a string: /workspace/…, /mnt/session/…, /mnt/folders/<name>/… or relative to /workspace.');
  if (given === '' || apply(stringIndexOf, given, ['\\0']) >= 0 || apply(stringToWellFormed, given, []) !== given) throw invalidArgument('The path must not be empty, hold a NUL character or half of a surrogate pair.');
  return given;
};
const encodings = new MapConstructor();
const names = ['utf8', 'utf8', 'utf-8', 'utf8', 'utf16le', 'utf16le', 'ucs2', 'utf16le', 'latin1', 'latin1', 'binary', 'latin1', 'base64', 'base64', 'base64url', 'base64url', 'hex', 'hex', 'ascii', 'ascii'];
for (let index = 0; index < names.length; index += 2) apply(mapSet, encodings, [names[index], names[index + 1]]);
const encodingOf = function (given) {
  if (given === undefined || given === null || given === 'buffer') return null;
  const known = typeof given === 'string' ? apply(mapGet, encodings, [apply(stringToLowerCase, given, [])]) : undefined;
  if (known === undefined) throw invalidArgument('There is no such encoding.');
  return known;
};
const optionsOf = function (given) {
  if (given === undefined || given === null) return {};
  if (typeof given === 'string') return { encoding: given };
  if (typeof given !== 'object') throw invalidArgument('The options must be an object.');
  return given;
};
// input holds primitives only; data is JSON text of its own
const askFiles = function (job, input, take, data) {
  let json = stringify(input);
  if (data !== undefined) json = apply(stringSlice, json, [0, -1]) + ',"data":' + data + '}';
  callHost('#fs', json, job.origin, function (answer) {
    if (answer.error !== null) return job.reject(fsError(job.origin, answer.error.code, answer.error.message, job.call, input.path, input.to));
    take(answer.value);
  }, job.reject);
};
const files = {};
const define = function (name, call, body) {
  fix(files, name, function (first, second, third) {
    const origin = new ErrorConstructor('');
    if (typeof first === 'function' || typeof second === 'function' || typeof third === 'function') throw new TypeErrorConstructor('fs.' + name + ': there are no callbacks here; await the promise it returns.');
    return new PromiseConstructor(function (resolve, reject) {
      body({ __proto__: null, origin: origin, call: call, resolve: resolve, reject: reject }, first, second, third);
    });
  });
};
// Node's Buffer would do the same for the usual ways to make text of it
const withText = function (bytes) {
  hide(bytes, 'toString', function toString(encoding) {
    const kind = encodingOf(encoding) || 'utf8';
    if (kind === 'utf8') return decodeUtf8(bytesOf(bytes), false);
    throw new TypeErrorConstructor("Only utf8 is made of bytes here; give readFile the encoding '" + kind + "'.");
  });
  return bytes;
};
define('readFile', 'open', function (job, path, given) {
  const encoding = encodingOf(optionsOf(given).encoding), pieces = [];
  let whole, filled = 0;
  const next = function (from) {
    askFiles(job, { __proto__: null, op: 'read', path: pathOf(path), encoding: encoding, from: from }, function (piece) {
      if (encoding !== null) push(pieces, piece.text);
      else {
        if (whole === undefined) whole = new Bytes(piece.size);
        const room = whole.length - filled;
        const part = wordsToBytes(piece.data, piece.bytes < room ? piece.bytes : room);
        apply(typedSet, whole, [part, filled]);
        filled += part.length;
      }
      if (piece.next !== null) next(piece.next);
      else job.resolve(encoding === null ? withText(whole) : join(pieces, ''));
    });
  };
  next(0);
});
const writeWith = function (job, path, content, given, usual) {
  const options = optionsOf(given), flag = options.flag === undefined ? usual : options.flag, to = pathOf(path);
  if (flag !== 'w' && flag !== 'a' && flag !== 'wx' && flag !== 'ax') throw invalidArgument("The flag must be 'w', 'a', 'wx' or 'ax'.");
  const encoding = encodingOf(options.encoding) || 'utf8';
  let text, bytes;
  if (typeof content === 'string') text = apply(stringToWellFormed, content, []);
  else if (content !== null && typeof content === 'object' && (isA(content, BufferConstructor) || apply(viewTag, content, []) !== undefined)) {
    // a copy: the code may change its own before the last piece has gone
    const given = bytesOf(content);
    bytes = new Bytes(apply(viewByteLength, given, []));
    apply(typedSet, bytes, [given]);
  } else throw invalidArgument('What is written must be a string or bytes (Uint8Array, ArrayBuffer).');
  const size = text === undefined ? bytes.length : text.length;
  const most = text === undefined ? 262144 : encoding === 'utf8' ? 393216 : 524288;
  const next = function (from, mode) {
    let end = from + most < size ? from + most : size;
    const input = { __proto__: null, op: 'write', path: to, flag: mode };
    let data;
    if (text === undefined) {
      const part = new Bytes(apply(viewBuffer, bytes, []), from, end - from);
      input.bytes = end - from;
      data = bytesToWords(part);
    } else {
      const unit = end < size ? apply(stringCharCodeAt, text, [end - 1]) : 0;
      if (unit >= 0xd800 && unit <= 0xdbff) end -= 1;
      input.text = apply(stringSlice, text, [from, end]);
      input.encoding = encoding;
    }
    askFiles(job, input, function () {
      if (end < size) next(end, 'a');
      else job.resolve(undefined);
    }, data);
  };
  next(0, flag);
};
define('writeFile', 'open', function (job, path, content, given) { writeWith(job, path, content, given, 'w'); });
define('appendFile', 'open', function (job, path, content, given) { writeWith(job, path, content, given, 'a'); });
const withKind = function (target, kind) {
  hide(target, 'isFile', function () { return kind === 'file'; });
  hide(target, 'isDirectory', function () { return kind === 'folder'; });
  hide(target, 'isSymbolicLink', function () { return kind === 'link'; });
  return target;
};
define('readdir', 'scandir', function (job, path, given) {
  const options = optionsOf(given), from = pathOf(path), hasTypes = !!options.withFileTypes;
  askFiles(job, { __proto__: null, op: 'list', path: from, recursive: !!options.recursive }, function (entries) {
    const list = [];
    for (let index = 0; index < entries.length; index += 1) {
      const entry = entries[index], at = apply(stringLastIndexOf, entry.path, ['/']);
      if (!hasTypes) push(list, entry.path);
      else push(list, withKind({ name: apply(stringSlice, entry.path, [at + 1]), parentPath: at < 0 ? from : from + '/' + apply(stringSlice, entry.path, [0, at]) }, entry.kind));
    }
    job.resolve(list);
  });
});
const statWith = function (job, path) {
  askFiles(job, { __proto__: null, op: 'stat', path: pathOf(path) }, function (found) {
    const time = new DateConstructor(found.modifiedAt);
    job.resolve(withKind({ size: found.size, mode: found.kind === 'folder' ? 16877 : 33188, mtimeMs: found.modifiedAt, mtime: time, ctimeMs: found.modifiedAt, birthtimeMs: found.modifiedAt }, found.kind));
  });
};
define('stat', 'stat', statWith);
define('lstat', 'lstat', statWith);
define('access', 'access', function (job, path, mode) {
  askFiles(job, { __proto__: null, op: 'access', path: pathOf(path), forWriting: typeof mode === 'number' && (mode & 2) === 2 }, function () { job.resolve(undefined); });
});
define('exists', 'access', function (job, path) {
  const quiet = { __proto__: null, origin: job.origin, call: job.call, resolve: job.resolve, reject: function () { job.resolve(false); } };
  askFiles(quiet, { __proto__: null, op: 'stat', path: pathOf(path) }, function () { job.resolve(true); });
});
const done = function (job) { return function () { job.resolve(undefined); }; };
define('mkdir', 'mkdir', function (job, path, given) {
  askFiles(job, { __proto__: null, op: 'mkdir', path: pathOf(path), recursive: typeof given === 'object' && given !== null && !!given.recursive }, done(job));
});
define('rm', 'rm', function (job, path, given) {
  const options = optionsOf(given);
  askFiles(job, { __proto__: null, op: 'rm', path: pathOf(path), recursive: !!options.recursive, force: !!options.force }, done(job));
});
define('unlink', 'unlink', function (job, path) { askFiles(job, { __proto__: null, op: 'unlink', path: pathOf(path) }, done(job)); });
define('rmdir', 'rmdir', function (job, path) { askFiles(job, { __proto__: null, op: 'rmdir', path: pathOf(path) }, done(job)); });
define('rename', 'rename', function (job, path, to) { askFiles(job, { __proto__: null, op: 'rename', path: pathOf(path), to: pathOf(to) }, done(job)); });
define('copyFile', 'copyfile', function (job, path, to, mode) {
  askFiles(job, { __proto__: null, op: 'copy', path: pathOf(path), to: pathOf(to), exclusive: typeof mode === 'number' && (mode & 1) === 1 }, done(job));
});
fix(files, 'constants', freeze({ F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1, COPYFILE_EXCL: 1 }));
const refuseSync = ['readFile', 'writeFile', 'appendFile', 'readdir', 'stat', 'lstat', 'access', 'exists', 'mkdir', 'rm', 'unlink', 'rmdir', 'rename', 'copyFile', 'cp', 'open', 'mkdtemp'];
for (let index = 0; index < refuseSync.length; index += 1) {
  const name = refuseSync[index];
  fix(files, name + 'Sync', function () { throw new ErrorConstructor('fs.' + name + 'Sync is not available: files are reached by promises only. Use await fs.' + name + '(…).'); });
}
fix(files, 'promises', files);
freeze(files);
const fileNames = ['fs', 'node:fs', 'fs/promises', 'node:fs/promises'];
for (let index = 0; index < fileNames.length; index += 1) apply(mapSet, builtIns, [fileNames[index], files]);
`;
