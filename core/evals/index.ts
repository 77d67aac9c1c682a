export { type Adversary, type AdversaryId, adversaries, honestCases } from './adversaries/index.ts';
export { fakeTool } from './fake-tool.ts';
export { type AttackerCall, type HouseUnderTest, type Made, playTurn, type ScriptedTurn } from './play.ts';
export { createScriptedModel, type Move, type Script } from './scripted-model.ts';
export {
  createSelfTest,
  type SelfTestFindings,
  type SelfTestHouse,
  selfTestContext,
  selfTestTools,
} from './self-test.ts';
export { sharesOf } from './shares.ts';
export { percentile, sum, wilson } from './statistics.ts';
