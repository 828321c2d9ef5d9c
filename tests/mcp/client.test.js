// The server as the official client library sees it: it connects, lists the tools, and holds each answer to the schema that the
// server promised, which the library does by itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const shop = fileURLToPath(new URL("../../examples/shop", import.meta.url));

async function connected() {
  const client = new Client({ name: "boundaries-tests", version: "1.0.0" });
  const command = process.env.BOUNDARIES;
  await client.connect(new StdioClientTransport({ command, args: ["boundaries", "mcp", "--no-cache"], cwd: shop }));
  return client;
}

test("the client connects and finds four tools that only read", async () => {
  const client = await connected();
  assert.equal(client.getServerVersion().name, "cargo-boundaries");
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map((tool) => tool.name), ["may_use", "owner_of", "contracts_of", "findings"]);
  assert.ok(tools.every((tool) => tool.annotations.readOnlyHint && tool.outputSchema));
  await client.ping();
  await client.close();
});

test("each tool answers in the shape that it promises", async () => {
  const client = await connected();
  // The library refuses answers that break the output schemas of tools that it has listed.
  await client.listTools();
  const ask = async (name, args) => {
    const answer = await client.callTool({ name, arguments: args });
    assert.equal(answer.isError, false, JSON.stringify(answer));
    assert.deepEqual(JSON.parse(answer.content[0].text), answer.structuredContent);
    return answer.structuredContent;
  };
  const yes = await ask("may_use", { from: "orders::cart", to: "billing::api::charge" });
  assert.equal(yes.may, "yes");
  const no = await ask("may_use", { from: "web", to: "billing::tables::Invoice", code: "normal" });
  assert.deepEqual([no.may, no["surface-path"]], ["no", "billing::api::Invoice"]);
  assert.equal((await ask("may_use", { from: "orders", to: "nothing" })).may, "unknown");
  const owner = await ask("owner_of", { subject: "crates/billing/src/api.rs" });
  assert.equal(owner.owners[0].teams[0].name, "billing");
  const contracts = (await ask("contracts_of", { team: "catalog" })).contracts;
  assert.ok(contracts.some((contract) => contract.providers.includes("billing") && contract.uses > 0));
  const findings = await ask("findings", { team: "catalog", limit: 1 });
  assert.equal(findings.findings.length, 1);
  await client.close();
});

test("what goes wrong is told to the model, and an unknown tool to the program", async () => {
  const client = await connected();
  const wrong = await client.callTool({ name: "owner_of", arguments: { subject: "biling" } });
  assert.ok(wrong.isError && wrong.content[0].text.includes("did you mean `billing`"), JSON.stringify(wrong));
  await assert.rejects(client.callTool({ name: "write", arguments: {} }), /no tool `write`/);
  await client.close();
});
