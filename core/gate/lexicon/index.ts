export { payloadWords, sinkWords } from './arguments.ts';
export { type LeftOut, leaveOut } from './left-out.ts';
export { isKnownNoun, kindsOfNoun, singular } from './nouns.ts';
export { phrases } from './phrases.ts';
export {
  actionsOfVerb,
  besides,
  classesOfVerb,
  deedOf,
  type EffectWord,
  effectOfWord,
  effectOrder,
  isReadWord,
} from './verbs.ts';
