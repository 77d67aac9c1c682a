import type { Hall } from './types.ts';

/** Words that speak for a hall, and how much. The weights are the whole model: a hall's score is their sum. */
export interface HallRule {
  id: string;
  hall: Hall;
  weight: number;
  pattern: RegExp;
}

const rule = (id: string, hall: Hall, weight: number, pattern: RegExp): HallRule => ({
  id,
  hall,
  weight,
  pattern,
});
const who = '(?:i|we|you|he|she|they|(?:the )?(?:owner|user))';
const some = '(?:[a-z]+ly |always |also |just |still |do )?';

export const hallRules: readonly HallRule[] = [
  rule('possession', 'facts', 1.6, /\b(?:my|our|your|his|her|their|owner['’]s|user['’]s) (?:[\w-]+ ){1,3}(?:is|are|was)\b/gi),
  rule('residence', 'facts', 2.2, /\b(?:lives?|living|works?|working|based|born|located|married|allergic) (?:in|at|for|on|near|to|as)\b/gi),
  rule('being', 'facts', 0.6, /\b(?:is|are) (?:an?|the|called|named)\b/gi),
  rule('particulars', 'facts', 0.9, /\b(?:phone|e-?mail|address|birthday|number|version|port|username|account|costs?|price|deadline|opening hours)\b/gi),

  rule('when', 'events', 1.4, /\b(?:yesterday|today|tomorrow|tonight|last (?:night|week|month|year|weekend|[a-z]+day)|next (?:week|month|year|[a-z]+day)|this (?:morning|afternoon|evening|weekend)|(?:days?|weeks?|months?|years?) ago)\b/gi),
  rule('deed', 'events', 1.2, /\b(?:went|met|visited|attended|happened|arrived|started|finished|shipped|released|deployed|launched|celebrated|joined|moved|bought|signed|travell?ed|came|took place|won|graduated)\b/gi),
  rule('occasion', 'events', 1, /\b(?:meeting|party|trip|conference|appointment|wedding|concert|flight|dinner|holiday|vacation|interview|birthday party|release party)\b/gi),

  rule('finding', 'discoveries', 2.6, /\b(?:found (?:out|that|it)|discovered|reali[sz]ed|turns out|turned out|learn(?:ed|t) that|figured out|noticed that|(?:root )?cause (?:is|was)|the reason (?:is|was)|it was because|shows? that|results? (?:show|are)|measured)\b/gi),

  rule('liking', 'preferences', 2.6, new RegExp(`\\b${who} ${some}(?:prefer|like|love|enjoy|hate|dislike|favou?r|can['’]t stand|don['’]t like)s?\\b`, 'gi')),
  rule('favourite', 'preferences', 2.2, /\b(?:favou?rite|(?:i|we)['’]d rather|would rather|always use|never use|please (?:always|never|don['’]t)|from now on|prefers?|preferred)\b/gi),

  rule('deciding', 'decisions', 2.8, /\b(?:decid(?:ed?|es|ing)|decision|agreed (?:to|on|that)|settled on|opted for|(?:we|i) chose|going with|let['’]s (?:go|use|do|take|keep|stick)|we(?:['’]ll| will) (?:use|go|take|keep|do|stick|start|drop)|i(?:['’]ll| will) (?:go with|take|use|keep))\b/gi),

  rule('advising', 'advice', 2.2, /\b(?:you (?:should|could|might want|may want|need to|ought|can try|had better)|(?:i|we)(?:['’]d| would)? (?:recommend|suggest|advise)|recommend(?:ed|ation)?|make sure|best (?:practice|way|to)|be careful|avoid|consider|it helps to|should be (?:done|used|avoided))\b/gi),

  rule('failing', 'problems', 1.9, /\b(?:errors?|bugs?|fail(?:s|ed|ing|ures?)?|broken|breaks|crash(?:es|ed|ing)?|exception|(?:do|does|did)(?:n['’]t| not) work|not working|problems?|stuck|trouble|timed? ?out|regression|leaks?|refuses to|won['’]t (?:start|open|load))\b/gi),
  rule('worry', 'problems', 1.2, /\b(?:worried|afraid|struggl\w+|hurts?|complain\w*|annoying|wrong|lost|missing|cannot|can['’]t (?:find|open|log|reach|get))\b/gi),
]; // biome-ignore format: a table

/** What says who spoke, and how: the least of the weights, so that words decide where there are any. */
export const sayingWeights: Readonly<Record<string, readonly [Hall, number]>> = {
  'author:owner': ['events', 0.3],
  'author:other': ['events', 0.3],
  'author:agent': ['advice', 0.5],
  'author:tool': ['discoveries', 0.5],
  'kind:note': ['facts', 0.8],
  'kind:tool_result': ['discoveries', 0.5],
  'kind:answer': ['decisions', 0.6],
};
