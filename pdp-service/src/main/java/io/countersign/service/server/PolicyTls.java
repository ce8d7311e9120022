package io.countersign.service.server;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.decision.Sha256;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleUnavailableException;
import io.countersign.policy.remote.TlsSetup;
import io.countersign.service.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** TLS towards the policy's servers, made anew when a file of it is renewed. */
final class PolicyTls implements TlsSetup {
  private final Settings.Remote settings;
  private List<Sha256> files = List.of();
  private @Nullable SSLContext context;

  PolicyTls(Settings.Remote settings) {
    this.settings = settings;
  }

  @Override
  public synchronized SSLContext context() throws BundleException {
    List<Sha256> now = digests();
    SSLContext made = context;
    if (made == null || !now.equals(files)) {
      made = create();
      context = made;
      files = now;
    }
    return made;
  }

  private SSLContext create() throws BundleException {
    try {
      Path certificate = settings.certificate();
      Path key = settings.key();
      return certificate == null || key == null
          ? TlsContexts.client(settings.ca())
          : TlsContexts.client(settings.ca(), certificate, key);
    } catch (CredentialConfigException e) {
      throw new BundleUnavailableException("policy.tls", String.valueOf(e.getMessage()), e);
    }
  }

  private List<Sha256> digests() throws BundleException {
    List<Sha256> digests = new ArrayList<>();
    for (@Nullable Path file :
        new @Nullable Path[] {settings.certificate(), settings.key(), settings.ca()}) {
      if (file != null) {
        try {
          digests.add(Sha256.of(Files.readAllBytes(file)));
        } catch (IOException e) {
          throw new BundleUnavailableException(
              "policy.tls", file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
      }
    }
    return digests;
  }
}
