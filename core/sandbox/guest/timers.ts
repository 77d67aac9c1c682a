/** Timers, as the host's clock fires them. */
export const timersSource = `
const timers = new MapConstructor();
let lastTimer = 0;
const setTimer = function (callback, delay, values, isRepeating) {
  if (typeof callback !== 'function') throw new TypeErrorConstructor('a timer needs a function');
  if (apply(mapSize, timers, []) >= config.timers) throw new RangeErrorConstructor('more than ' + config.timers + ' timers');
  const ms = +delay > 0 ? (+delay < 2147483647 ? floor(+delay) : 2147483647) : 0;
  const id = lastTimer += 1;
  apply(mapSet, timers, [id, { callback: callback, values: values, ms: isRepeating ? (ms < 1 ? 1 : ms) : -1 }]);
  host.setTimer(id, ms);
  return id;
};
const clearTimer = function (id) { if (apply(mapDelete, timers, [id])) host.clearTimer(id); };
const fireTimer = function (id) {
  const timer = apply(mapGet, timers, [id]);
  if (timer === undefined) return;
  if (timer.ms < 0) apply(mapDelete, timers, [id]); else host.setTimer(id, timer.ms);
  apply(timer.callback, undefined, timer.values);
};
hide(globalThis, 'setTimeout', function setTimeout(callback, delay, ...values) { return setTimer(callback, delay, values, false); });
hide(globalThis, 'setInterval', function setInterval(callback, delay, ...values) { return setTimer(callback, delay, values, true); });
hide(globalThis, 'clearTimeout', function clearTimeout(id) { clearTimer(id); });
hide(globalThis, 'clearInterval', function clearInterval(id) { clearTimer(id); });
const resolved = PromiseConstructor.resolve(), promiseThen = PromiseConstructor.prototype.then;
hide(globalThis, 'queueMicrotask', function queueMicrotask(callback) {
  if (typeof callback !== 'function') throw new TypeErrorConstructor('queueMicrotask needs a function');
  apply(promiseThen, resolved, [function () { callback(); }]);
});
`;
