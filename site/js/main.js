import "./page/theme-toggle.js";
import "./page/contents.js";
import "./page/copy-code.js";
import "./page/question.js";
import "./page/sidenotes.js";
