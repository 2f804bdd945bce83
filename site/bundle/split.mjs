/**
 * Divides a WebAssembly module in two: the functions that a session calls, and all others, which are fetched when one
 * of them is called after all (`site/worker/halves.js`).
 *
 * Both halves number everything as the whole did, so that nothing inside a function has to be read or changed. In each,
 * a function of the other half is a call through a table that both share. In the first half, such a call goes by
 * way of a function (one for each type) that asks for the second half first, if it is not there yet.
 *
 * The first half has no data: a page lays a memory over it that has all of it (`memory.mjs`).
 *
 * What is exported for this: `split.seldom`, a table whose place 0 is to hold a function that loads the second half, and
 * `split.isThere`, 0 until it has; and `split.often`, the table of the first half's functions.
 */

import {
  bodiesOf,
  definedFunctions,
  definedOf,
  exportsOf,
  extended,
  importsOf,
  KIND,
  leb128,
  moduleOf,
  Reader,
  SECTION,
  sectionsOf,
  sized,
  typesOf,
  vector,
  writtenExport,
  writtenImport,
  writtenType,
} from "./wasm.mjs";

/** @import { FunctionType, Sections } from "./wasm.mjs" */

const I32 = 0x7f;
const FUNCREF = 0x70;
const MUTABLE = 1;
const OP = {
  if: 0x04,
  end: 0x0b,
  call: 0x10,
  callIndirect: 0x11,
  localGet: 0x20,
  globalGet: 0x23,
  tableSet: 0x26,
  i32Const: 0x41,
  i32Eqz: 0x45,
  refNull: 0xd0,
};
const NO_RESULT = 0x40;
const NO_LOCALS = 0;

/** @param {number} value */
const constant = (value) => [OP.i32Const, ...leb128(value, true)];
/** @param {FunctionType} type */
const parameters = (type) => type.parameters.flatMap((_, i) => [OP.localGet, ...leb128(i)]);
/** @param {number[]} operations */
const body = (...operations) => sized(Buffer.from([NO_LOCALS, ...operations, OP.end]));

/** How many of a kind there are: imported ones, and all. @param {Sections} sections @param {number} kind */
function counts(sections, kind) {
  const imported = importsOf(sections).filter((item) => item.kind === kind).length;
  const defined = kind === KIND.function ? definedFunctions(sections) : definedOf(sections, kind);
  return { imported, all: imported + defined.length };
}

/** @param {number} size of a table that both halves have */
const table = (size) => [FUNCREF, 0, ...leb128(size)];

/**
 * The same module, but each of its functions takes itself out of the table `split.uncalled` when it is called.
 *
 * @param {Uint8Array} module
 */
export function watched(module) {
  const sections = sectionsOf(module);
  const bodies = bodiesOf(sections);
  const index = counts(sections, KIND.table).all;
  const marked = bodies.map((content, i) => {
    const reader = new Reader(content);
    reader.vector(() => [reader.number(), reader.byte()]); // its locals
    const mark = [...constant(i), OP.refNull, FUNCREF, OP.tableSet, ...leb128(index)];
    return sized(
      Buffer.concat([content.subarray(0, reader.at), Buffer.from(mark), content.subarray(reader.at)]),
    );
  });
  sections.set(SECTION.table, extended(sections.get(SECTION.table), [table(bodies.length)]));
  const uncalled = { name: "split.uncalled", kind: KIND.table, index };
  sections.set(SECTION.export, extended(sections.get(SECTION.export), [writtenExport(uncalled)]));
  const first = counts(sections, KIND.function).imported;
  const all = bodies.map((_, i) => leb128(first + i));
  sections.set(SECTION.element, extended(sections.get(SECTION.element), [elements(index, 0, all)]));
  sections.set(SECTION.code, vector(marked));
  return moduleOf(sections);
}

/**
 * Functions that are to be put into a table.
 *
 * @param {number} table
 * @param {number} start
 * @param {number[][]} functions
 */
function elements(table, start, functions) {
  return Buffer.concat([
    Buffer.from([2, ...leb128(table), ...constant(start), OP.end, 0]),
    vector(functions),
  ]);
}

/**
 * @param {Uint8Array} module
 * @param {(index: number) => boolean} isOften whether the function of this place among the defined ones is called
 * @returns {{ often: Buffer, seldom: Buffer }}
 */
export function split(module, isOften) {
  const sections = sectionsOf(module);
  const types = typesOf(sections);
  const functions = definedFunctions(sections);
  const bodies = bodiesOf(sections);
  const { imported, all } = counts(sections, KIND.function);
  const tables = counts(sections, KIND.table).all;
  const globals = counts(sections, KIND.global).all;
  const places = [...bodies.keys()];
  const often = places.filter(isOften);
  const seldom = places.filter((place) => !isOften(place));
  const [seldomTable, oftenTable, isThere] = [tables, tables + 1, globals];
  const inTable = new Map([
    ...often.map((place, i) => /** @type {[number, number]} */ ([place, i])),
    ...seldom.map((place, i) => /** @type {[number, number]} */ ([place, i + 1])),
  ]);
  const at = (/** @type {number} */ place) => constant(/** @type {number} */ (inTable.get(place)));

  // What calls a function of the second half, by its type.
  const noneToNone = types.length;
  /** @type {FunctionType[]} */
  const added = [{ parameters: [], results: [] }];
  const callers = new Map();
  for (const type of new Set(seldom.map((place) => functions[place]))) {
    callers.set(type, { type: types.length + added.length, index: all + callers.size });
    const { parameters, results } = types[type];
    added.push({ parameters: [...parameters, I32], results });
  }
  const callerBodies = [...callers.keys()].map((type) =>
    body(
      ...[OP.globalGet, ...leb128(isThere), OP.i32Eqz, OP.if, NO_RESULT],
      ...[...constant(0), OP.callIndirect, ...leb128(noneToNone), ...leb128(seldomTable), OP.end],
      ...[...parameters(types[type]), OP.localGet, ...leb128(types[type].parameters.length)],
      ...[OP.callIndirect, ...leb128(type), ...leb128(seldomTable)],
    ),
  );

  const exported = [
    { name: "split.seldom", kind: KIND.table, index: seldomTable },
    { name: "split.often", kind: KIND.table, index: oftenTable },
    { name: "split.isThere", kind: KIND.global, index: isThere },
  ];
  const shared = shareable(sections);
  exported.push(...shared.exports);

  const first = new Map(sections);
  const extend = (/** @type {number} */ section, /** @type {(number[] | Uint8Array)[]} */ items) =>
    first.set(section, extended(sections.get(section), items));
  extend(SECTION.type, added.map(writtenType));
  extend(
    SECTION.function,
    [...callers.values()].map(({ type }) => leb128(type)),
  );
  extend(SECTION.table, [table(seldom.length + 1), table(often.length)]);
  extend(SECTION.global, [[I32, MUTABLE, ...constant(0), OP.end]]);
  extend(SECTION.export, exported.map(writtenExport));
  extend(SECTION.element, [
    elements(
      oftenTable,
      0,
      often.map((place) => leb128(imported + place)),
    ),
  ]);
  const firstBodies = places.map((place) =>
    isOften(place)
      ? sized(bodies[place])
      : body(
          ...parameters(types[functions[place]]),
          ...at(place),
          ...[OP.call, ...leb128(callers.get(functions[place]).index)],
        ),
  );
  first.set(SECTION.code, vector([...firstBodies, ...callerBodies]));
  first.delete(SECTION.data);
  first.delete(SECTION.dataCount);

  const here = [
    { ...exported[0], module: "split", description: Uint8Array.from(table(seldom.length + 1)) },
    { ...exported[1], module: "split", description: Uint8Array.from(table(often.length)) },
  ];
  const second = new Map([
    [SECTION.type, sections.get(SECTION.type)],
    [SECTION.function, sections.get(SECTION.function)],
  ]);
  second.set(
    SECTION.import,
    vector([...importsOf(sections), ...shared.imports, ...here].map((item) => writtenImport(item))),
  );
  second.set(
    SECTION.element,
    vector([
      elements(
        seldomTable,
        1,
        seldom.map((place) => leb128(imported + place)),
      ),
    ]),
  );
  second.set(
    SECTION.code,
    vector(
      places.map((place) =>
        isOften(place)
          ? body(
              ...parameters(types[functions[place]]),
              ...at(place),
              ...[OP.callIndirect, ...leb128(functions[place]), ...leb128(oftenTable)],
            )
          : sized(bodies[place]),
      ),
    ),
  );
  const halves = { often: moduleOf(first), seldom: moduleOf(/** @type {Sections} */ (second)) };
  // As with an instruction that needs the module's own data, or a function of the other half as a value.
  if (!Object.values(halves).every((half) => WebAssembly.validate(half)))
    throw new Error("a module can't be divided: one of its halves would not be valid");
  return halves;
}

/**
 * What a module defines besides functions, for another to import under the same numbers.
 *
 * @param {Sections} sections
 */
function shareable(sections) {
  const known = new Map(exportsOf(sections).map(({ name, kind, index }) => [`${kind} ${index}`, name]));
  const exports = [];
  const imports = [];
  for (const kind of [KIND.table, KIND.memory, KIND.global, KIND.tag]) {
    const { imported } = counts(sections, kind);
    for (const [i, description] of definedOf(sections, kind).entries()) {
      const index = imported + i;
      const name = known.get(`${kind} ${index}`) ?? `split.${kind}.${index}`;
      if (!known.has(`${kind} ${index}`)) exports.push({ name, kind, index });
      imports.push({ module: "split", name, kind, description });
    }
  }
  return { exports, imports };
}
