/** The few web globals that scripts take for granted: UTF-8 encoding, base64, structuredClone. */
export const webSource = String.raw`
const encodeUtf8 = function (text) {
  let size = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = apply(stringCharCodeAt, text, [index]);
    size += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
  }
  const bytes = new Bytes(size);
  let at = 0;
  for (let index = 0; index < text.length; index += 1) {
    let code = apply(stringCharCodeAt, text, [index]);
    if (code >= 0xd800 && code <= 0xdfff) {
      const next = code < 0xdc00 ? apply(stringCharCodeAt, text, [index + 1]) : 0;
      if (next >= 0xdc00 && next <= 0xdfff) { code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00); index += 1; }
      else code = 0xfffd;
    }
    if (code < 0x80) bytes[at++] = code;
    else if (code < 0x800) { bytes[at++] = 0xc0 | code >> 6; bytes[at++] = 0x80 | code & 63; }
    else if (code < 0x10000) { bytes[at++] = 0xe0 | code >> 12; bytes[at++] = 0x80 | code >> 6 & 63; bytes[at++] = 0x80 | code & 63; }
    else {
      bytes[at++] = 0xf0 | code >> 18; bytes[at++] = 0x80 | code >> 12 & 63;
      bytes[at++] = 0x80 | code >> 6 & 63; bytes[at++] = 0x80 | code & 63;
    }
  }
  return new Bytes(apply(bufferSlice, apply(viewBuffer, bytes, []), [0, at]));
};
// one ill-formed sequence becomes one U+FFFD per maximal part, as the Encoding standard asks
const decodeUtf8 = function (bytes, isFatal) {
  let text = '', codes = [];
  const end = bytes.length;
  for (let at = 0; at < end;) {
    const first = bytes[at++];
    let code = first, needed = 0, low = 0x80, high = 0xbf;
    if (first >= 0x80) {
      if (first >= 0xc2 && first <= 0xdf) { needed = 1; code = first & 31; }
      else if (first >= 0xe0 && first <= 0xef) { needed = 2; code = first & 15; if (first === 0xe0) low = 0xa0; if (first === 0xed) high = 0x9f; }
      else if (first >= 0xf0 && first <= 0xf4) { needed = 3; code = first & 7; if (first === 0xf0) low = 0x90; if (first === 0xf4) high = 0x8f; }
      else needed = -1;
      while (needed > 0 && at < end && bytes[at] >= low && bytes[at] <= high) {
        code = code << 6 | bytes[at++] & 63; needed -= 1; low = 0x80; high = 0xbf;
      }
      if (needed !== 0) {
        if (isFatal) throw new TypeErrorConstructor('the bytes are not UTF-8');
        code = 0xfffd;
      }
    }
    if (code > 0xffff) { push(codes, 0xd800 + (code - 0x10000 >> 10)); push(codes, 0xdc00 + (code - 0x10000 & 1023)); }
    else push(codes, code);
    if (codes.length > 2000) { text += fromCodes(codes); codes = []; }
  }
  return text + fromCodes(codes);
};
const bytesOf = function (source) {
  if (source === undefined) return new Bytes(0);
  if (isA(source, BufferConstructor)) return new Bytes(source);
  if (apply(viewTag, source, []) === undefined) throw new TypeErrorConstructor('bytes are needed');
  return new Bytes(apply(viewBuffer, source, []), apply(viewOffset, source, []), apply(viewByteLength, source, []));
};
// bytes cross as 32-bit words, which the engine reads and writes much faster than base64
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
hide(globalThis, 'TextEncoder', class TextEncoder {
  get encoding() { return 'utf-8'; }
  encode(text = '') { return encodeUtf8('' + text); }
});
hide(globalThis, 'TextDecoder', class TextDecoder {
  #isFatal; #keepsMark;
  constructor(label = 'utf-8', options = {}) {
    const name = apply(stringToLowerCase, apply(stringTrim, '' + label, []), []);
    if (name !== 'utf-8' && name !== 'utf8') throw new RangeErrorConstructor('only utf-8 is available');
    this.#isFatal = !!options.fatal; this.#keepsMark = !!options.ignoreBOM;
  }
  get encoding() { return 'utf-8'; }
  decode(source) {
    const text = decodeUtf8(bytesOf(source), this.#isFatal);
    return !this.#keepsMark && apply(stringCharCodeAt, text, [0]) === 0xfeff ? apply(stringSlice, text, [1]) : text;
  }
});
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
hide(globalThis, 'btoa', function btoa(input) {
  const text = '' + input;
  let out = '';
  for (let at = 0; at < text.length; at += 3) {
    const a = apply(stringCharCodeAt, text, [at]), b = apply(stringCharCodeAt, text, [at + 1]), c = apply(stringCharCodeAt, text, [at + 2]);
    if (a > 255 || b > 255 || c > 255) throw new RangeErrorConstructor('btoa: a character is above 255');
    out += base64[a >> 2] + base64[(a & 3) << 4 | b >> 4] + (numberIsNaN(b) ? '=' : base64[(b & 15) << 2 | c >> 6]) + (numberIsNaN(c) ? '=' : base64[c & 63]);
  }
  return out;
});
hide(globalThis, 'atob', function atob(input) {
  const text = '' + input;
  let out = '', bits = 0, count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '=' || character === '\n' || character === '\r' || character === ' ' || character === '\t') continue;
    const digit = apply(stringIndexOf, base64, [character]);
    if (digit < 0) throw new RangeErrorConstructor('atob: not base64');
    bits = (bits << 6 | digit) & 0xffffff; count += 6;
    if (count >= 8) { count -= 8; out += fromCodes([bits >> count & 255]); }
  }
  return out;
});
const cloneValue = function (value, seen) {
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeErrorConstructor('structuredClone: a ' + typeof value + ' cannot be cloned');
  if (typeof value !== 'object' || value === null) return value;
  if (apply(mapHas, seen, [value])) return apply(mapGet, seen, [value]);
  const keep = function (copy) { apply(mapSet, seen, [value, copy]); return copy; };
  if (isA(value, DateConstructor)) return keep(new DateConstructor(apply(dateGetTime, value, [])));
  if (isA(value, RegExpConstructor)) return keep(new RegExpConstructor(value.source, value.flags));
  if (isA(value, BufferConstructor)) return keep(apply(bufferSlice, value, [0]));
  if (apply(viewTag, value, []) !== undefined) return keep(value.slice());
  if (isA(value, MapConstructor)) {
    const copy = keep(new MapConstructor());
    apply(mapForEach, value, [function (item, key) { apply(mapSet, copy, [cloneValue(key, seen), cloneValue(item, seen)]); }]);
    return copy;
  }
  if (isA(value, SetConstructor)) {
    const copy = keep(new SetConstructor());
    apply(setForEach, value, [function (item) { apply(setAdd, copy, [cloneValue(item, seen)]); }]);
    return copy;
  }
  const copy = keep(isArray(value) ? [] : isA(value, ErrorConstructor) ? new ErrorConstructor(value.message) : {});
  const keys = ownKeys(value);
  for (let index = 0; index < keys.length; index += 1) {
    const property = describeProperty(value, keys[index]);
    if (typeof keys[index] !== 'string' || !property) continue;
    if (property.enumerable) {
      defineProperty(copy, keys[index], { __proto__: null, value: cloneValue(value[keys[index]], seen), writable: true, enumerable: true, configurable: true });
    } else if (isArray(value) && keys[index] === 'length') copy.length = property.value;
  }
  return copy;
};
hide(globalThis, 'structuredClone', function structuredClone(value) { return cloneValue(value, new MapConstructor()); });
`;
