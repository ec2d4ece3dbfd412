// Sends photos to the library one by one, a few at a time, and tells how each of them gets on. A module: it is fetched
// by the pages that take photos in (library.js, picker.js, article-fields.js) when the first one comes.
const MOST_AT_ONCE = 2;
const FINAL = [400, 403, 409, 413]; // the answer stays the same however often it is asked for

/** The state of a job is waiting, sending, working, done, failed or cancelled; `changed` is told of every change. */
export function uploads({ address, token, mostMegabytes, words, extra = {}, changed }) {
  const jobs = [];
  const inState = (...states) => jobs.filter((job) => states.includes(job.state));

  const change = (job, values) => {
    Object.assign(job, values);
    changed(job);
  };

  const start = () => {
    while (inState("sending", "working").length < MOST_AT_ONCE) {
      const next = jobs.find((job) => job.state === "waiting");
      if (!next) return;
      send(next);
    }
  };

  const send = (job) => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", freshToken() ?? token);
    for (const [name, value] of Object.entries({ ...extra, ...job.words })) data.set(name, value);
    data.set("file", job.file, job.file.name);
    job.call = new XMLHttpRequest();
    job.call.upload.addEventListener("progress", (event) => {
      if (job.state === "sending" && event.lengthComputable) change(job, { share: event.loaded / event.total });
    });
    job.call.upload.addEventListener("load", () => job.state === "sending" && change(job, { state: "working" }));
    job.call.addEventListener("loadend", () => {
      if (job.state !== "cancelled") change(job, outcome(job.call, words));
      start();
    });
    job.call.open("POST", address);
    job.call.setRequestHeader("Accept", "application/json");
    change(job, { state: "sending", share: 0, error: "", known: null });
    job.call.send(data);
  };

  return {
    add(files, own = {}) {
      for (const file of files) {
        const isLarge = file.size > mostMegabytes * 1024 * 1024;
        const error = isLarge ? fill(words.sayLarge, { limit: mostMegabytes }) : "";
        const job = { file, words: own, state: isLarge ? "failed" : "waiting", error, canRetry: false };
        jobs.push(job);
        changed(job);
      }
      start();
    },
    retry(job) {
      change(job, { state: "waiting", error: "" });
      start();
    },
    cancel(job) {
      const isUnderWay = ["sending", "working"].includes(job.state);
      change(job, { state: "cancelled" });
      if (isUnderWay) job.call.abort();
    },
    get counts() {
      const wanted = jobs.length - inState("cancelled").length;
      return { total: wanted, done: inState("done").length, failed: inState("failed").length };
    },
    get isBusy() {
      return inState("waiting", "sending", "working").length > 0;
    },
  };
}

export function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");
}

function outcome(call, words) {
  if (!call.status) return { state: "failed", error: words.sayOffline, canRetry: true };
  const answer = read(call.responseText);
  if (call.status === 200 && answer?.id) return { state: "done", photo: answer };
  const error = answer?.error ?? fill(words.sayServer, { code: call.status });
  return { state: "failed", error, known: answer?.known, canRetry: !(answer && FINAL.includes(call.status)) };
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a page of the web server, not an answer
  }
}

// A login in another tab changes the token: the cookie knows the one that holds now.
function freshToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
}
