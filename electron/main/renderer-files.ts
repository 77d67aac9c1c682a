import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** Gives the file for a URL of the window, or null when there is none. */
export type RendererFiles = (
  url: URL,
) => Promise<{ bytes: Uint8Array<ArrayBuffer>; contentType: string } | null>;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Files below `root` (the built renderer), of known kinds only. Whatever leads out of it, links included, does not exist. */
export function builtFiles(root: string): RendererFiles {
  return async (url) => {
    const relative = decodedPath(url.pathname);
    const contentType = relative === null ? undefined : contentTypes[extname(relative)];
    if (relative === null || contentType === undefined) return null;
    try {
      const [realRoot, file] = await Promise.all([realpath(root), realpath(join(root, relative))]);
      if (!file.startsWith(realRoot + sep)) return null;
      return { bytes: new Uint8Array(await readFile(file)), contentType };
    } catch (error) {
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
        return null;
      throw error;
    }
  };
}

/** The same from Vite's development server at `origin`. */
export function developmentFiles(origin: string): RendererFiles {
  return async (url) => {
    const response = await fetch(new URL(url.pathname + url.search, origin), { headers: { accept: '*/*' } });
    if (!response.ok) return null;
    const contentType = response.headers.get('content-type') ?? 'text/plain';
    return { bytes: new Uint8Array(await response.arrayBuffer()), contentType };
  };
}

function decodedPath(pathname: string): string | null {
  if (pathname === '/') return 'index.html';
  try {
    const decoded = decodeURIComponent(pathname);
    return /[\0\\]/.test(decoded) || decoded.split('/').includes('..') ? null : decoded.slice(1);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
