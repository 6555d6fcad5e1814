/* What every page shares: where data arrives, and the way from a notice's link to a unit's page. */
(function () {
  "use strict";
  var waiting = {}, held = {};
  window.thugom = {
    take: function (name, data) {
      held[name] = data;
      (waiting[name] || []).forEach(function (done) { done(data); });
      delete waiting[name];
    },
    get: function (name) { return held[name]; },
    /* Hands over a chunk, loading it first: a page opened from the disk may load a script, and fetch nothing. */
    ask: function (name, done, failed) {
      if (held[name]) { done(held[name]); return; }
      if (waiting[name]) { waiting[name].push(done); return; }
      waiting[name] = [done];
      var script = document.createElement("script");
      script.src = document.body.dataset.up + "data/" + name + ".js";
      script.onerror = function () { delete waiting[name]; failed(); };
      document.head.appendChild(script);
    },
    /* Where a unit is told of: on its own page, or as a line among those that are no more. */
    addressOf: function (id) {
      var pages = held.words;
      if (pages && Object.prototype.hasOwnProperty.call(pages.pages, id)) { return "unit/" + pages.pages[id]; }
      return pages && pages.former.indexOf(id) >= 0 ? "former.html#" + id.replace(/[^0-9A-Za-z@._-]/g, "_") : null;
    },
    save: function (name, lines) {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["\ufeff" + lines], { type: "text/csv;charset=utf-8" }));
      link.download = name;
      document.body.appendChild(link);
      link.click();
      link.remove();
    }
  };
  /* Receipts lie beside the page, not in it: what communes sent is for the department. Opened where the night wrote it,
     the page leads to them; on a server, or on a stick, it only says where they lie. */
  if (location.protocol === "file:" && location.pathname.indexOf("/data/curated/page/") >= 0) {
    document.querySelectorAll("[data-receipt]").forEach(function (place) {
      var link = document.createElement("a"), parts = place.dataset.receipt.split("/");
      link.href = document.body.dataset.up + "../../../" + parts.map(encodeURIComponent).join("/");
      link.textContent = place.textContent;
      place.replaceChildren(link);
    });
  }
  var series = document.getElementById("series");
  if (series) {
    series.hidden = false;
    series.addEventListener("click", function () {
      var name = series.dataset.chunk;
      thugom.ask(name, function (lines) { thugom.save("thugom-" + name.replace("unit/", "") + ".csv", lines); },
        function () { series.disabled = true; });
    });
  }
  /* Notices link to the page with #unit=<id>. */
  var asked = /^#unit=([^&]+)$/.exec(location.hash);
  if (asked && document.body.dataset.view === "index") {
    var unit;
    try { unit = decodeURIComponent(asked[1]); } catch (error) { return; }
    thugom.ask("words-" + document.body.dataset.language, function () {}, function () {});
    window.addEventListener("load", function () {
      var address = thugom.addressOf(unit);
      if (address) { location.replace(address); }
    });
  }
})();
