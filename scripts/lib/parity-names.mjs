// Which of Keras's public names are here, and under what name: found by looking, with what cannot be found as data.

/** @typedef {{ kind: string, parameters?: readonly string[] }} Named */
/** @typedef {Record<string, Record<string, Named>>} Names Keras's names by namespace */
/**
 * @typedef {object} Row one name of Keras's
 * @property {string} namespace
 * @property {string} name
 * @property {string | null} ours where it is here, such as `layers.Dense`; null where it is not
 * @property {string} reason why it is not; empty where it is
 */

/** In Keras's namespaces of ops, names that `keras.ops` has as well stand there alone. */
const withinOps = ['ops.image', 'ops.linalg', 'ops.nn', 'ops.numpy'];

/** Where a namespace of Keras's is here, in the order in which they are searched. @type {Record<string, string[]>} */
const places = {
  schedules: ['optimizers.schedules'],
  random: ['random', ''],
  models: ['', 'models'],
  utils: ['', 'utils'],
};

/**
 * @param {Names} names parity/names.json
 * @param {object} ours what src/index.ts exports
 * @param {Record<string, string>} elsewhere names of Keras's that are here under a name that no rule finds
 * @param {Record<string, string>} missing reasons for names (`layers.X`) or whole namespaces (`layers`)
 * @returns {Row[]}
 */
export function rowsOf(names, ours, elsewhere, missing) {
  return Object.entries(names).flatMap(([namespace, found]) =>
    Object.entries(found)
      .filter(([, { kind }]) => kind !== 'module' || namespace === 'datasets')
      .filter(([name]) => !withinOps.includes(namespace) || !(name in (names['ops'] ?? {})))
      .map(([name, { kind }]) => {
        const path = `${namespace}.${name}`;
        const here = whereIs(ours, namespace, name, kind, elsewhere[path]);
        const reason = here === null ? (missing[path] ?? missing[namespace] ?? 'not yet') : '';
        return { namespace, name, ours: here, reason };
      }),
  );
}

/**
 * The path of a name here, or null.
 *
 * @param {object} ours
 * @param {string} namespace
 * @param {string} name
 * @param {string} kind
 * @param {string | undefined} given
 */
function whereIs(ours, namespace, name, kind, given) {
  if (given !== undefined) return at(ours, given) === undefined ? null : given;
  // Here a loss by its own name makes the object; what computes on two tensors is among the functions.
  const judged = ['losses', 'metrics'].includes(namespace) && kind === 'function';
  const searched = judged ? [`${namespace}.functions`, 'losses.functions'] : (places[namespace] ?? [namespace]);
  for (const place of searched) {
    const known = Object.keys(Object(at(ours, place)));
    const plain = known.filter((key) => folded(key) === folded(name));
    const best = plain.find((key) => key === name) ?? plain.find((key) => key === camel(name)) ?? plain[0];
    if (best !== undefined) return place === '' ? best : `${place}.${best}`;
  }
  return null;
}

/** @param {object} ours @param {string} path @returns {unknown} */
function at(ours, path) {
  /** @type {unknown} */
  let found = ours;
  for (const part of path === '' ? [] : path.split('.'))
    found = typeof found === 'object' && found !== null ? Reflect.get(found, part) : undefined;
  return found;
}

/** @param {string} name */
function camel(name) {
  return name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/** @param {string} name */
function folded(name) {
  return name.replaceAll('_', '').toLowerCase();
}
