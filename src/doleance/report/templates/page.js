"use strict";
(function () {
  const byId = function (id) { return document.getElementById(id); };
  const data = JSON.parse(byId("comment-data").textContent);
  const words = data.words, form = byId("filters"), list = byId("list"), found = byId("found"), more = byId("more");
  const selects = Array.from(form.querySelectorAll("select"));
  const first = 3, marks = first + selects.length, prefix = "#comments?";
  let matching = [], shown = 0, folded = null, timer = 0;

  const fold = function (text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/’/g, "'").toLowerCase(); };
  const write = function (n) { return String(n).replace(/\B(?=(\d{3})+$)/g, words.thousands); };
  const say = function (phrase, n) {
    const chosen = typeof phrase === "string" ? phrase : phrase[n >= words.one[0] && n <= words.one[1] ? "one" : "other"];
    return chosen.replace("{n}", write(n));
  };
  const element = function (name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // The words are put in as text, never as markup; the opinions on the theme asked for are marked.
  const quote = function (row, theme) {
    const holder = element("blockquote"), text = row[0], spans = row[marks];
    holder.dir = "auto";
    holder.lang = row[2];
    let at = 0;
    for (let i = 0; i < spans.length; i += 3) {
      if (spans[i] !== theme || spans[i + 1] < at) continue;
      holder.append(text.slice(at, spans[i + 1]), element("mark", "", text.slice(spans[i + 1], spans[i + 2])));
      at = spans[i + 2];
    }
    holder.append(text.slice(at));
    return holder;
  };

  // What made the sentiment of a comment: numbers, and places in the lists of words.
  const sign = function (value, digits) {
    return (value > 0 ? "+" : value < 0 ? "\u2212" : "") + Math.abs(value).toFixed(digits).replace(".", words.decimal);
  };
  const explain = function (row) {
    const told = row[marks + 1], option = selects[words.polarity].options[row[first + words.polarity] + 1], items = [];
    let at = 0;
    for (let i = 1; i < told.length; i += 3) {
      const start = at + told[i], rule = words.rules[Math.floor(told[i + 1] / words.step)];
      at = start + told[i + 1] % words.step;
      items.push(words.open + row[0].slice(start, at) + words.close + "\u00a0" + sign(told[i + 2] / 10, 1) + (rule ? " (" + rule + ")" : ""));
    }
    const label = words.label.replace("{p}", option.textContent).replace("{s}", sign(told[0] / 100, 2));
    const button = element("button", "why " + option.value, label + " ");
    const said = items.join(words.comma) || words.nothing;
    button.type = "button";
    button.append(element("span", "tip", words.why.replace("{i}", function () { return said; })));
    return button;
  };

  const show = function () {
    const theme = selects[0].selectedIndex - 1, until = Math.min(shown + words.page, matching.length);
    const added = document.createDocumentFragment();
    for (let i = shown; i < until; i += 1) {
      const row = data.rows[matching[i]], item = element("li");
      const who = element("p", "who", row[1].map(function (i) { return data.phrases[i]; }).join(words.comma));
      if (row[marks + 1].length) who.append(" ", explain(row));
      item.append(quote(row, theme), who);
      added.append(item);
    }
    list.append(added);
    shown = until;
    const left = Math.min(words.page, matching.length - shown);
    more.hidden = left === 0;
    more.textContent = left ? say(words.more, left) : "";
  };

  const matches = function (row, wanted) {
    return wanted.every(function (choice, i) {
      const value = row[first + i];
      return choice < 0 || (Array.isArray(value) ? value.indexOf(choice) >= 0 : value === choice);
    });
  };

  const filter = function () {
    const wanted = selects.map(function (select) { return select.selectedIndex - 1; });
    const terms = fold(form.elements.q.value).split(/\s+/).filter(Boolean);
    if (terms.length && !folded) folded = data.rows.map(function (row) { return fold(row[0]); });
    matching = [];
    data.rows.forEach(function (row, i) {
      if (matches(row, wanted) && terms.every(function (term) { return folded[i].indexOf(term) >= 0; })) matching.push(i);
    });
    list.textContent = "";
    shown = 0;
    found.textContent = matching.length ? say(words.count, matching.length) : words.none;
    show();
  };

  const keep = function () {
    const chosen = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { if (value) chosen.set(name, value); });
    const query = chosen.toString();
    history.replaceState(null, "", query ? prefix + query : "#comments");
  };

  const read = function () {
    const hash = location.hash, isOurs = hash.indexOf(prefix) === 0;
    if (!isOurs && hash !== "#comments") return false;
    const asked = new URLSearchParams(isOurs ? hash.slice(prefix.length) : "");
    selects.forEach(function (select) {
      select.value = asked.get(select.name) || "";
      if (select.selectedIndex < 0) select.selectedIndex = 0;
    });
    form.elements.q.value = asked.get("q") || "";
    return true;
  };

  const arrive = function () {
    if (!read()) return;
    filter();
    byId("comments").scrollIntoView();
    byId("comments-heading").focus({ preventScroll: true });
  };

  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(function () { keep(); filter(); }, 150);
  });
  form.addEventListener("reset", function () { setTimeout(function () { keep(); filter(); }, 0); });
  more.addEventListener("click", function () {
    const next = shown;
    show();
    const item = list.children[next];
    if (item) { item.tabIndex = -1; item.focus({ preventScroll: true }); }
  });
  // Escape hides what is explained, until the pointer or the focus moves on.
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") document.body.classList.add("quiet"); });
  ["pointerover", "focusin"].forEach(function (name) {
    document.addEventListener(name, function () { document.body.classList.remove("quiet"); });
  });
  window.addEventListener("hashchange", arrive);
  form.hidden = false;
  filter();
  arrive();
}());
