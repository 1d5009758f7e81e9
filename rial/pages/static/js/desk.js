/* The editor saves by itself while one writes. Without this file nothing is missing: the buttons save. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch || !window.FormData) { return; }

  var PAUSE = 2500, RETRY = 15000, PRESENCE = 60000;
  var states = document.querySelectorAll("[data-saved]");
  var timer = 0, dirty = false, busy = false, stopped = false, leaving = false;

  function say(text, done) {
    states.forEach(function (place) {
      var words = place.querySelector("span") || place;
      words.textContent = text;
      place.classList.toggle("is-busy", !done);
    });
  }

  /* The server's clock is in Washington; the person reads their own. */
  function savedAt(moment) {
    var time = new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    return form.dataset.savedAt.replace("%(time)s", time);
  }

  function body() {
    var data = new FormData(form);
    /* Files travel only with the button: a large one would be sent again and again. */
    data.delete("new-file");
    return data;
  }

  function later(pause) {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, pause);
  }

  function stop(text) {
    stopped = true;
    say(text, false);
  }

  function save() {
    if (!dirty || busy || stopped || leaving) { return; }
    if (document.querySelector("input[name=conflict]")) { return; }
    busy = true;
    dirty = false;
    say(form.dataset.saving, false);
    fetch(form.action, { method: "POST", body: body(), headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual" })
      .then(function (response) {
        if (response.type === "opaqueredirect" || response.status === 403) { throw new Error("signed out"); }
        return response.json().then(function (answer) { return [response.status, answer]; });
      })
      .then(function (pair) {
        var answer = pair[1];
        if (answer.state === "conflict") { stop(form.dataset.conflict); return; }
        if (answer.state === "closed") { stop(form.dataset.closed); return; }
        form.elements.stamp.value = answer.stamp;
        form.elements.marks.value = answer.marks;
        say(answer.complete ? savedAt(answer.at) : form.dataset.partly, true);
        colleagues(answer.others);
      })
      .catch(function () {
        dirty = true;
        say(form.dataset.offline, false);
        later(RETRY);
      })
      .finally(function () {
        busy = false;
        if (dirty && !stopped) { later(PAUSE); }
      });
  }

  function colleagues(names) {
    var place = document.querySelector("[data-others]");
    if (!place || !names) { return; }
    place.textContent = names.length ? names.join(", ") : place.dataset.alone;
  }

  function count(control) {
    var place = document.querySelector('[data-counter="' + control.id + '"]');
    if (!place) { return; }
    var length = Array.from(control.value.replace(/\r\n?/g, "\n").trim()).length;
    var limit = Number(control.dataset.limit);
    var words = limit ? form.dataset.count : "%(count)s";
    var number = new Intl.NumberFormat(document.documentElement.lang);
    place.textContent = words.replace("%(count)s", number.format(length)).replace("%(limit)s", number.format(limit));
    place.classList.toggle("over", limit > 0 && length > limit);
  }

  form.addEventListener("input", function (event) {
    count(event.target);
    if (event.target.type === "file") { return; }
    dirty = true;
    later(PAUSE);
  });
  form.addEventListener("change", function (event) {
    if (event.target.type === "file" || event.target.name === "") { return; }
    dirty = true;
    later(PAUSE);
  });
  /* Saving at the moment of leaving the page would race with the button's own request. */
  form.addEventListener("submit", function () {
    leaving = true;
    window.clearTimeout(timer);
  });
  window.addEventListener("pageshow", function () { leaving = false; });

  states.forEach(function (place) {
    var words = place.querySelector("[data-at]");
    if (words && !("partly" in words.dataset)) { words.textContent = savedAt(words.dataset.at); }
  });

  window.setInterval(function () {
    if (document.hidden || stopped) { return; }
    var data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    fetch(form.dataset.presence, { method: "POST", body: data, credentials: "same-origin", redirect: "manual" })
      .then(function (response) { return response.ok ? response.json() : null; })
      .then(function (answer) { if (answer) { colleagues(answer.others); } })
      .catch(function () { /* The next minute tries again. */ });
  }, PRESENCE);
}());
