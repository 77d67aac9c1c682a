import { dateWords } from './dates.ts';

/** `changes`: the wording says that it is so from now on, which ends what was before. `ends`: it is so no longer. */
export type FactMode = 'states' | 'changes' | 'ends';

/** How a sentence says a fact. Groups: `s` its subject, `o` its object, `a` the attribute in `my <a> is <o>`. */
export interface FactPattern {
  /** Null: `attribute:<a>`. */
  predicate: string | null;
  mode: FactMode;
  pattern: RegExp;
  /** One of these stands in every sentence that the pattern fits: a cheap look before a dear one. */
  needs: readonly string[];
  /** Only in notes of the agent, which are written to be found: elsewhere it says too much. */
  isForNotes: boolean;
}

const name = '\\p{Lu}[\\p{L}\\p{M}]+(?: \\p{Lu}[\\p{L}\\p{M}]+){0,2}';
const subject = `(?<s>\\b(?:[Ii]|[Ww]e|[Yy]ou|[Tt]he (?:owner|user)|[Oo]wner|[Uu]ser|${name}))`;
const stop = `(?=[.,;:!?)\\n]|$| (?:and|but|because|since|when|while|so|which|where|who|until|till|from|for now|now|any ?more|as of|at the moment|these days|instead|these|with my|with our) ?| (?:in|on|during|back in|at) ${dateWords}| ${dateWords}|\\s-\\s|\\s–\\s)`;
const object = `(?<o>[^.,;:!?()\\n]{1,80}?)${stop}`;
const rest = '(?<o>[^.;!?\\n]{3,160})';
const aux = "(?:(?:['’]m|['’]re|['’]s| am| are| is)(?= ))?";
const often = '(?: (?:currently|really|still|usually|always|generally|mostly|much|absolutely|also))?';

const facts = (
  predicate: string | null,
  mode: FactMode,
  needs: string,
  body: string,
  isForNotes = false,
): FactPattern => ({ predicate, mode, needs: needs.split('|'), pattern: new RegExp(body, 'gu'), isForNotes });

/** Attributes that are worth a fact when somebody says `my … is …`. */
export const attributes =
  '(?:new |current |old )?(?:(?:first |last |full |middle )?name|nickname|username|birthday|age|e-?mail(?: address)?|(?:phone |mobile |telephone |house |account |customer |member )?number|(?:home |work |postal |e-?mail )?address|job|job title|title|employer|boss|manager|team|company|wife|husband|partner|girlfriend|boyfriend|fianc[ée]e?|mother|father|mum|mom|dad|sister|brother|son|daughter|child|dog|cat|pet|car|doctor|dentist|landlord|lawyer|accountant|neighbou?r|roommate|flatmate|best friend|timezone|time zone|deadline|budget|salary|rent|bank|native language|mother tongue|hometown|home town|birthplace|school|university|laptop|computer|phone|bike|editor|main project|project|diet|blood type|shoe size|favou?rite (?:\\p{L}+ ){0,2}?\\p{L}+)';

/** In order: of two that take the same object the first counts. */
export const factPatterns: readonly FactPattern[] = [
  facts('lives_in', 'ends', 'live', `${subject} (?:used to live|no longer lives?|(?:don['’]t|doesn['’]t|do not|does not) live)(?: in| at) ${object}`),
  facts('lives_in', 'changes', 'mov|relocat', `${subject}(?:['’]ve|['’]m|['’]s| have| has| am| is| are| will be)?(?: just| recently| now)? (?:moved|moving|relocated|relocating) (?:(?:away |over |back )?from [^.,;!?]{2,40}? )?to ${object}`),
  facts('lives_in', 'changes', 'liv|based', `${subject}${aux} now (?:live|lives|living|based) (?:in|at) ${object}`),
  facts('lives_in', 'states', 'liv|based|resid', `${subject}(?:['’]ve| have| has)?${aux}${often} (?:live|lives|lived|living|been living|based|reside|resides|been based) (?:in|at) ${object}`),
  facts('works_at', 'ends', 'work', `${subject} (?:used to work|no longer works?|(?:don['’]t|doesn['’]t|do not|does not) work)(?: at| for) ${object}`),
  facts('works_at', 'ends', 'job|position|work', `${subject}(?:['’]ve| have| has)?(?: just| recently)? (?:quit|left|leave|resigned from|was laid off (?:by|from)) (?:my |his |her |the )?(?:job|position|work) (?:at|with) ${object}`),
  facts('works_at', 'changes', 'start|began', `${subject}(?:['’]ve| have| has)?(?: just| recently)? (?:start|starts|started|began)(?: working| a new job| my new job| a job| as (?:an? )?[\\p{L} ]{2,30}?)? (?:at|for|with) ${object}`),
  facts('works_at', 'changes', 'now work', `${subject}(?:['’]m|['’]s| am| is| are)? now (?:work|works|working) (?:at|for) ${object}`),
  facts('works_at', 'states', 'work|employ', `${subject}${aux}${often} (?:work|works|working|employed) (?:at|for|by) ${object}`),
  facts('works_as', 'states', 'work|employ', `${subject}${aux}${often} (?:work|works|working|employed) as (?:an? |the )?${object}`),
  facts('born', 'states', 'born', `${subject} (?:was|were) born (?:in|on) (?<o>[^.;!?\\n]{2,60}?)(?=[.;!?\\n]|$| and | but )`),
  facts('married_to', 'states', 'married', `${subject}(?:['’]m|['’]s|['’]re| am| is| are| got)? ?married to ${object}`),
  facts('allergic_to', 'states', 'allergic', `${subject}(?:['’]m|['’]s| am| is| are)?${often} allergic to ${rest}`),
  facts('dislikes', 'states', 'dislike|hate|like|enjoy|want|stand', `${subject}${often} (?:dislikes?|hates?|(?:don['’]t|doesn['’]t|do not|does not|never) (?:really )?(?:like|enjoy|want)|can(?:['’]t|not) stand) ${rest}`),
  facts('prefers', 'states', 'prefer|rather|favor|favour', `${subject}(?:['’]d)?${often} (?:prefer|prefers|rather have|favou?rs?) ${rest}`),
  facts('likes', 'states', 'like|love|enjoy', `${subject}${often} (?:likes?|loves?|enjoys?) ${rest}`),
  facts('decided', 'states', 'decided|agreed|chose|settled', `${subject}(?:['’]ve| have| has)?(?: just| now| finally)? (?:decided|agreed|chosen|chose|settled) (?:to |on |that |for |against )?${rest}`),
  facts('decided', 'states', 'we', `(?<s>\\b[Ww]e)(?:['’]ll| will| are going to) (?:use|go with|keep|take|drop|switch to|stick with) ${rest}`),
  facts(null, 'ends', 'was |were |used to be ', `\\b(?:[Mm]y|[Oo]ur) (?<a>${attributes}) (?:was|were|used to be) ${object}`),
  facts(null, 'changes', ' new ', `\\b(?:[Mm]y|[Oo]ur) (?<a>new ${attributes}) (?:is|are) ${object}`),
  facts(null, 'changes', ' now ', `\\b(?:[Mm]y|[Oo]ur) (?<a>${attributes}) (?:is|are) now ${object}`),
  facts(null, 'changes', 'changed', `\\b(?:[Mm]y|[Oo]ur) (?<a>${attributes}) (?:has )?changed to ${object}`),
  facts(null, 'states', ' is | are ', `\\b(?:[Mm]y|[Oo]ur|[Yy]our) (?<a>${attributes}) (?:is|are)(?: called| named)? ${object}`),
  facts(null, 'states', "'s |’s ", `\\b(?<s>(?:[Tt]he )?(?:[Oo]wner|[Uu]ser)|${name})['’]s (?<a>${attributes}) (?:is|are)(?: called| named)? ${object}`),
  facts(null, 'states', ' is my| is our', `(?<o>\\b${name}) is (?:my|our) (?<a>${attributes})(?=[.,;!?\\n]|$| and| but)`),
  facts(null, 'states', "'s |’s ", `\\b(?<s>(?:[Tt]he )?(?:[Oo]wner|[Uu]ser))['’]s (?<a>[\\p{Ll}]+(?: [\\p{Ll}]+){0,2}) (?:is|are) ${object}`, true),
]; // biome-ignore format: a table

/** Predicates that have one object at a time; besides them all attributes but those of whom there can be several. */
const single = new Set(['lives_in', 'works_at', 'works_as', 'born', 'married_to']);
const several =
  /^attribute:(?:sister|brother|son|daughter|child|dog|cat|pet|neighbour|neighbor|project|bike|doctor|favou?rite )/;

/** Whether a subject has one object of this predicate at a time, so that another one is a change or a contradiction. */
export function isFunctional(predicate: string): boolean {
  if (predicate.startsWith('attribute:')) return !several.test(predicate);
  return single.has(predicate);
}
