/** A fence longer than any run of backticks inside. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Every line behind a mark. */
export function quote(text: string): string {
  return text.split('\n').map((line) => `> ${line}`).join('\n'); // biome-ignore format: one thought
}

/** As a heading or a label can hold it. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
