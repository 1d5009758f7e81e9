/* Rows of an ordered list can be dragged. Without this file nothing is missing: numbers and buttons do the same. */
(function () {
  "use strict";
  var dragged = null;

  function items(list) { return Array.prototype.slice.call(list.querySelectorAll("[data-item]")); }

  /* The numbers follow what is seen; the form sends them. */
  function renumber(list) {
    items(list).forEach(function (item, index) {
      var place = item.querySelector("[data-place]");
      if (place) { place.value = index + 1; }
    });
  }

  function start(event) {
    /* Texts stay selectable: only the handle drags. */
    dragged = event.target.closest("[data-item]");
    if (!dragged) { return; }
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    dragged.classList.add("dragged");
  }

  function over(event) {
    var target = event.target.closest("[data-item]");
    if (!dragged || !target || target.parentNode !== dragged.parentNode) { return; }
    event.preventDefault();
    if (target === dragged) { return; }
    var box = target.getBoundingClientRect();
    var after = event.clientY > box.top + box.height / 2;
    target.parentNode.insertBefore(dragged, after ? target.nextSibling : target);
  }

  function end() {
    if (!dragged) { return; }
    dragged.classList.remove("dragged");
    renumber(dragged.parentNode);
    dragged = null;
  }

  document.querySelectorAll("form[data-order]").forEach(function (form) {
    items(form).forEach(function (item) {
      var place = item.querySelector(".place");
      if (!place) { return; }
      var handle = document.createElement("span");
      handle.className = "handle";
      handle.draggable = true;
      handle.setAttribute("aria-hidden", "true");
      handle.textContent = "⠿";
      place.insertBefore(handle, place.firstChild);
    });
    form.addEventListener("dragstart", start);
    form.addEventListener("dragover", over);
    form.addEventListener("drop", function (event) { event.preventDefault(); });
    form.addEventListener("dragend", end);
  });
})();
