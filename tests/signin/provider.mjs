// A real OpenID Connect provider for the tests of sign-in, on loopback. People and their claims come as JSON in PEOPLE;
// whoever types a name of theirs is in.
import Provider from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const people = JSON.parse(process.env.PEOPLE);
const CLAIMS = ["roles", "agency", "email", "email_verified", "preferred_username"];

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "lodged", client_secret: "a secret for tests only", redirect_uris: [redirect] }],
  scopes: ["openid", "profile"],
  claims: { openid: ["sub", "amr"], profile: CLAIMS, auth_time: null },
  cookies: { keys: ["for tests only"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id].claims }) },
  loadExistingGrant: async (ctx) => {
    const { client, session } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid profile");
    grant.addOIDCClaims(CLAIMS);
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/interaction/")) return next();
  const name = ctx.query.name;
  if (!people[name]) {
    ctx.body = "Who is it?";
    return undefined;
  }
  const login = { accountId: name, amr: people[name].amr, ts: Math.floor(Date.now() / 1000) - (people[name].ago || 0) };
  await provider.interactionFinished(ctx.req, ctx.res, { login }, { mergeWithLastSubmission: false });
  ctx.respond = false;
  return undefined;
});

provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
