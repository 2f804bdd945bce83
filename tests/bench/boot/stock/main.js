/** What one would write first: stock Pyodide with NumPy, then the step. */

import { loadPyodide } from "./pyodide/pyodide.mjs";

const step = fetch("step.py").then((response) => response.text());
const pyodide = await loadPyodide({
  indexURL: new URL("pyodide/", import.meta.url).href,
  packages: ["numpy"],
});
pyodide.runPython(await step);
const loss = pyodide.runPython("train_step(*batch())");
document.body.dataset.loss = String(loss);
document.body.dataset.stepped = String(performance.now());
