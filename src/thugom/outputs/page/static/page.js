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
  /* Notices link to the page with #unit=<id>. */
  var asked = /^#unit=([^&]+)$/.exec(location.hash);
  if (asked && document.body.dataset.view === "index") {
    var unit;
    try { unit = decodeURIComponent(asked[1]); } catch (error) { return; }
    thugom.ask("words-" + document.body.dataset.language, function () {}, function () {});
    window.addEventListener("load", function () {
      var words = thugom.get("words");
      if (words && Object.prototype.hasOwnProperty.call(words.pages, unit)) {
        location.replace("unit/" + words.pages[unit]);
      }
    });
  }
})();
