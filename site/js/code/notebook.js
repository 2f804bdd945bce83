/** All code of a page as a Python file, or as a notebook for Jupyter. */

import { download } from "../lab/files.js";
import { recallCode } from "./store.js";

/** @typedef {{ name: string, text: string }} Part */

const NEEDS = "It needs Python with NumPy and cnn_core, the library of the course.";
const IMPORT = "from cnn_core.live import display";

/** The page's code as it stands, with the reader's changes, whether or not its elements have come alive. */
export function partsOfPage() {
  return [...document.querySelectorAll("cnn-code, cnn-exercise")].map((element) => {
    const original = element.querySelector("pre")?.textContent ?? "";
    const text = "text" in element ? /** @type {string} */ (element.text) : recallCode(element.id);
    return { name: element.getAttribute("data-name") ?? element.id, text: text ?? original };
  });
}

/**
 * @param {string} title
 * @param {string} address
 * @param {Part[]} parts
 */
export function asPython(title, address, parts) {
  const cells = parts.map(({ name, text }) => `# %% ${name}\n${text.trimEnd()}\n`);
  return [`# ${title}\n# ${address}\n# ${NEEDS}\n\n${IMPORT}\n`, ...cells].join("\n");
}

/**
 * @param {string} title
 * @param {string} address
 * @param {Part[]} parts
 */
export function asNotebook(title, address, parts) {
  const code = (/** @type {string} */ text, /** @type {number} */ i) => ({
    cell_type: "code",
    id: `code-${i}`,
    execution_count: null,
    metadata: {},
    outputs: [],
    source: lines(text.trimEnd()),
  });
  const notebook = {
    cells: [
      {
        cell_type: "markdown",
        id: "about",
        metadata: {},
        source: lines(`# ${title}\n\nFrom <${address}>. ${NEEDS}`),
      },
      code(IMPORT, 0),
      ...parts.map(({ text }, i) => code(text, i + 1)),
    ],
    metadata: {
      kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
      language_info: { name: "python" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** @param {"py" | "ipynb"} kind */
export function savePage(kind) {
  const title = document.querySelector("h1")?.textContent?.trim() ?? document.title;
  const address = location.origin + location.pathname; // what else is in a link may be anything
  const make = kind === "py" ? asPython : asNotebook;
  const name = address.split("/").filter(Boolean).at(-1) ?? "code";
  saveText(make(title, address, partsOfPage()), `${name}.${kind}`);
}

/**
 * @param {string} text
 * @param {string} name of the file
 */
export function saveText(text, name) {
  download(new TextEncoder().encode(text).buffer, name);
}

/** @param {string} text with the line ends that the format wants */
function lines(text) {
  const split = text.split("\n");
  return split.map((line, i) => (i < split.length - 1 ? `${line}\n` : line));
}
