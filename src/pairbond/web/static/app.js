// Quick exit, and questions without a page load. Everything works without this file.
"use strict";

(() => {
  const exit = () => document.getElementById("exit");

  // ---- quick exit: blank first, then end the session, then go
  const leave = () => {
    const link = exit();
    const to = link ? link.dataset.to : "about:blank";
    const ends = link ? link.href : "/leave/";
    document.title = " ";
    document.documentElement.replaceChildren();
    navigator.sendBeacon(ends);
    location.replace(to);
  };
  let shifts = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") { shifts = []; return; }
    if (event.repeat) return;
    shifts = [...shifts.filter((at) => event.timeStamp - at < 1500), event.timeStamp];
    if (shifts.length === 3) leave();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#exit")) { event.preventDefault(); leave(); }
  });
  // A page that comes out of the browser's memory is loaded anew: it may be signed out by now.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // ---- questions
  let shown = performance.now();
  const question = () => document.querySelector("form[data-question]");

  const swap = async (address, options) => {
    const response = await fetch(address, { credentials: "same-origin", ...options });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("main");
    if (!fresh) { location.reload(); return; }
    document.querySelector("main").replaceWith(document.adoptNode(fresh));
    history.replaceState(null, "", response.url);
    scrollTo(0, 0);
    shown = performance.now();
    const main = document.getElementById("main");
    main.focus({ preventScroll: true });
  };

  const busy = (form, on) => { form.dataset.busy = on ? "1" : ""; form.setAttribute("aria-busy", String(on)); };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-question]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    const data = new URLSearchParams(new FormData(form, event.submitter));
    data.set("seconds", ((performance.now() - shown) / 1000).toFixed(2));
    busy(form, true);
    swap(form.action, { method: "POST", body: data }).catch(() => {
      busy(form, false);
      const old = form.querySelector(".error");
      const note = old || document.createElement("p");
      note.className = "error";
      note.setAttribute("role", "alert");
      note.textContent = form.dataset.offline || "Not saved: no connection. Please try again.";
      if (!old) form.prepend(note);
    });
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (link && question()) { event.preventDefault(); swap(link.href).catch(() => { location.href = link.href; }); }
  });
  // A tap on an answer goes on; arrow keys only choose, and Enter goes on.
  document.addEventListener("click", (event) => {
    const radio = event.target.closest("form[data-question] input[type=radio]");
    if (radio && event.detail > 0) radio.form.requestSubmit(radio.form.querySelector("[value=answer]"));
  });
  document.addEventListener("keydown", (event) => {
    const form = question();
    if (!form || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    const inputs = [...form.querySelectorAll("input[type=radio]")];
    if (inputs.length > 9 || /^(TEXTAREA|INPUT)$/.test(event.target.tagName) && event.target.type !== "radio") return;
    const input = inputs.find((each) => each.value === event.key);
    if (!input) return;
    input.checked = true;
    form.requestSubmit(form.querySelector("[value=answer]"));
  });
})();
