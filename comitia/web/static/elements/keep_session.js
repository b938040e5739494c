// Ribbons on sessions: keeps or drops a session without leaving the page; without script each is a button of a plain form.
const keep = async (form, button, kept) => {
  const answer = await fetch(button.hasAttribute("formaction") ? button.formAction : form.action, {
    method: "POST",
    body: new FormData(form, button),
    headers: { Accept: "application/json" },
  });
  if (!answer.ok) throw new Error("not kept");
  button.setAttribute("aria-pressed", String(kept));
  if (button.name) button.value = kept ? "no" : "yes";
  else form.elements.keep.value = kept ? "no" : "yes";
  button.closest(".session")?.toggleAttribute("data-mine", kept);
};

document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (!button?.matches(".bookmark:not(.bookmark--worded)") || form.dataset.plain) return;
  event.preventDefault();
  keep(form, button, button.getAttribute("aria-pressed") === "false").catch(() => {
    form.dataset.plain = "yes";
    form.requestSubmit(button);
  });
});
