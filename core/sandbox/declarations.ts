import type { Json } from '../base/index.ts';

/** A tool as the code in the sandbox may call it. */
export interface DeclaredTool {
  name: string;
  description: string;
  inputSchema: { [key: string]: Json };
  outputSchema?: { [key: string]: Json };
}

type Schema = Json | undefined;
const maxDepth = 8;

/**
 * The TypeScript declaration of `tools` for the model, from JSON schemas. Tools come in the given order, so the text is stable
 * as long as they are. Schemas may come from strangers (MCP servers): whatever they hold, the text stays one declaration.
 */
export function declareTools(tools: readonly DeclaredTool[]): string {
  const members = tools.map((tool) => {
    const root = tool.inputSchema;
    const input = typeOf(root, root, 1);
    const output = tool.outputSchema ? typeOf(tool.outputSchema, tool.outputSchema, 1) : 'string';
    const optional = Array.isArray(root.required) && root.required.length > 0 ? '' : '?';
    return `${comment(tool.description, '  ')}  ${propertyName(tool.name)}(input${optional}: ${input}): Promise<${output}>;`;
  });
  return `declare const tools: {\n${members.join('\n')}\n};\n`;
}

function typeOf(schema: Schema, root: Schema, depth: number): string {
  if (!isObject(schema) || depth > maxDepth) return 'unknown';
  if (typeof schema.$ref === 'string') return typeOf(lookUp(schema.$ref, root), root, depth + 1);
  if (schema.const !== undefined) return literal(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map(literal));
  const variants = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(variants)) return union(variants.map((variant) => typeOf(variant, root, depth + 1)));
  if (Array.isArray(schema.allOf))
    return schema.allOf.map((part) => group(typeOf(part, root, depth + 1))).join(' & ') || 'unknown';
  if (Array.isArray(schema.type))
    return union(schema.type.map((type) => typeOf({ ...schema, type }, root, depth + 1)));
  return ofType(schema, root, depth);
}

function ofType(schema: { [key: string]: Json }, root: Schema, depth: number): string {
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return arrayOf(schema, root, depth);
    default:
      return schema.type === 'object' || isObject(schema.properties)
        ? objectOf(schema, root, depth)
        : 'unknown';
  }
}

function arrayOf(schema: { [key: string]: Json }, root: Schema, depth: number): string {
  if (Array.isArray(schema.prefixItems))
    return `[${schema.prefixItems.map((item) => typeOf(item, root, depth + 1)).join(', ')}]`;
  return `${group(typeOf(schema.items, root, depth + 1))}[]`;
}

function objectOf(schema: { [key: string]: Json }, root: Schema, depth: number): string {
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  const extra = schema.additionalProperties;
  if (properties.length === 0)
    return isObject(extra) ? `Record<string, ${typeOf(extra, root, depth + 1)}>` : 'Record<string, unknown>';
  const required = Array.isArray(schema.required) ? schema.required : [];
  const indent = '  '.repeat(depth + 1);
  const lines = properties.map(([name, property]) => {
    const description =
      isObject(property) && typeof property.description === 'string'
        ? comment(property.description, indent)
        : '';
    return `${description}${indent}${propertyName(name)}${required.includes(name) ? '' : '?'}: ${typeOf(property, root, depth + 1)};`;
  });
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}

/** Only references into the same schema; anything else is unknown. */
function lookUp(reference: string, root: Schema): Schema {
  if (!reference.startsWith('#')) return undefined;
  const parts = reference
    .slice(1)
    .split('/')
    .filter((part) => part !== '');
  return parts.reduce<Schema>((found, part) => {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    return isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }, root);
}

function literal(value: Json): string {
  return value === null || typeof value !== 'object' ? safeText(JSON.stringify(value)) : 'unknown';
}

function union(types: readonly string[]): string {
  return [...new Set(types)].map(group).join(' | ') || 'never';
}

function group(type: string): string {
  return /[|&]/.test(type) && !/^[{("]/.test(type) ? `(${type})` : type;
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : safeText(JSON.stringify(name));
}

function comment(description: string, indent: string): string {
  const text = safeText(description).replaceAll('*/', '*\\/').trim();
  if (text === '') return '';
  const lines = text.split(/\r\n?|\n/).map((line) => line.trimEnd());
  return lines.length === 1
    ? `${indent}/** ${text} */\n`
    : `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

// invisible and line-separating characters would let a stranger's schema show something else than it says
function safeText(text: string): string {
  return text.replace(/[\u2028\u2029\u0085\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, ' ');
}

function isObject(value: Schema): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
