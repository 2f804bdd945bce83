export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // A list may be named by the question that it answers.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // What scrolls sideways is a named region, for the keyboard's sake; a <section> would be in the outline.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // The lab's settings take effect with Reset, which isn't theirs alone.
    "wcag/h32": "off",
  },
};
