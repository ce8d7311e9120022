package io.countersign.load;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Registries of many identities: those of the shipped policy, and generated ones beside them. */
public final class Registry {
  private Registry() {}

  /** Takes the registry to begin with, how many identities to add, and the file to write. */
  public static void main(String[] arguments) throws IOException, JsonSyntaxException {
    if (arguments.length != 3) {
      System.err.println("usage: Registry identities.json COUNT OUTPUT.json");
      System.exit(2);
    }
    Path from = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    JsonObject identities = (JsonObject) JsonParser.parse(Files.readAllBytes(from));
    Files.writeString(Path.of(arguments[2]), CanonicalJson.text(with(identities, count)));
  }

  /** The identities, and so many more of about 500 bytes each. */
  static JsonObject with(JsonObject identities, int count) {
    JsonObject.Builder all = JsonObject.builder();
    identities.members().forEach(all::put);
    for (int i = 0; i < count; i++) {
      all.put("spiffe://prod.example/ns/team-" + i % 500 + "/sa/service-" + i, identity(i));
    }
    return all.build();
  }

  private static JsonObject identity(int number) {
    String service = "service-" + number;
    return JsonObject.builder()
        .put("kind", "workload")
        .put("owner", "team-" + number % 500)
        .put("service", service)
        .put("status", "active")
        .put(
            "credential",
            JsonObject.builder()
                .put("max_lifetime_seconds", 86_400)
                .put("renewal", "spire")
                .put("revocable_by", "owner")
                .build())
        .put(
            "binding",
            JsonObject.builder()
                .put(
                    "kubernetes",
                    JsonObject.builder()
                        .put("namespace", "team-" + number % 500)
                        .put("service_account", service)
                        .build())
                .put("network", JsonArray.ofStrings(List.of("10.0.0.0/8")))
                .build())
        .put("may_call", JsonArray.ofStrings(List.of("ledger", "stock", "service-" + number / 2)))
        .put("grants", new JsonArray(List.of(grant(service))))
        .build();
  }

  private static JsonValue grant(String service) {
    return JsonObject.builder()
        .put("methods", JsonArray.ofStrings(List.of("GET", "POST")))
        .put("path", "/api/v1/" + service + "/*")
        .put("scope", service + ":write")
        .build();
  }

  /** Data as a bundle holds it. */
  static JsonObject data(JsonObject identities) {
    return new JsonObject(Map.of("countersign", new JsonObject(Map.of("identities", identities))));
  }
}
