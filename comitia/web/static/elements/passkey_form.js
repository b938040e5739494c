// <passkey-form> around a <form>: on submit it asks the device for a passkey and sends it in the field "credential".
// Options come from the JSON block inside, or from the address in data-options; data-act="create" makes a new passkey.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// The device takes bytes where JSON has text
function forDevice(options) {
  const list = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));
  const ready = { ...options, challenge: bytes(options.challenge) };
  if (options.user) ready.user = { ...options.user, id: bytes(options.user.id) };
  ready.excludeCredentials = list(options.excludeCredentials);
  ready.allowCredentials = list(options.allowCredentials);
  return ready;
}

function forServer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

class PasskeyForm extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential) return;
    this.hidden = false;
    this.addEventListener("submit", this);
  }

  async handleEvent(event) {
    event.preventDefault();
    const form = event.target;
    const complaint = this.querySelector("[role=alert]");
    complaint.hidden = true;
    try {
      const publicKey = forDevice((await this.options()).publicKey);
      const credential = await (this.dataset.act === "create" ? this.create(publicKey) : navigator.credentials.get({ publicKey }));
      form.elements.credential.value = JSON.stringify(forServer(credential));
      form.submit();
    } catch {
      complaint.hidden = false;
    }
  }

  async options() {
    if (!this.dataset.options) return JSON.parse(this.querySelector("script").textContent);
    const answer = await fetch(this.dataset.options, { headers: { Accept: "application/json" } });
    return (await answer.json()).request_options;
  }

  create(publicKey) {
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    };
    return navigator.credentials.create({ publicKey });
  }
}

customElements.define("passkey-form", PasskeyForm);
