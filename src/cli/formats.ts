/** Whether a path ends as files of whole models do: `.keras`, `.h5` of Keras 2, `model.json` of TensorFlow.js. */
export function isModelPath(path: string): boolean {
  if (/\.weights\.(h5|json)$/.test(path)) return false;
  return /\.(keras|h5)$|(^|[/\\])model\.json$/.test(path);
}

/** The endings of whole models, for messages. */
export const modelEndings = '.keras, .h5, model.json';
