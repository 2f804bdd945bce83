// Loaded by pages with a lab, apart from all else and as early as can be: Python starts while the page is being read.
import { Runtime } from "./client.js";

const { connection } = /** @type {{ connection?: { saveData: boolean } }} */ (navigator);
// On a line that is to be spared, the lab starts it when it comes near.
if (!connection?.saveData) Runtime.forPage().start();
