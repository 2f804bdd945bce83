/**
 * Has the browser name a language that `Intl` knows. Of a locale "C", WebKitGTK makes a language "C", and uPlot
 * throws as soon as it is imported; so this comes first.
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en", configurable: true });
}
