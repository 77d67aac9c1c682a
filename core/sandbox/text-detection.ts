const sampleBytes = 8192;

/** The text of bytes that are text: UTF-8 (with or without mark) or little-endian UTF-16 with its mark. Undefined for anything else. */
export function decodeText(bytes: Uint8Array): string | undefined {
  const encoding = encodingOf(bytes);
  if (!encoding) return undefined;
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // ill-formed: not text of this encoding
    return undefined;
  }
}

/** Whether the beginning of a file looks like text, without decoding all of it. */
export function looksLikeText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, sampleBytes);
  const encoding = encodingOf(sample);
  if (!encoding) return false;
  try {
    // the sample may end inside of a character
    new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes.subarray(0, sampleBytes).includes(0) ? undefined : 'utf-8';
}
