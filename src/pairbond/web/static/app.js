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
  const asking = () => document.querySelector("form[data-question], form[data-lines]");
  const ready = () => {
    for (const each of document.querySelectorAll("[data-scripted]")) each.textContent = each.dataset.scripted;
  };

  const swap = async (address, options) => {
    const response = await fetch(address, { credentials: "same-origin", ...options });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("main");
    if (!fresh) { location.reload(); return; }
    document.querySelector("main").replaceWith(document.adoptNode(fresh));
    history.replaceState(null, "", response.url);
    scrollTo(0, 0);
    shown = performance.now();
    ready();
    const main = document.getElementById("main");
    main.focus({ preventScroll: true });
  };

  const busy = (form, on) => { form.dataset.busy = on ? "1" : ""; form.setAttribute("aria-busy", String(on)); };

  const seconds = (since) => ((performance.now() - since) / 1000).toFixed(2);
  const unsaved = (form, beside) => {
    const old = form.querySelector(".error[data-unsaved]");
    const note = old || document.createElement("p");
    note.className = "error";
    note.dataset.unsaved = "1";
    note.setAttribute("role", "alert");
    note.textContent = form.dataset.offline;
    if (!old) beside.before(note);
  };

  // ---- many lines on a page: each answer is sent when it is given, one after the other
  let saving = Promise.resolve();
  const save = async (form, data, line) => {
    const response = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
    if (response.status !== 204) throw new Error("not kept");
    line.dataset.kept = "1";
    form.querySelector(".error[data-unsaved]")?.remove();
  };
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-lines]");
    if (!form) return;
    const data = new URLSearchParams({ turn: "one", seconds: seconds(shown), [event.target.name]: event.target.value });
    for (const name of ["csrfmiddlewaretoken", "slip"]) data.set(name, form.elements[name].value);
    const line = event.target.closest("fieldset");
    shown = performance.now();
    delete line.dataset.kept;
    saving = saving.then(() => save(form, data, line)).catch(() => unsaved(form, line));
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-question], form[data-lines]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    const data = new URLSearchParams(new FormData(form, event.submitter));
    data.set("seconds", seconds(shown));
    busy(form, true);
    saving.then(() => swap(form.action, { method: "POST", body: data })).catch(() => {
      busy(form, false);
      unsaved(form, form.querySelector(".turns"));
    });
  });
  ready();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (link && asking()) { event.preventDefault(); swap(link.href).catch(() => { location.href = link.href; }); }
  });
  // ---- a form that takes a while: say so, refuse what is too large before it is sent
  for (const field of document.querySelectorAll("[data-zone]")) {
    if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  }
  const tell = (form, text, role) => {
    form.querySelector(".said")?.remove();
    const note = document.createElement("p");
    note.className = role === "alert" ? "said error" : "said quiet";
    note.setAttribute("role", role);
    form.append(note);
    note.textContent = text;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-working]");
    if (!form) return;
    const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (size > Number(form.dataset.most)) { event.preventDefault(); tell(form, form.dataset.large, "alert"); return; }
    if (form.dataset.busy) { event.preventDefault(); return; }
    busy(form, true);
    tell(form, form.dataset.working, "status");
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
