// A certified OpenID Connect provider on loopback. Arguments: the address of the application that people sign in to.
// Prints its issuer; a line `rotate` on standard input gives it a new signing key.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const application = process.argv[2];
const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

function signingKey(kid) {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "ES256" };
}

const stored = new Map();

/** Keeps what one provider has issued for the one that follows on it with another key. */
class Adapter {
  constructor(name) {
    this.name = name;
  }
  key(id) {
    return `${this.name}:${id}`;
  }
  async upsert(id, payload) {
    stored.set(this.key(id), payload);
  }
  async find(id) {
    return stored.get(this.key(id));
  }
  async findByUid(uid) {
    return [...stored.values()].find((payload) => payload.uid === uid);
  }
  async consume(id) {
    stored.get(this.key(id)).consumed = Math.floor(Date.now() / 1000);
  }
  async destroy(id) {
    stored.delete(this.key(id));
  }
  async revokeByGrantId(grantId) {
    for (const [key, payload] of stored) if (payload.grantId === grantId) stored.delete(key);
  }
}

function providerWith(keys) {
  const provider = new Provider(issuer, {
    clients: [{
      client_id: "tandem",
      client_secret: "a secret of the test, with % and :",
      redirect_uris: [`${application}/sign-in/callback`],
      post_logout_redirect_uris: [`${application}/`],
      grant_types: ["authorization_code", "refresh_token"],
      id_token_signed_response_alg: "ES256",
    }],
    jwks: { keys },
    adapter: Adapter,
    conformIdTokenClaims: false,
    claims: { openid: ["sub", "groups", "districts"], profile: ["name"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: "Ada Lovelace", groups: ["tandem-analysts"], districts: ["255901"] }),
    }),
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    features: {
      resourceIndicators: {
        enabled: true,
        defaultResource: () => "https://tandem.example",
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: "openid profile", accessTokenFormat: "jwt", jwt: { sign: { alg: "ES256" } } }),
      },
    },
    cookies: { keys: ["a key of the test"] },
    ttl: { AccessToken: 300, IdToken: 3600, RefreshToken: 86400, Session: 86400, Grant: 86400, Interaction: 600 },
  });
  return provider.callback();
}

let handle = providerWith([signingKey("first")]);
server.on("request", (request, response) => handle(request, response));
createInterface({ input: process.stdin })
  .on("line", () => {
    handle = providerWith([signingKey("second")]);
    console.log("rotated");
  })
  .on("close", () => process.exit());
console.log(issuer);
