import type { HighlighterCore, LanguageInput, ThemedToken } from 'shiki/core';

/** Loaded on first use, one file each; any other language is shown plain. */
const languages: Readonly<Record<string, () => Promise<{ default: LanguageInput }>>> = {
  bash: () => load(import('shiki/langs/bash.mjs')),
  css: () => load(import('shiki/langs/css.mjs')),
  csv: () => load(import('shiki/langs/csv.mjs')),
  diff: () => load(import('shiki/langs/diff.mjs')),
  html: () => load(import('shiki/langs/html.mjs')),
  javascript: () => load(import('shiki/langs/javascript.mjs')),
  json: () => load(import('shiki/langs/json.mjs')),
  jsx: () => load(import('shiki/langs/jsx.mjs')),
  markdown: () => load(import('shiki/langs/markdown.mjs')),
  python: () => load(import('shiki/langs/python.mjs')),
  rust: () => load(import('shiki/langs/rust.mjs')),
  sql: () => load(import('shiki/langs/sql.mjs')),
  toml: () => load(import('shiki/langs/toml.mjs')),
  tsx: () => load(import('shiki/langs/tsx.mjs')),
  typescript: () => load(import('shiki/langs/typescript.mjs')),
  xml: () => load(import('shiki/langs/xml.mjs')),
  yaml: () => load(import('shiki/langs/yaml.mjs')),
};

const aliases: Readonly<Record<string, string>> = {
  js: 'javascript',
  ts: 'typescript',
  py: 'python',
  sh: 'bash',
  shell: 'bash',
  yml: 'yaml',
  md: 'markdown',
  rs: 'rust',
};

/** Longer text is shown plain: highlighting it would hold up the window. */
const longestText = 60_000;

function load(module: Promise<{ default: LanguageInput }>): Promise<{ default: LanguageInput }> {
  return module;
}

let shared: Promise<HighlighterCore> | undefined;

async function create(): Promise<HighlighterCore> {
  const [{ createHighlighterCore }, { createJavaScriptRegexEngine }, light, dark] = await Promise.all([
    import('shiki/core'),
    import('shiki/engine/javascript'),
    import('shiki/themes/github-light-high-contrast.mjs'),
    import('shiki/themes/github-dark-high-contrast.mjs'),
  ]);
  return createHighlighterCore({
    themes: [light.default, dark.default],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
}

/** Splits `code` into coloured tokens by line; null when it is to be shown plain. */
export async function highlight(code: string, language: string): Promise<ThemedToken[][] | null> {
  const name = aliases[language] ?? language;
  const loadLanguage = languages[name];
  if (!loadLanguage || code.length > longestText) return null;
  shared ??= create();
  const highlighter = await shared;
  if (!highlighter.getLoadedLanguages().includes(name))
    await highlighter.loadLanguage((await loadLanguage()).default);
  return highlighter.codeToTokens(code, {
    lang: name,
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    defaultColor: 'light-dark()',
    // the theme's comments miss 4.5:1 on our code's background
    colorReplacements: { 'github-light-high-contrast': { '#66707b': '#57606a' } },
  }).tokens;
}
