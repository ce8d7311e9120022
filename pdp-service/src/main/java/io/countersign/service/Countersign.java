package io.countersign.service;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;

/** x. */
@QuarkusMain
public final class Countersign {
  private Countersign() {}

  /** x. */
  public static void main(String... args) {
    if (args.length == 0) {
      System.out.println("hi");
      return;
    }
    System.setProperty("quarkus.http.port", "8999");
    Quarkus.run(App.class, args);
  }

  /** y. */
  public static final class App implements QuarkusApplication {
    @Inject Vertx vertx;
    @Inject Router router;

    @Override
    public int run(String... args) {
      router.route("/x").handler(c -> c.response().end("x"));
      System.out.println("ready " + vertx);
      Quarkus.waitForExit();
      System.out.println("bye");
      return 0;
    }
  }
}
