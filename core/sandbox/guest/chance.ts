/**
 * Time and chance as the run has them: every reading of the clock is the host's to give, and `Math.random` counts on from a seed, so
 * that code which is run again sees what it saw. xoshiro128** by Blackman and Vigna (public domain), two draws for 53 bits.
 */
export const chanceSource = `
const seed = config.seed, imul = Math.imul;
let word0 = seed[0], word1 = seed[1], word2 = seed[2], word3 = seed[3];
const draw = function () {
  const times5 = imul(word1, 5), drawn = imul(times5 << 7 | times5 >>> 25, 9) >>> 0, shifted = word1 << 9;
  word2 ^= word0; word3 ^= word1; word1 ^= word2; word0 ^= word3; word2 ^= shifted;
  word3 = word3 << 11 | word3 >>> 21;
  return drawn;
};
hide(Math, 'random', function random() { return ((draw() >>> 5) * 67108864 + (draw() >>> 6)) / 9007199254740992; });
hide(DateConstructor, 'now', function now() { return host.now(); });
const construct = Reflect.construct, dateToString = DateConstructor.prototype.toString;
const GuestDate = new Proxy(DateConstructor, {
  __proto__: null,
  apply: function () { return apply(dateToString, new DateConstructor(host.now()), []); },
  construct: function (target, values, made) { return construct(target, values.length === 0 ? [host.now()] : values, made); },
});
hide(DateConstructor.prototype, 'constructor', GuestDate);
hide(globalThis, 'Date', GuestDate);
`;
