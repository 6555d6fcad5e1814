/* The map: what to show, when, on which boundaries; figures by pointer, tap or arrow keys; the same as a table. */
(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg", words = thugom.get("words"), index = thugom.get("map/index");
  if (!words || !index || !index.months.length) { return; }
  var $ = function (id) { return document.getElementById(id); };
  var controls = { shading: $("shading"), basis: $("basis"), settlement: $("settlement"), month: $("month") };
  var box = $("map"), told = $("told"), drawn = null, codes = [], order = [], chosen = null, turn = 0;
  $("controls").hidden = false;

  function decimal(value) { return value.toFixed(1).replace(".", words.decimal); }
  function kindOf(shading, code) {
    if (code < 0) { return shading.classes.length - 1; }
    if (!shading.rate) { return code; }
    return [200, 400, 600, 800].filter(function (edge) { return code >= edge; }).length;
  }
  function nameOf(shading, code) { return code === -2 ? "absent" : shading.classes[kindOf(shading, code)]; }
  function said(name, code) {
    if (code === -2) { return words.texts.absent; }
    var shading = index.shadings[name];
    if (shading.rate && code >= 0) { return decimal(code / 10) + "%"; }
    return words.classes[name][kindOf(shading, code)];
  }
  function swatch(kind) {
    var svg = document.createElementNS(SVG, "svg"), rect = document.createElementNS(SVG, "rect");
    svg.setAttribute("class", "swatch"); svg.setAttribute("viewBox", "0 0 22 14"); svg.setAttribute("aria-hidden", "true");
    rect.setAttribute("class", "unit k-" + kind);
    [["x", 1], ["y", 1], ["width", 20], ["height", 12]].forEach(function (pair) { rect.setAttribute(pair[0], pair[1]); });
    svg.appendChild(rect);
    return svg;
  }
  function text(tag, content, kind) {
    var node = document.createElement(tag);
    node.textContent = content;
    if (kind) { node.className = kind; }
    return node;
  }
  function pageOf(id) {
    var address = thugom.addressOf(id);
    return address && document.body.dataset.here + address;
  }
  function element(name, attributes, parent) {
    var node = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
    if (parent) { parent.appendChild(node); }
    return node;
  }

  function draw(ground) {
    var svg = element("svg", { "class": "map" + (ground.ids.length > 1000 ? " dense" : ""), role: "group",
      viewBox: "-4 -4 " + Math.round(ground.box[0] + 8) + " " + Math.round(ground.box[1] + 8) });
    var units = element("g", { "class": "units" }, svg), names = element("g", { "class": "names", "aria-hidden": "true" }, svg);
    order = [];
    ground.ids.forEach(function (id, at) {
      if (!ground.paths[at]) { return; }
      var page = pageOf(id), holder = element(page ? "a" : "g", { "data-unit": id, tabindex: order.length ? -1 : 0 }, units);
      if (page) { holder.setAttribute("href", page); } else { holder.setAttribute("role", "img"); }
      element("path", { d: ground.paths[at] }, holder);
      order.push({ at: at, node: holder });
      var label = ground.labels[at];
      if (label) {
        var name = element("text", { "font-size": label[1] }, names);
        label[2].forEach(function (line) { element("tspan", { x: label[0], y: line[1] }, name).textContent = line[0]; });
      }
    });
    var sites = element("g", { "class": "sites" }, svg);
    ground.sites.forEach(function (site) {
      element("path", { "class": "site", role: "img", "aria-label": site[0], d: "M" + site[1] + " " + (site[2] - 7) + "l7 7-7 7-7-7z" }, sites);
    });
    box.replaceChildren(order.length ? svg : text("p", words.texts.no_place));
    drawn = ground;
    chosen = null;
    told.replaceChildren(text("p", words.texts.point_at));
  }

  function paint(name) {
    var shading = index.shadings[name], month = index.months[+controls.month.value];
    order.forEach(function (one) {
      var code = codes[one.at], holder = one.node;
      holder.firstChild.setAttribute("class", "unit k-" + nameOf(shading, code));
      holder.setAttribute("aria-label", drawn.names[one.at] + ": " + said(name, code));
    });
    if (order.length) { box.firstElementChild.setAttribute("aria-label", words.titles[name] + ", " + words.months[month]); }
    var legend = document.createDocumentFragment();
    function explain(kind, label) {
      var item = document.createElement("li");
      item.append(swatch(kind), text("span", label));
      legend.appendChild(item);
    }
    words.classes[name].forEach(function (label, at) { explain(shading.classes[at], label); });
    if (codes.indexOf(-2) >= 0) { explain("absent", words.texts.absent); }
    $("legend").replaceChildren(legend);
    var rows = document.createDocumentFragment();
    drawn.ids.forEach(function (id, at) {
      var row = document.createElement("tr"), head = document.createElement("th"), cell = document.createElement("td");
      var page = pageOf(id), holder = page ? document.createElement("a") : head;
      head.scope = "row";
      holder.textContent = drawn.names[at];
      if (page) { holder.href = page; head.appendChild(holder); }
      cell.append(swatch(nameOf(shading, codes[at])), said(name, codes[at]));
      row.append(head, cell);
      rows.appendChild(row);
    });
    $("rows").replaceChildren(rows);
    $("shading-said").textContent = $("value-said").textContent = words.titles[name];
    $("map-month").textContent = $("month-said").textContent = words.months[month];
    controls.month.setAttribute("aria-valuetext", words.months[month]);
    $("sketch").hidden = !drawn.schematic;
    if (chosen !== null) { tell(chosen); }
  }

  function tell(at) {
    chosen = at;
    var name = controls.shading.value, page = pageOf(drawn.ids[at]);
    var parts = [text("p", drawn.names[at], "name"), text("p", said(name, codes[at]), "value"),
      text("p", words.titles[name] + ", " + words.months[index.months[+controls.month.value]])];
    if (page) {
      var link = text("a", words.texts.open_page), line = document.createElement("p");
      link.href = page;
      line.appendChild(link);
      parts.push(line);
    }
    told.replaceChildren.apply(told, parts);
    order.forEach(function (one) { one.node.classList.toggle("chosen", one.at === at); });
  }

  function note(said) { $("note").textContent = said; $("note").hidden = !said; }

  function show() {
    var name = controls.shading.value, month = index.months[+controls.month.value], mine = ++turn, hint = "";
    if (name === "status" && controls.basis.value !== "as_is") { controls.basis.value = "as_is"; hint = words.texts.status_as_is; }
    var basis = controls.basis.value, key = index.grounds[basis] && index.grounds[basis][month];
    if (!key) { return; }
    function failed() { note(words.texts.loading_failed); }
    thugom.ask("map/" + basis + "-" + controls.settlement.value + "-" + month.slice(0, 4), function (year) {
      thugom.ask("map/" + key, function (ground) {
        if (mine !== turn) { return; }
        note(hint);
        if (drawn !== ground) { draw(ground); }
        codes = (year[month] || {})[name] || ground.ids.map(function () { return -1; });
        paint(name);
        box.dataset.shown = [name, basis, controls.settlement.value, month].join(" ");
      }, failed);
    }, failed);
  }

  function held(event) { return event.target.closest ? event.target.closest("[data-unit]") : null; }
  function placeOf(node) { return order.findIndex(function (one) { return one.node === node; }); }
  ["mouseover", "focusin", "click"].forEach(function (kind) {
    box.addEventListener(kind, function (event) {
      var node = held(event), place = node ? placeOf(node) : -1;
      if (place < 0) { return; }
      if (kind === "click") { event.preventDefault(); }
      tell(order[place].at);
    });
  });
  box.addEventListener("keydown", function (event) {
    var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], node = held(event);
    if (!step || !node) { return; }
    event.preventDefault();
    var next = order[(placeOf(node) + step + order.length) % order.length].node;
    node.setAttribute("tabindex", -1);
    next.setAttribute("tabindex", 0);
    next.focus();
  });
  Object.keys(controls).forEach(function (name) { controls[name].addEventListener("input", show); });
  [["earlier", -1], ["later", 1]].forEach(function (pair) {
    $(pair[0]).addEventListener("click", function () {
      controls.month.value = +controls.month.value + pair[1];
      show();
    });
  });
  show();
})();
