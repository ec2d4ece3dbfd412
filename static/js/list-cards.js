// On a narrow screen each row of a list is a card (css/stock.css): every cell gets the head of its column as its label.
// The roles keep the table a table for screen readers: `display: block` alone would take that from them.
{
  const { sort, region } = document.currentScript.dataset;
  const list = document.getElementById("result_list");
  const head = list?.tHead.rows[0];

  const give = (role, elements) => [...elements].forEach((element) => element.setAttribute("role", role));

  const label = (row, labels) => {
    give("cell", row.querySelectorAll(":scope > td"));
    give("rowheader", row.querySelectorAll(":scope > th"));
    // A row of errors is one cell across all columns.
    if (row.cells.length === labels.length) [...row.cells].forEach((cell, place) => (cell.dataset.label = labels[place]));
  };

  if (head) {
    give("table", [list]);
    give("rowgroup", [list.tHead, ...list.tBodies]);
    give("row", list.rows);
    give("columnheader", head.cells);
    head.dataset.sort = sort;
    const labels = [...head.cells].map((cell) => cell.querySelector(".text")?.textContent.trim() ?? "");
    for (const body of list.tBodies) [...body.rows].forEach((row) => label(row, labels));
    list.classList.add("is-cards");

    const frame = list.parentElement;
    if (frame.scrollWidth > frame.clientWidth) {
      // Wider than its frame, as on a tablet: the keyboard must be able to scroll it.
      frame.tabIndex = 0;
      frame.setAttribute("role", "region");
      frame.setAttribute("aria-label", region);
    }
  }
}
