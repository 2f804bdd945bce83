/**
 * On pages with a lab, before they are laid out: a worker begins to load Python while the page is read. client.js takes
 * it over. A classic script, since a module would have to wait for the layout.
 */

import { beginEarly } from "./worker-process.js";

const { connection } = /** @type {{ connection?: { saveData: boolean } }} */ (navigator);
// On a line that is to be spared, the lab starts it when it comes near.
if (!connection?.saveData && typeof WebAssembly === "object" && typeof Worker === "function") beginEarly();
