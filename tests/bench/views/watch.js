/**
 * For a page to begin with: notes how soon the worker answers, when a view has painted an answer, how training goes
 * on, and which tasks of the page's own thread were long.
 */
(() => {
  const found = { answers: [], shown: [], progress: [], long: [] };
  const asked = new Map();
  /** When the hand last moved, until that is asked about. */
  let moved = null;
  /** The move whose answer has come, until it is painted. */
  let answered = null;

  window.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => this.#heard(data));
    }

    postMessage(message, ...more) {
      const move = message.type === "activations" ? moved : null;
      if (move !== null) moved = null;
      asked.set(message.request, {
        type: message.type,
        drawing: message.drawing,
        at: performance.now(),
        move,
      });
      super.postMessage(message, ...more);
    }

    #heard({ request, type, value, said }) {
      if (type === "progress" && value.step !== undefined)
        found.progress.push([performance.now(), value.step]);
      if (type !== "done") return;
      const { type: what, drawing, at, move } = asked.get(request);
      asked.delete(request);
      if (drawing) found.answers.push([what, said - performance.timeOrigin - at]);
      if (move !== null) answered = move;
    }
  };

  addEventListener("pointermove", () => (moved ??= performance.now()), { capture: true });

  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    if (answered !== null && this.canvas.closest("cnn-network")) {
      found.shown.push(performance.now() - answered);
      answered = null;
    }
    return draw.apply(this, given);
  };

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) found.long.push([startTime, duration]);
  }).observe({ type: "longtask" });

  window.watched = {
    /** What was noted since the last call. */
    take() {
      const taken = structuredClone(found);
      for (const list of Object.values(found)) list.length = 0;
      return taken;
    },
  };
})();
