/** Capitalised words that are nobody's name. */
export const noNames = new Set(
  (
    "i i’m i’ll i’ve i’d i'm i'll i've i'd a an the this that these those it its he she they we you my your our his her their " +
    'monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december ' +
    'yes no ok okay hi hello hey thanks thank please sorry well so and but or if when where what who why how which while then there here now also just ' +
    'is are was were be do does did can could will would should may might must have has had not all some any each every many more most much few other ' +
    'in on at to from by for with about after before since until of as into over under between during both one two three first next last ' +
    'let today tomorrow yesterday tonight maybe perhaps because however still yet even only never always often really actually great good nice ' +
    'yeah wow oh sure true false null error note todo warning in-progress mr mrs ms dr prof remember owner user agent english'
  ).split(' '),
);

/** First names that are common enough to tell a person by them. */
export const firstNames = new Set(
  (
    'james john robert michael william david richard joseph thomas charles daniel matthew anthony mark paul steven andrew kevin brian george ' +
    'edward peter tim tom jim joe bob bill mike dave dan nick alex sam ben max leo luke jack harry oliver noah liam lucas henry oscar adam simon martin ' +
    'mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy anna anne ana maria marie emma olivia sophia mia amelia julia ' +
    'laura rachel hannah kate katie emily grace lucy alice clara eva eve nina nora jane joan helen ellen ruth rosa lena lea sophie charlotte ' +
    'caroline melanie audrey joanna jolene deborah evan calvin dave nate gina jon maja jan hans karl klaus stefan andreas thomas ' +
    'pedro juan carlos luis jose ahmed ali omar fatima aisha wei li yuki hiro priya raj amit ivan olga elena dmitri'
  ).split(' '),
);

/** Words at the end of a name that make it an organisation's. */
export const organisationEnd =
  /\b(?:Inc|GmbH|Ltd|LLC|AG|Corp|Corporation|Company|University|Institute|Bank|Foundation|College|School|Hospital|Agency|Association|Ministry|Museum|Labs?)\.?$/;

/** Who speaks in exports of chats with a model: they would be in every room, and lead from each to each. */
const programs = new Set(['user', 'claude', 'claude code', 'chatgpt', 'codex', 'gemini']);

/** Whether a speaker's name is somebody's: not a program's, nor that of a file that came along. */
export function isPerson(speaker: string): boolean {
  return !programs.has(speaker.toLowerCase()) && !/:|\.\w{1,5}$/.test(speaker);
}
