/* The table: sort by a column, filter by status, search without marks, download what is shown. */
(function () {
  "use strict";
  var words = thugom.get("words"), table = document.getElementById("units");
  if (!words || !table) { return; }
  var body = table.tBodies[0], rows = Array.prototype.slice.call(body.rows);
  var search = document.getElementById("search"), state = document.getElementById("state");
  document.getElementById("controls").hidden = false;

  function plain(text) {
    return text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "").trim();
  }
  rows.forEach(function (row) { row.plain = plain(row.dataset.plain + " " + row.cells[0].textContent); });

  function show() {
    var asked = plain(search.value), shown = 0;
    rows.forEach(function (row) {
      row.hidden = !(row.plain.includes(asked) && (!state.value || row.dataset.state === state.value));
      shown += row.hidden ? 0 : 1;
    });
    document.getElementById("none").hidden = shown > 0;
    document.getElementById("shown").textContent =
      words.texts.rows_shown.replace("{shown}", shown).replace("{all}", rows.length);
  }

  /* Unknown stands last, whichever way the column is sorted. */
  function sort(head, button) {
    var key = head.dataset.key, way = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    var number = head.dataset.kind === "number";
    rows.sort(function (one, other) {
      var a = one.dataset[key], b = other.dataset[key];
      if (a === "" || b === "") { return (a === "") - (b === "") || one.dataset.order - other.dataset.order; }
      var difference = number ? a - b : a < b ? -1 : a > b ? 1 : 0;
      return way * difference || one.dataset.order - other.dataset.order;
    });
    table.querySelectorAll("[aria-sort]").forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
    body.append.apply(body, rows);
    button.focus();
  }
  table.querySelectorAll("thead th[data-key]").forEach(function (head) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", function () { sort(head, button); });
  });

  /* A text that a spreadsheet would compute gets an apostrophe, as in the CSV files of the tables. */
  function cell(value) {
    var safe = /^[=+\-@\t\r]/.test(value) && isNaN(value) ? "'" + value : value;
    return /[",\r\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  }
  document.getElementById("download").addEventListener("click", function (event) {
    var columns = event.currentTarget.dataset.columns.split(",");
    var lines = [columns.join(",")].concat(rows.filter(function (row) { return !row.hidden; }).map(function (row) {
      var values = JSON.parse(row.dataset.csv);
      return columns.map(function (column) { return cell(values[column]); }).join(",");
    }));
    thugom.save(event.currentTarget.dataset.file, lines.join("\r\n") + "\r\n");
  });
  search.addEventListener("input", show);
  state.addEventListener("change", show);
  show();
})();
