/** Whether code may name a module at all; few do, and looking closely loads a compiler. */
export function namesModules(source: string): boolean {
  return /\b(?:import|require)\b|^\s*export\b/m.test(source);
}
