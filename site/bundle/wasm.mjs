/** Reads and writes WebAssembly modules by their sections; what functions do inside is carried along unread. */

/** https://webassembly.github.io/spec/core/binary/modules.html */
export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
};
/** The order in which they stand; the custom section `dylink.0` comes before all. */
const ORDER = [0, 1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];
/** What can be imported and exported, by its number there. */
export const KIND = { function: 0, table: 1, memory: 2, global: 3, tag: 4 };
const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const FUNCTION_TYPE = 0x60;

/** @typedef {{ parameters: number[], results: number[] }} FunctionType value types, a byte each */
/** @typedef {{ module: string, name: string, kind: number, description: Uint8Array }} Import */
/** @typedef {{ name: string, kind: number, index: number }} Export */
/** @typedef {Map<number, Uint8Array>} Sections their contents by their numbers; of the custom ones `dylink.0` alone */

export class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get done() {
    return this.at >= this.bytes.length;
  }

  byte() {
    if (this.done) throw new Error("a WebAssembly module ends in the middle");
    return this.bytes[this.at++];
  }

  /** An unsigned number of up to 32 bits. */
  number() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  /** @param {number} length */
  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** A name, a body: what has its length before it. */
  sized() {
    return this.take(this.number());
  }

  text() {
    return new TextDecoder().decode(this.sized());
  }

  /** Limits of a table or a memory. */
  limits() {
    const hasMaximum = this.number() % 2 === 1;
    this.number();
    if (hasMaximum) this.number();
  }

  /**
   * @template T
   * @param {() => T} read one
   * @returns {T[]}
   */
  vector(read) {
    return Array.from({ length: this.number() }, read);
  }
}

/** @param {number} value an unsigned number, or a signed one that is not negative where `isSigned` */
export function leb128(value, isSigned = false) {
  const bytes = [];
  for (;;) {
    const low = value % 128;
    value = Math.floor(value / 128);
    if (value === 0 && !(isSigned && low > 63)) return [...bytes, low];
    bytes.push(low + 128);
  }
}

/** @param {Uint8Array} bytes */
export function sized(bytes) {
  return Buffer.concat([Buffer.from(leb128(bytes.length)), bytes]);
}

/** @param {string} text */
export function name(text) {
  return sized(Buffer.from(text));
}

/** @param {(number[] | Uint8Array)[]} items */
export function vector(items) {
  return Buffer.concat([Buffer.from(leb128(items.length)), ...items.map((item) => Buffer.from(item))]);
}

/**
 * More behind what a section holds.
 *
 * @param {Uint8Array | undefined} section
 * @param {(number[] | Uint8Array)[]} items
 */
export function extended(section, items) {
  const reader = new Reader(section ?? Uint8Array.of(0));
  const count = reader.number() + items.length;
  const rest = reader.bytes.subarray(reader.at);
  return Buffer.concat([Buffer.from(leb128(count)), rest, ...items.map((item) => Buffer.from(item))]);
}

/**
 * @param {Uint8Array} module
 * @returns {Sections}
 */
export function sectionsOf(module) {
  const reader = new Reader(module);
  if (!HEADER.every((byte) => reader.byte() === byte)) throw new Error("this is no WebAssembly module");
  const sections = new Map();
  while (!reader.done) {
    const number = reader.byte();
    const content = reader.sized();
    if (number !== SECTION.custom || new Reader(content).text() === "dylink.0") sections.set(number, content);
  }
  return sections;
}

/** @param {Sections} sections */
export function moduleOf(sections) {
  const parts = ORDER.filter((number) => sections.has(number)).map((number) =>
    Buffer.concat([Buffer.from([number]), sized(/** @type {Uint8Array} */ (sections.get(number)))]),
  );
  return Buffer.concat([Buffer.from(HEADER), ...parts]);
}

/** @param {Sections} sections */
function reader(sections, /** @type {number} */ number) {
  return new Reader(sections.get(number) ?? Uint8Array.of(0));
}

/**
 * @param {Sections} sections
 * @returns {FunctionType[]}
 */
export function typesOf(sections) {
  const types = reader(sections, SECTION.type);
  return types.vector(() => {
    if (types.byte() !== FUNCTION_TYPE) throw new Error("a type was met that is not a function's");
    const [parameters, results] = [0, 1].map(() => [...types.sized()]);
    if ([...parameters, ...results].some((type) => type === 0x63 || type === 0x64))
      throw new Error("a type was met whose values have more than a byte");
    return { parameters, results };
  });
}

/** @param {FunctionType} type */
export function writtenType({ parameters, results }) {
  return [FUNCTION_TYPE, ...leb128(parameters.length), ...parameters, ...leb128(results.length), ...results];
}

/**
 * @param {Sections} sections
 * @returns {Import[]}
 */
export function importsOf(sections) {
  const imports = reader(sections, SECTION.import);
  return imports.vector(() => {
    const [module, name] = [imports.text(), imports.text()];
    const kind = imports.byte();
    const start = imports.at;
    if (kind === KIND.function) imports.number();
    else if (kind === KIND.table) imports.byte();
    if (kind === KIND.table || kind === KIND.memory) imports.limits();
    else if (kind !== KIND.function) imports.take(1) && imports.number(); // a global's or a tag's
    return { module, name, kind, description: imports.bytes.slice(start, imports.at) };
  });
}

/** @param {Import} item */
export function writtenImport({ module, name: text, kind, description }) {
  return Buffer.concat([name(module), name(text), Buffer.from([kind]), description]);
}

/**
 * @param {Sections} sections
 * @returns {Export[]}
 */
export function exportsOf(sections) {
  const exports = reader(sections, SECTION.export);
  return exports.vector(() => ({ name: exports.text(), kind: exports.byte(), index: exports.number() }));
}

/** @param {Export} item */
export function writtenExport({ name: text, kind, index }) {
  return Buffer.concat([name(text), Buffer.from([kind, ...leb128(index)])]);
}

/**
 * The types of the functions that a module defines, by their places among the types.
 *
 * @param {Sections} sections
 */
export function definedFunctions(sections) {
  const functions = reader(sections, SECTION.function);
  return functions.vector(() => functions.number());
}

/**
 * What these functions do.
 *
 * @param {Sections} sections
 */
export function bodiesOf(sections) {
  const code = reader(sections, SECTION.code);
  return code.vector(() => code.sized());
}

/**
 * Descriptions of the tables, the memory, the tags or the globals that a module defines, as an import would have them.
 *
 * @param {Sections} sections
 * @param {number} kind
 * @returns {Uint8Array[]}
 */
export function definedOf(sections, kind) {
  const number = {
    [KIND.table]: SECTION.table,
    [KIND.memory]: SECTION.memory,
    [KIND.tag]: SECTION.tag,
    [KIND.global]: SECTION.global,
  }[kind];
  const items = reader(sections, /** @type {number} */ (number));
  return items.vector(() => {
    const start = items.at;
    if (kind === KIND.table) items.byte();
    if (kind === KIND.table || kind === KIND.memory) items.limits();
    else items.take(1) && items.number();
    const description = items.bytes.slice(start, items.at);
    if (kind === KIND.global) skipConstant(items);
    return description;
  });
}

/**
 * The expression that gives a global its first value.
 *
 * @param {Reader} reader
 */
function skipConstant(reader) {
  for (;;) {
    const operation = reader.byte();
    if (operation === 0x0b) return;
    if (operation === 0x43)
      reader.take(4); // f32.const
    else if (operation === 0x44)
      reader.take(8); // f64.const
    else if ([0x41, 0x42, 0x23, 0xd2, 0xd0].includes(operation))
      reader.number(); // i32, i64, global.get, ref.func, ref.null
    else if (![0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e].includes(operation))
      throw new Error(`a global's value has the unknown operation 0x${operation.toString(16)}`);
  }
}
