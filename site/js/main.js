import "./page/theme-toggle.js";
import "./page/contents.js";
import "./page/deep-links.js";
import "./page/copy-code.js";
import "./questions/question.js";
import "./page/scrollable.js";
import "./page/sidenotes.js";
import "./page/terms.js";
import "./page/lazily.js";
import "./page/offline.js";
import "./search/site-search.js";
import "./progress/elements.js";
import { coming } from "./page/coming.js";

// Set by early.js, or here where that did not come.
document.documentElement.dataset.script = "";
// At once, since a link may lead to a run in it.
if (document.querySelector("cnn-lab")) coming(import("./lab/cnn-lab.js"));
