/**
 * An editor for Python: CodeMirror, in a shadow root, because the page's policy allows no style elements, and in a
 * shadow root CodeMirror adopts style sheets instead. Imported where code is first edited, never before.
 */

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { unifiedMergeView } from "@codemirror/merge";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** As the page's own code has it: few colors. */
const COLORS = HighlightStyle.define([
  { tag: tags.comment, color: "var(--ink-faint)" },
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--kernel)" },
  { tag: tags.number, color: "var(--positive)" },
  { tag: tags.meta, color: "var(--gradient)" },
  {
    tag: [
      tags.definition(tags.variableName),
      tags.definition(tags.className),
      tags.function(tags.definition(tags.variableName)),
    ],
    fontWeight: "650",
  },
]);

const LOOK = EditorView.theme({
  "&": { backgroundColor: "var(--paper-sunken)", color: "var(--ink)", maxHeight: "min(36rem, 75vh)" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-scroller": {
    fontFamily: "var(--font-mono)",
    fontSize: "clamp(0.8rem, 0.77rem + 0.13vw, 0.875rem)",
    fontVariantLigatures: "none",
    lineHeight: "1.6",
    overflow: "auto",
  },
  ".cm-content": { padding: "0.8em 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 1rem 0 0.5rem" },
  ".cm-gutters": { backgroundColor: "var(--paper-sunken)", color: "var(--ink-faint)", border: "none" },
  ".cm-wrong": {
    backgroundColor: "color-mix(in oklab, var(--wrong) 16%, transparent)",
    boxShadow: "inset 3px 0 var(--wrong)",
  },
  ".cm-matchingBracket": { outline: "1px solid var(--ink-faint)", backgroundColor: "transparent" },
  ".cm-collapsedLines": {
    padding: "0.2em 0.75rem",
    background: "var(--paper-raised)",
    color: "var(--ink-soft)",
    fontFamily: "var(--font-ui)",
  },
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: '"…"' },
  // Below 16 px, a phone zooms in when the editor takes the focus.
  "@media (pointer: coarse)": { ".cm-scroller": { fontSize: "1rem" } },
});

/** @type {import("@codemirror/state").StateEffectType<number | null>} */
const wrongLine = StateEffect.define();
const WRONG = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = transaction.docChanged ? Decoration.none : marks;
    for (const effect of transaction.effects) {
      if (!effect.is(wrongLine)) continue;
      const { doc } = transaction.state;
      const isThere = effect.value !== null && effect.value >= 1 && effect.value <= doc.lines;
      next = isThere
        ? Decoration.set([
            Decoration.line({ class: "cm-wrong" }).range(doc.line(/** @type {number} */ (effect.value)).from),
          ])
        : Decoration.none;
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * What is typed over a selection is put in by us: Chromium would keep the colors of what was there in a `style`
 * attribute, which the page's policy forbids.
 */
const REPLACING = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || event.data === null || view.composing) return false;
    if (view.state.selection.main.empty) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type" });
    event.preventDefault();
    return true;
  },
});

export class CodeEditor {
  #view;
  #difference = new Compartment();

  /**
   * @param {HTMLElement} host
   * @param {object} options
   * @param {string} options.text
   * @param {string} options.label what the editor is called
   * @param {() => void} options.onChange
   * @param {() => void} options.onRun Shift+Enter was pressed
   */
  constructor(host, { text, label, onChange, onRun }) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    const run = () => {
      onRun();
      return true;
    };
    this.#view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          history(),
          indentOnInput(),
          bracketMatching(),
          indentUnit.of("    "),
          python(),
          syntaxHighlighting(COLORS),
          LOOK,
          WRONG,
          this.#difference.of([]),
          keymap.of([
            { key: "Shift-Enter", run },
            { key: "Mod-Enter", run },
            indentWithTab,
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
          REPLACING,
          EditorView.updateListener.of(({ docChanged }) => docChanged && onChange()),
        ],
      }),
    });
  }

  get text() {
    return this.#view.state.doc.toString();
  }

  set text(text) {
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
  }

  focus() {
    this.#view.focus();
  }

  /**
   * Put the cursor where some words begin, and that line on top.
   *
   * @param {string} words
   */
  goTo(words) {
    const at = this.text.indexOf(words);
    if (at < 0) return;
    this.#view.dispatch({
      selection: { anchor: at },
      effects: EditorView.scrollIntoView(at, { y: "start", yMargin: 24 }),
    });
  }

  /**
   * Mark the line that an error came from, and bring it into sight.
   *
   * @param {number | null} line counted from 1
   */
  mark(line) {
    const { doc } = this.#view.state;
    this.#view.dispatch({ effects: wrongLine.of(line) });
    if (line !== null && line >= 1 && line <= doc.lines) {
      this.#view.dispatch({ effects: EditorView.scrollIntoView(doc.line(line).from, { y: "nearest" }) });
    }
  }

  /**
   * Show what was taken out and put in since `original`; null shows the code alone.
   *
   * @param {string | null} original
   */
  compare(original) {
    const view =
      original === null
        ? []
        : unifiedMergeView({ original, mergeControls: false, collapseUnchanged: { margin: 3, minSize: 6 } });
    this.#view.dispatch({ effects: this.#difference.reconfigure(view) });
  }
}
