// JSON on standard input: [{ tex, display }, ...]; on standard output: [{ mathml } | { error }, ...].

import temml from "temml";

let input = "";
for await (const chunk of process.stdin) input += chunk;

const answers = JSON.parse(input).map((/** @type {{ tex: string, display: boolean }} */ { tex, display }) => {
  try {
    return { mathml: temml.renderToString(tex, { displayMode: display, throwOnError: true, strict: true }) };
  } catch (error) {
    return { error: String(/** @type {Error} */ (error).message).trim() };
  }
});
process.stdout.write(JSON.stringify(answers));
