import { gzipSync } from 'node:zlib';

/** A place of a request where words can leave. Null: what is written so cannot stand there at all. */
export interface Sink {
  name: string;
  request(server: string, text: string): { url: string; init?: RequestInit } | null;
}

const post = (server: string, body: RequestInit['body'], headers: Record<string, string> = {}) => ({
  url: `${server}/in`,
  init: { method: 'POST', body, headers },
});
const isPrintable = (text: string) => /^[\x20-\x7e]+$/.test(text);
// behind the mark nothing of an address is sent
const isSent = (text: string) => !text.includes('#');
const hostLabel = /^[a-z0-9-]{1,63}$/i;

/** Every place, in the order of a request. */
export const sinks: readonly Sink[] = [
  // a name that resolves to the test's server, whatever stands before it
  {
    name: 'host',
    request: (server, text) =>
      hostLabel.test(text) ? { url: server.replace('127.0.0.1', `${text}.collector.example`) } : null,
  },
  { name: 'path', request: (server, text) => (isSent(text) ? { url: `${server}/a/${text}/b` } : null) },
  { name: 'path, escaped', request: (server, text) => ({ url: `${server}/a/${encodeURIComponent(text)}` }) },
  { name: 'query', request: (server, text) => (isSent(text) ? { url: `${server}/?q=${text}` } : null) },
  {
    name: 'query, escaped',
    request: (server, text) => ({ url: `${server}/?${new URLSearchParams({ q: text })}` }),
  },
  {
    name: 'name of a parameter',
    request: (server, text) => ({ url: `${server}/?${encodeURIComponent(text)}=1` }),
  },
  {
    name: 'user of the address',
    request: (server, text) => ({ url: server.replace('//', `//${encodeURIComponent(text)}@`) }),
  },
  {
    name: 'header',
    request: (server, text) =>
      isPrintable(text) ? { url: server, init: { headers: { 'x-note': text } } } : null,
  },
  {
    name: 'cookie',
    request: (server, text) =>
      isPrintable(text) ? { url: server, init: { headers: { cookie: `a=${text}` } } } : null,
  },
  { name: 'text', request: (server, text) => post(server, `note: ${text}`) },
  {
    name: 'JSON',
    request: (server, text) =>
      post(server, JSON.stringify({ note: { text } }), { 'content-type': 'application/json' }),
  },
  { name: 'form', request: (server, text) => post(server, new URLSearchParams({ note: text })) },
  {
    name: 'file of a form',
    request: (server, text) => {
      const form = new FormData();
      form.set('file', new Blob([text]), 'notes.txt');
      return post(server, form);
    },
  },
  {
    name: 'packed body',
    request: (server, text) =>
      post(server, new Uint8Array(gzipSync(`note: ${text}`)), { 'content-encoding': 'gzip' }),
  },
];
