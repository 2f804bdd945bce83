import "./page/theme-toggle.js";
import "./page/contents.js";
import "./page/copy-code.js";
import "./page/question.js";
import "./page/scrollable.js";
import "./page/sidenotes.js";

// Charts and the worker's client are for the pages that have a use for them.
if (document.querySelector("cnn-lab")) import("./lab/cnn-lab.js");
if (document.querySelector("cnn-compare")) import("./widgets/cnn-compare.js");
