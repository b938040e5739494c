// A real OpenID Connect provider for tests: node oidc_provider.mjs PORT REDIRECT_URI.
// Whoever signs in as name@host has that address; it is verified unless the name begins with "unverified".
import Provider from "oidc-provider";

const [port, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: "comitia", client_secret: "a-secret-for-tests-only", redirect_uris: [redirectUri] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => false },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: id, email_verified: !id.startsWith("unverified"), name: "Мария \u202eQuispe" }),
  }),
});

provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
