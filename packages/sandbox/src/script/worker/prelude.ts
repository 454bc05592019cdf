/**
 * Runs inside QuickJS before the script, so that its copies of the built-ins are the true ones
 * whatever the script does to its own. Evaluates to a function that is given the host's two
 * functions and the context, shows the script its globals, and answers how the script is called.
 */
export const prelude = `(() => {
  const { stringify, parse } = JSON;
  const { then } = Promise.prototype;
  const { apply } = Reflect;
  const textOf = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value + '\\n' + value.stack;
    return stringify(value) ?? String(value);
  };
  const show = (value) => { try { return textOf(value); } catch { return '[cannot be shown]'; } };
  const fetch = (ask) => async (url, { method = 'GET', headers = {}, body = null } = {}) => {
    const named = Object.entries(headers).map(([name, value]) => [String(name), String(value)]);
    const answer = parse(await ask(stringify({ url: String(url), method: String(method).toUpperCase(), headers: Object.fromEntries(named), body: body === null ? null : String(body) })));
    if (answer.error !== undefined) throw new TypeError(answer.error);
    return {
      status: answer.status, ok: answer.status >= 200 && answer.status < 300,
      headers: { get: (name) => answer.headers[String(name).toLowerCase()] ?? null },
      text: async () => answer.body, json: async () => parse(answer.body),
    };
  };
  return (log, ask, context) => {
    const say = (...values) => log(stringify(values.map(show).join(' ')));
    Object.assign(globalThis, { console: { log: say, info: say, warn: say, error: say, debug: say }, fetch: fetch(ask), context: parse(context) });
    const given = globalThis.context;
    return (script) => apply(then, (async () => (typeof script === 'function' ? script(given) : script))(), [(value) => stringify(value) ?? 'null']);
  };
})()`;
