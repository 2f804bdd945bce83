/** Set each footnote a second time, beside its reference; the style sheet shows whichever there is room for. */
for (const reference of document.querySelectorAll(".prose .footnote-ref")) {
  const link = reference.querySelector("a");
  const note = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!note) continue;
  const copy = /** @type {HTMLElement} */ (note.cloneNode(true));
  for (const back of copy.querySelectorAll(".footnote-backref")) back.remove();
  for (const element of [copy, ...copy.querySelectorAll("[id]")]) element.removeAttribute("id");

  const aside = document.createElement("span");
  aside.className = "sidenote";
  aside.setAttribute("role", "note");
  const number = document.createElement("span");
  number.className = "sidenote-number";
  number.textContent = `${(link.textContent ?? "").replace(/\D/g, "")} `;
  aside.append(number);
  for (const block of copy.children) aside.append(...block.childNodes, " ");
  // In a table it would make its row as tall as the note.
  const table = reference.closest("table");
  if (table) (table.closest(".prose > *") ?? table).before(aside);
  else reference.after(aside);
  reference.closest(".prose")?.classList.add("has-sidenotes");
}
